/**
 * `AutoPseudoGTID`: writes a marker every few seconds on the writable master of each cluster that needs them, while this process
 * acts. A server that does not take it is a problem that is told once, and once more when it is over; the next marker is
 * tried all the same.
 */
import { markerPlaces, markerStatement, message } from '@topiary/domain';
import type {
  ClusterId,
  InstanceId,
  MarkerPlace,
  Message,
  Policy,
  ProbeFailure,
  TopologySnapshot,
} from '@topiary/domain';
import type { EngineParts } from '../engine-parts.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Random } from '../ports/random.ts';
import type { Servers } from '../ports/servers.ts';
import type { AuditLog, Lease } from '../ports/store.ts';
import { TOPIARY } from '../registry/audit-registry.ts';
import { detailOf } from '../shared/detail-of.ts';
import { Limiter } from '../shared/limiter.ts';

/** As orchestrator's. */
export const MARKER_INTERVAL_MS = 5_000;
/** For one marker; a server that takes longer gets the next one. */
const MARKER_DEADLINE_MS = 2_000;
const MAX_WRITES_AT_ONCE = 32;
const ACTION = 'pseudo-gtid';

export interface MarkerWriterParts {
  readonly servers: Pick<Servers, 'writeMarker'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly audit: AuditLog;
  readonly lease: Pick<Lease, 'check'>;
  readonly snapshot: () => TopologySnapshot;
  /** Whether this process believes that it acts; the store is asked before each round. */
  readonly mayAct: () => boolean;
  /** What is said of servers changed. */
  readonly onChange: () => void;
}

export interface MarkerProblem {
  readonly instance: InstanceId;
  readonly cluster: ClusterId;
  readonly message: Message;
}

/** `null`: nobody asked for markers, or this process only observes. */
export function markerWriterOf(
  parts: EngineParts,
  own: Pick<MarkerWriterParts, 'snapshot' | 'mayAct' | 'onChange'>,
): MarkerWriter | null {
  const { store, settings } = parts;
  if (settings.pseudoGtid?.auto !== true || settings.observeOnlyReason !== null) return null;
  return new MarkerWriter({ ...parts, audit: store.audit, lease: store.lease, ...own });
}

export class MarkerWriter {
  readonly #parts: MarkerWriterParts;
  readonly #problems = new Map<InstanceId, MarkerProblem>();
  readonly #limiter = new Limiter(MAX_WRITES_AT_ONCE);
  #cancel: () => void = () => undefined;
  #isStopped = false;

  constructor(parts: MarkerWriterParts) {
    this.#parts = parts;
  }

  /** Servers that did not take their last marker, in order of id. */
  get problems(): readonly MarkerProblem[] {
    return [...this.#problems.values()].toSorted((left, right) => (left.instance < right.instance ? -1 : 1));
  }

  start(): void {
    this.#cancel = this.#parts.clock.schedule(MARKER_INTERVAL_MS, () => void this.#round());
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  async #round(): Promise<void> {
    try {
      if (await this.#mayWrite()) await this.#writeAll();
    } catch (error) {
      this.#parts.logger.error('pseudo-gtid-round-failed', { detail: detailOf(error) });
    }
    // The next round is counted from the end of this one: rounds never overlap.
    if (!this.#isStopped) this.start();
  }

  async #mayWrite(): Promise<boolean> {
    if (!this.#parts.mayAct()) return false;
    return (await this.#parts.lease.check()).kind === 'held' && !this.#isStopped;
  }

  async #writeAll(): Promise<void> {
    const places = markerPlaces(this.#parts.snapshot());
    const masters = new Set(places.map(({ master }) => master.id));
    // Who is no place for markers any more has no problem with them.
    let isNews = false;
    for (const id of this.#problems.keys()) if (!masters.has(id)) isNews = this.#problems.delete(id) || isNews;
    const changed = await Promise.all(places.map((place) => this.#limiter.run(() => this.#write(place))));
    if (isNews || changed.includes(true)) this.#parts.onChange();
  }

  /** Whether something else is to be said of the server now. */
  async #write(place: MarkerPlace): Promise<boolean> {
    const { servers, clock, random } = this.#parts;
    const statement = markerStatement({
      at: clock.now(),
      serverId: place.serverId,
      random: () => random.next(),
    });
    const result = await servers.writeMarker(place.master.address, statement, { deadlineMs: MARKER_DEADLINE_MS });
    return result.kind === 'written' ? this.#taken(place) : this.#refused(place, result.failure);
  }

  #taken(place: MarkerPlace): boolean {
    const { id } = place.master;
    if (!this.#problems.delete(id)) return false;
    this.#parts.logger.info('pseudo-gtid-written-again', { instance: id });
    this.#tell(place, 'ok', message('audit-pseudo-gtid-again', { server: id }));
    return true;
  }

  #refused(place: MarkerPlace, failure: ProbeFailure): boolean {
    const { id, cluster } = place.master;
    const said =
      failure.grant === null
        ? message('pseudo-gtid-failed', { server: id, detail: failure.detail })
        : message('pseudo-gtid-grant', { server: id, grant: failure.grant });
    const known = this.#problems.get(id);
    this.#problems.set(id, { instance: id, cluster, message: said });
    if (known?.message.code === said.code) return false;
    this.#parts.logger.warn('pseudo-gtid-not-written', { instance: id, code: failure.code, grant: failure.grant });
    this.#tell(place, 'failed', said);
    return true;
  }

  #tell({ master }: MarkerPlace, result: 'ok' | 'failed', said: Message): void {
    const { audit, clock, snapshot } = this.#parts;
    audit.write({
      at: clock.now(),
      actor: TOPIARY,
      action: ACTION,
      cluster: master.cluster,
      clusterName: snapshot().clusters.get(master.cluster)?.name ?? null,
      instance: master.id,
      plan: null,
      result,
      summary: [said],
    });
  }
}

/** A cluster whose master does not take markers has none to be matched by. */
export function withoutMarkers(policy: Policy, problems: readonly MarkerProblem[]): Policy {
  if (policy.pseudoGtid === undefined || problems.length === 0) return policy;
  const notWrittenIn = new Set(problems.map(({ cluster }) => cluster));
  return { ...policy, pseudoGtid: { ...policy.pseudoGtid, notWrittenIn } };
}
