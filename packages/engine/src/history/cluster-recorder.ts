/**
 * Keeps how clusters looked. What is told here only waits: pictures are made a while later, a few at a time, of the snapshot
 * that was current then, so that nothing that decides ever waits for it. Of several processes on one store the one that acts
 * writes, from what the store says that was recorded last, so that a restart records nothing twice.
 */
import type { ClusterId, ClusterPicture, TopologySnapshot } from '@topiary/domain';
import { pictureChanges, pictureOf, revisionKindOf } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import { MAX_TOLD_CHANGES } from '../ports/cluster-history.ts';
import type { ClusterHistory } from '../ports/cluster-history.ts';
import type { Logger } from '../ports/logger.ts';
import type { CurrentFindings } from '../recovery/current-findings.ts';
import { detailOf } from '../shared/detail-of.ts';

/** From a change of a tree to its picture. */
export const RECORD_AFTER_MS = 250;
/** Pictures made in one turn, and the pause to the next: ten thousand servers that are found at once take no one's time. */
const PICTURES_PER_TURN = 20;
const BETWEEN_TURNS_MS = 20;
/** States come and go: of one cluster they are looked at so often. */
export const STATES_EVERY_MS = 10_000;
/** Snapshots of one cluster that wait. Later ones take the place of the last: a tree never changes so often for long. */
export const MAX_WAITING_SNAPSHOTS = 20;
/** After a store that could not be read. */
const READ_AGAIN_MS = 5_000;

export interface ClusterRecorderOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly store: Pick<ClusterHistory, 'write' | 'pictures'>;
  readonly snapshot: () => TopologySnapshot;
  readonly findings: () => Pick<CurrentFindings, 'of'>;
  readonly mayWrite: () => boolean;
}

export interface RecordedChange {
  readonly structure: readonly ClusterId[];
  readonly data: readonly ClusterId[];
  readonly gone: readonly ClusterId[];
}

export class ClusterRecorder {
  private readonly options: ClusterRecorderOptions;
  /** What was recorded last; missing: it was not read yet. `null`: there is nothing. */
  private readonly last = new Map<ClusterId, ClusterPicture | null>();
  private readonly waiting = new Map<ClusterId, TopologySnapshot[]>();
  /** Of these the states may be others. */
  private readonly stirred = new Set<ClusterId>();
  private cancelTurn: (() => void) | null = null;
  private cancelStates: () => void = () => undefined;
  private isAtWork = false;
  private isStopped = false;

  constructor(options: ClusterRecorderOptions) {
    this.options = options;
  }

  start(): void {
    const snapshot = this.options.snapshot();
    for (const id of snapshot.clusters.keys()) this.wait(id, snapshot);
    this.takeTurnIn(RECORD_AFTER_MS);
    this.watchStates();
  }

  stop(): void {
    this.isStopped = true;
    this.cancelTurn?.();
    this.cancelStates();
  }

  /** There is a new snapshot. */
  changed({ structure, data, gone }: RecordedChange): void {
    if (this.isStopped) return;
    const snapshot = this.options.snapshot();
    for (const id of structure) this.wait(id, snapshot);
    this.stir(data);
    for (const id of gone) {
      this.last.delete(id);
      this.stirred.delete(id);
      this.waiting.delete(id);
    }
    if (structure.length > 0) this.takeTurnIn(RECORD_AFTER_MS);
  }

  /** What is wrong there may be something else. */
  stir(clusters: readonly ClusterId[]): void {
    for (const id of clusters) this.stirred.add(id);
  }

  private wait(id: ClusterId, snapshot: TopologySnapshot): void {
    const waiting = this.waiting.get(id);
    if (waiting === undefined) this.waiting.set(id, [snapshot]);
    else waiting.splice(Math.min(waiting.length, MAX_WAITING_SNAPSHOTS - 1), 1, snapshot);
  }

