/** What can be read off a recovery: how it stands, where its time went, the tree before it and after it. */
import type { ClusterView, InstanceId, PlanView, RecoveryView } from '@topiary/contract';
import type { Mark } from '../../shared/topology/severity.ts';

export type RecoveryState = 'running' | 'resolved' | 'unresolved' | 'unchanged';

export const STATE_MARKS: Readonly<Record<RecoveryState, Mark>> = {
  running: 'warning',
  resolved: 'ok',
  unresolved: 'critical',
  unchanged: 'warning',
};

export function stateOf({
  endedAt,
  successor,
  changed,
}: Pick<RecoveryView, 'endedAt' | 'successor' | 'changed'>): RecoveryState {
  if (endedAt === null) return 'running';
  if (successor !== null) return 'resolved';
  return changed ? 'unresolved' : 'unchanged';
}

/** What its state is called: where nobody was to take over, nobody did not. */
export function stateWordOf(recovery: Pick<RecoveryView, 'endedAt' | 'successor' | 'changed' | 'scope'>) {
  const state = stateOf(recovery);
  const isReplacement = recovery.scope === 'master' || recovery.scope === 'intermediate';
  return state === 'unresolved' && !isReplacement ? 'unrepaired' : state;
}

/** Somebody had a master replaced that may have been well: its verdict is only what hooks and filters are told. */
export function isByHand({ forced, scope, details }: Pick<RecoveryView, 'forced' | 'scope' | 'details'>): boolean {
  return forced && scope === 'master' && details.command !== '';
}

/** What came of one that was resolved. */
export type Came = 'took-over' | 'took-replicas' | 'closed' | 'rejoined' | 'repaired';

const CAME: Readonly<Record<RecoveryView['scope'], Came>> = {
  master: 'took-over',
  intermediate: 'took-replicas',
  'old-master': 'closed',
  writable: 'repaired',
  'semi-sync': 'repaired',
};

export function cameOf({ scope, code }: Pick<RecoveryView, 'scope' | 'code'>): Came {
  return code === 'FormerMasterRejoins' ? 'rejoined' : CAME[scope];
}

/** Since it was first seen; in milliseconds. */
export function tookMs({
  startedAt,
  endedAt,
  details,
}: Pick<RecoveryView, 'startedAt' | 'endedAt' | 'details'>): number | null {
  return endedAt === null ? null : endedAt - beginOf({ startedAt, details });
}

/** What a chart of its time needs of a recovery. */
export interface Timed {
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly details: Pick<RecoveryView['details'], 'timings'>;
}

export function beginOf({ startedAt, details }: Pick<Timed, 'startedAt' | 'details'>): number {
  return Math.min(startedAt, ...details.timings.map(({ at }) => at));
}

export interface Phase {
  readonly phase: string;
  /** Milliseconds from the beginning of the recovery. */
  readonly reachedMs: number;
  /** Since the phase before. */
  readonly tookMs: number;
}

/** In order of time; the end of the recovery is the last one. */
export function phasesOf(recovery: Timed): readonly Phase[] {
  const begin = beginOf(recovery);
  const { endedAt, details } = recovery;
  const reached = details.timings.toSorted((left, right) => left.at - right.at);
  const all = endedAt === null ? reached : [...reached, { phase: 'ended', at: endedAt }];
  return all.map(({ phase, at }, place) => ({
    phase,
    reachedMs: at - begin,
    tookMs: at - (all[place - 1]?.at ?? begin),
  }));
}

export interface TreeRow {
  readonly instance: InstanceId;
  readonly depth: number;
  readonly note: 'failed' | 'successor' | 'lost' | null;
}

type Sources = ReadonlyMap<InstanceId, InstanceId | null>;
type Known = Pick<RecoveryView, 'instance' | 'successor' | 'scope'> & {
  readonly details: Pick<RecoveryView['details'], 'replicas' | 'lost'>;
};

/** The servers that it is about, as they stood and as its plan leaves them; nothing after a recovery that changed nothing. */
export function treesOf(
  recovery: Known,
  plan: Pick<PlanView, 'changes'> | null,
): { readonly before: readonly TreeRow[]; readonly after: readonly TreeRow[] | null } {
  const { instance, successor, scope, details } = recovery;
  // One that was closed or repaired where it stands has had nobody come in its place.
  const hasSuccessor = scope === 'master' || scope === 'intermediate';
  const before = new Map<InstanceId, InstanceId | null>([[instance, null]]);
  for (const replica of details.replicas) before.set(replica, instance);
  for (const { replica, from } of plan?.changes ?? []) if (!before.has(replica)) before.set(replica, from);
  const rows = rowsOf(before, ({ id }) => (id === instance ? 'failed' : null));
  if (successor === null) return { before: rows, after: null };
  const after = new Map(before);
  if (before.get(successor) === instance) after.set(successor, null);
  for (const { replica, to } of plan?.changes ?? []) after.set(replica, to);
  const lost = new Set<InstanceId>(details.lost);
  const noteOf = ({ id }: { readonly id: InstanceId }): TreeRow['note'] => {
    if (id === successor && hasSuccessor) return 'successor';
    if (lost.has(id)) return 'lost';
    return id === instance && after.get(id) === null ? 'failed' : null;
  };
  return { before: rows, after: rowsOf(after, noteOf) };
}

/** The whole cluster as it is now, with who is where of those that the recovery was about. */
export function treeNow(
  { instance, successor }: Pick<RecoveryView, 'instance' | 'successor'>,
  { nodes, edges }: Pick<ClusterView, 'nodes' | 'edges'>,
): readonly TreeRow[] {
  const known = new Set(nodes.map(({ id }) => id));
  const sources = new Map<InstanceId, InstanceId | null>(nodes.map(({ id }) => [id, null]));
  for (const { replica, source } of edges)
    if (known.has(replica) && known.has(source) && sources.get(replica) === null) sources.set(replica, source);
  return rowsOf(sources, ({ id }) => (id === instance ? 'failed' : id === successor ? 'successor' : null));
}

/** Whoever stands at the top first; each server once, whatever the edges say. */
function rowsOf(
  sources: Sources,
  noteOf: (server: { readonly id: InstanceId }) => TreeRow['note'],
): readonly TreeRow[] {
  const rows: TreeRow[] = [];
  const seen = new Set<InstanceId>();
  const visit = (id: InstanceId, depth: number): void => {
    if (seen.has(id)) return;
    seen.add(id);
    rows.push({ instance: id, depth, note: noteOf({ id }) });
    for (const [replica, source] of sources) if (source === id) visit(replica, depth + 1);
  };
  const all = new Set([...sources.keys(), ...[...sources.values()].filter((id) => id !== null)]);
  for (const id of all) if ((sources.get(id) ?? null) === null) visit(id, 0);
  for (const id of all) visit(id, 0);
  return rows;
}
