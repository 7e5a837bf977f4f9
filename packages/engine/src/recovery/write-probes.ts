/**
 * Writes now and then on every writable master, where a statement for that is configured: a server whose disk is full or whose
 * storage hangs answers every question and takes no write. Only who acts writes. What fails for want of a privilege, or because
 * the server does not take writes on purpose, says nothing of its storage.
 */
import type { InstanceId, ProbeFailureKind, TopologySnapshot, WriteProbe, WriteProbeSettings } from '@topiary/domain';
import { addressOf, isMaster } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Servers } from '../ports/servers.ts';
import { detailOf } from '../shared/detail-of.ts';
import { Limiter } from '../shared/limiter.ts';

const MAX_WRITES_AT_ONCE = 32;
/** One whose write hangs is left alone for so many rounds: each leaves a connection behind until the server lets go of it. */
export const ROUNDS_AFTER_FAILURE = 3;
/** Read-only by an option, and by a transaction: the server is well. */
const READ_ONLY_CODES: ReadonlySet<string> = new Set(['1290', '1792', '1836']);
const SAYS_SO: ReadonlySet<ProbeFailureKind> = new Set(['timeout', 'server-error']);

export interface WriteProbesOptions {
  readonly servers: Pick<Servers, 'writeMarker'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** `null`: nothing is written. */
  readonly settings: WriteProbeSettings | null;
  readonly snapshot: () => TopologySnapshot;
  readonly mayAct: () => boolean;
  /** Whether these can write is not what it was. */
  readonly onChange: (ids: readonly InstanceId[]) => void;
}

export class WriteProbes {
  private readonly options: WriteProbesOptions;
  private readonly limiter = new Limiter(MAX_WRITES_AT_ONCE);
  private readonly found = new Map<InstanceId, WriteProbe>();
  private readonly rests = new Map<InstanceId, number>();
  private cancel: () => void = () => undefined;
  private stopped = false;

  constructor(options: WriteProbesOptions) {
    this.options = options;
  }

  get last(): ReadonlyMap<InstanceId, WriteProbe> {
    return this.found;
  }

  start(): void {
    const { settings, clock } = this.options;
    if (settings !== null && !this.stopped) this.cancel = clock.schedule(settings.intervalMs, () => void this.round());
  }

  stop(): void {
    this.stopped = true;
    this.cancel();
  }

  private async round(): Promise<void> {
    try {
      if (this.options.mayAct()) await this.writeAll();
    } catch (error) {
      this.options.logger.error('write-probes-failed', { detail: detailOf(error) });
    }
    // Counted from the end of this one: rounds never overlap.
    this.start();
  }

  private async writeAll(): Promise<void> {
    const places = [...this.options.snapshot().instances.values()].filter(
      (instance) => instance.health === 'ok' && isMaster(instance) && instance.observation?.settings.readOnly === false,
    );
    const ids = new Set(places.map(({ id }) => id));
    const gone = [...this.found.keys()].filter((id) => !ids.has(id));
    for (const id of gone) this.found.delete(id);
    const due = [...ids].filter((id) => !this.isResting(id));
    const changed = await Promise.all(due.map((id) => this.limiter.run(() => this.write(id))));
    const told = [...gone, ...due.filter((_, at) => changed[at])];
    if (told.length > 0 && !this.stopped) this.options.onChange(told);
  }

  private isResting(id: InstanceId): boolean {
    const rounds = this.rests.get(id) ?? 0;
    if (rounds > 0) this.rests.set(id, rounds - 1);
    else this.rests.delete(id);
    return rounds > 0;
  }

  /** Whether something else is known now. */
  private async write(id: InstanceId): Promise<boolean> {
    const { servers, clock, logger, settings } = this.options;
    if (settings === null) return false;
    const { statement, deadlineMs } = settings;
    const result = await servers.writeMarker(addressOf(id), statement, { deadlineMs });
    const at = clock.now();
    const before = this.found.get(id)?.kind;
    if (result.kind === 'written') this.found.set(id, { kind: 'written', at });
    else if (SAYS_SO.has(result.failure.kind) && !READ_ONLY_CODES.has(result.failure.code)) {
      this.found.set(id, { kind: 'failed', at, code: result.failure.code });
      this.rests.set(id, ROUNDS_AFTER_FAILURE);
    } else this.found.delete(id);
    const now = this.found.get(id)?.kind;
    if (result.kind === 'failed' && before !== now) {
      const { kind, code, detail, grant } = result.failure;
      logger.warn('write-probe-failed', { instance: id, kind, code, detail, grant });
    }
    return before !== now;
  }
}