  private watchStates(): void {
    this.cancelStates = this.options.clock.schedule(STATES_EVERY_MS, () => {
      const snapshot = this.options.snapshot();
      for (const id of this.stirred) this.wait(id, snapshot);
      this.stirred.clear();
      if (this.waiting.size > 0) this.takeTurnIn(0);
      this.watchStates();
    });
  }

  private takeTurnIn(ms: number): void {
    if (this.isStopped || this.isAtWork || this.cancelTurn !== null) return;
    this.cancelTurn = this.options.clock.schedule(ms, () => {
      this.cancelTurn = null;
      void this.takeTurn();
    });
  }

  private async takeTurn(): Promise<void> {
    this.isAtWork = true;
    let restMs = BETWEEN_TURNS_MS;
    try {
      if (!this.options.mayWrite()) {
        // Another process writes: what it records is not known here.
        this.waiting.clear();
        this.last.clear();
      }
      for (let made = 0; made < PICTURES_PER_TURN && !this.isStopped; made += 1) if (!(await this.recordNext())) break;
    } catch (error) {
      this.options.logger.warn('cluster-history-unread', { detail: detailOf(error) });
      restMs = READ_AGAIN_MS;
    } finally {
      this.isAtWork = false;
    }
    if (this.waiting.size > 0) this.takeTurnIn(restMs);
  }

  /** Answers whether there was one. */
  private async recordNext(): Promise<boolean> {
    const [next] = this.waiting;
    if (next === undefined) return false;
    const [id] = next;
    const before = this.last.get(id) ?? (await this.read(id));
    const waiting = this.waiting.get(id);
    const snapshot = waiting?.shift();
    // Whatever came first stays first: others have their turn meanwhile.
    this.waiting.delete(id);
    if (waiting !== undefined && waiting.length > 0) this.waiting.set(id, waiting);
    if (snapshot !== undefined) this.record({ id, snapshot, before, isNewest: waiting?.length === 0 });
    return true;
  }

  private async read(id: ClusterId): Promise<ClusterPicture | null> {
    const known = this.last.get(id);
    if (known !== undefined) return known;
    const [newest] = await this.options.store.pictures({ cluster: id, to: this.options.clock.now(), limit: 1 });
    return newest?.picture ?? null;
  }

  private record({ id, snapshot, before, isNewest }: ToRecord): void {
    const { store, findings } = this.options;
    const isKnown = this.last.has(id);
    if (!isKnown && !isJudged(snapshot, id)) return;
    if (hasUnasked(snapshot, id)) return;
    const told = isNewest ? findings().of(id).findings : (before?.findings ?? []);
    const picture = pictureOf(snapshot, id, told);
    if (picture === null) return;
    const changes = before === null ? [] : pictureChanges(before, picture);
    this.last.set(id, before !== null && changes.length === 0 ? before : picture);
    if (before !== null && changes.length === 0) return;
    store.write({
      at: snapshot.asOf,
      kind: before === null ? 'structure' : revisionKindOf(changes),
      changes: changes.slice(0, MAX_TOLD_CHANGES),
      changeCount: changes.length,
      picture,
    });
  }
}

interface ToRecord {
  readonly id: ClusterId;
  readonly snapshot: TopologySnapshot;
  readonly before: ClusterPicture | null;
  /** What is wrong now is wrong in this one. */
  readonly isNewest: boolean;
}

function healthsIn({ clusters, instances }: TopologySnapshot, id: ClusterId): readonly (string | undefined)[] {
  return (clusters.get(id)?.members ?? []).map((member) => instances.get(member)?.health);
}

/** Everybody there was asked since the start, and either answered or is known not to. */
function isJudged(snapshot: TopologySnapshot, id: ClusterId): boolean {
  return healthsIn(snapshot, id).every((health) => health === 'ok' || health === 'unreachable');
}

/** A server that was named just now: what it is will be known in a moment. */
function hasUnasked(snapshot: TopologySnapshot, id: ClusterId): boolean {
  return healthsIn(snapshot, id).includes('unprobed');
}
