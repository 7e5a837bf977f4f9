/** What the analysis rests on beside the snapshot, from those who know it. */
import type {
  AnalysisContext,
  AnalysisSettings,
  ClusterId,
  HostIncident,
  HostName,
  InstanceId,
  TopologySnapshot,
} from '@topiary/domain';
import { analysisContext } from '@topiary/domain';
import { PositionWatch } from './position-watch.ts';
import { WriteProbes } from './write-probes.ts';
import type { WriteProbesOptions } from './write-probes.ts';

export interface AnalysisSourcesOptions extends Omit<WriteProbesOptions, 'settings' | 'onChange'> {
  readonly analysis: AnalysisSettings;
  readonly writeProbe: WriteProbesOptions['settings'];
  readonly snapshot: () => TopologySnapshot;
  readonly replaced: () => AnalysisContext['replacedMasters'];
  readonly hostsDown: () => readonly HostIncident[];
  /** Something else is known of these now, though no probe told it. */
  readonly onChange: (clusters: readonly ClusterId[]) => void;
}

export class AnalysisSources {
  private readonly options: AnalysisSourcesOptions;
  private readonly positions = new PositionWatch();
  private readonly writes: WriteProbes;
  private incidents: readonly HostIncident[] = [];
  private byHost: ReadonlyMap<HostName, HostIncident> = new Map();

  constructor(options: AnalysisSourcesOptions) {
    this.options = options;
    this.writes = new WriteProbes({
      ...options,
      settings: options.writeProbe,
      onChange: (ids) => options.onChange(this.clustersOf(ids)),
    });
  }

  /** As of now. */
  get context(): AnalysisContext {
    const { analysis, replaced } = this.options;
    return analysisContext({
      settings: analysis,
      replacedMasters: replaced(),
      positionHeldSince: this.positions.since,
      writeProbes: this.writes.last,
      hostsDown: this.hosts(),
    });
  }

  changed(clusters: Iterable<ClusterId>): void {
    this.positions.changed(this.options.snapshot(), clusters);
  }

  start(): void {
    this.writes.start();
  }

  stop(): void {
    this.writes.stop();
  }

  /** The list is the same until it changes. */
  private hosts(): ReadonlyMap<HostName, HostIncident> {
    const incidents = this.options.hostsDown();
    if (incidents !== this.incidents) {
      this.incidents = incidents;
      this.byHost = new Map(incidents.map((incident) => [incident.host, incident]));
    }
    return this.byHost;
  }

  private clustersOf(ids: readonly InstanceId[]): readonly ClusterId[] {
    const { instances } = this.options.snapshot();
    return [...new Set(ids.flatMap((id) => instances.get(id)?.cluster ?? []))];
  }
}
