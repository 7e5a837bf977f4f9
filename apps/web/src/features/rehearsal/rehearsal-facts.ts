/** What a rehearsal says, as lists that can be drawn. */
import type { ClusterView, InstanceId, MessageView, RehearsalInput, RehearsalView } from '@topiary/contract';
import { buildTree } from '../../shared/topology/cluster-tree.ts';

export const DYING_KINDS = ['instance', 'host', 'data-center'] as const;
export type DyingKind = (typeof DYING_KINDS)[number];

/** As it stands in the address of the page. */
export interface Dying {
  readonly kind: DyingKind;
  readonly name: string;
}

const PARAMETERS = { instance: 'server', host: 'host', 'data-center': 'dc' } as const satisfies Record<
  DyingKind,
  string
>;

export function dyingIn(parameters: URLSearchParams): Dying | null {
  for (const kind of DYING_KINDS) {
    const name = parameters.get(PARAMETERS[kind]);
    if (name !== null && name !== '') return { kind, name };
  }
  return null;
}

export function parametersOf({ kind, name }: Dying): URLSearchParams {
  return new URLSearchParams({ [PARAMETERS[kind]]: name });
}

export function wishOf({ kind, name }: Dying): RehearsalInput {
  switch (kind) {
    case 'instance':
      return { kind, instance: name };
    case 'host':
      return { kind, host: name };
    case 'data-center':
      return { kind, dataCenter: name };
  }
}

export interface TreeLine {
  readonly id: InstanceId;
  readonly level: number;
  /** `dead`: one that dies. `successor`: takes the place of one of them. `moved`: has another source afterwards. */
  readonly mark: 'dead' | 'successor' | 'moved' | null;
}

export interface DrawnTree {
  readonly name: string;
  readonly lines: readonly TreeLine[];
}

export function treesOf(shown: RehearsalView): {
  readonly before: readonly DrawnTree[];
  readonly after: readonly DrawnTree[];
} {
  const successors = new Set(shown.recoveries.flatMap(({ recovery }) => recovery.successor ?? []));
  const sourcesBefore = sourcesIn(shown.before);
  const sourcesAfter = sourcesIn(shown.after);
  const markOf = (id: InstanceId, isAfter: boolean): TreeLine['mark'] => {
    if (shown.dies.includes(id)) return 'dead';
    if (!isAfter) return null;
    if (successors.has(id) && sourcesAfter.get(id) !== sourcesBefore.get(id)) return 'successor';
    return sourcesAfter.get(id) === sourcesBefore.get(id) ? null : 'moved';
  };
  const drawn = (clusters: readonly ClusterView[], isAfter: boolean): readonly DrawnTree[] =>
    clusters.map((cluster) => ({
      name: cluster.name,
      lines: linesOf(cluster).map((line) => ({ ...line, mark: markOf(line.id, isAfter) })),
    }));
  return { before: drawn(shown.before, false), after: drawn(shown.after, true) };
}

/** From the top down, each server before those below it. */
function linesOf(cluster: ClusterView): readonly { readonly id: InstanceId; readonly level: number }[] {
  const { roots, nodes } = buildTree(cluster);
  const lines: { id: InstanceId; level: number }[] = [];
  const waiting = [...roots].toReversed();
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const node = nodes.get(id);
    if (node === undefined) continue;
    lines.push({ id, level: node.level });
    waiting.push(...[...node.children].toReversed());
  }
  return lines;
}

function sourcesIn(clusters: readonly ClusterView[]): ReadonlyMap<InstanceId, string> {
  const sources = new Map<InstanceId, string>();
  for (const { edges } of clusters)
    for (const { replica, source } of edges) sources.set(replica, `${sources.get(replica) ?? ''} ${source}`);
  return sources;
}

/** In order of time; `key` is its own. */
export type Moment = { readonly key: string } & MomentFacts;

type MomentFacts =
  | { readonly kind: 'detected'; readonly afterMs: number; readonly code: string; readonly instance: InstanceId }
  | { readonly kind: 'note'; readonly afterMs: number; readonly message: MessageView }
  | {
      readonly kind: 'replaced';
      readonly afterMs: number;
      readonly instance: InstanceId;
      readonly successor: InstanceId | null;
    };

export function momentsOf({ detections, recoveries }: RehearsalView): readonly Moment[] {
  const moments: MomentFacts[] = [
    ...detections.map(({ afterMs, code, instance }) => ({ kind: 'detected', afterMs, code, instance }) as const),
    ...recoveries.flatMap(({ notes }) => notes.map((note) => ({ kind: 'note', ...note }) as const)),
    ...recoveries.flatMap(({ recovery: { instance, successor }, endedAfterMs }) =>
      endedAfterMs === null ? [] : [{ kind: 'replaced', afterMs: endedAfterMs, instance, successor } as const],
    ),
  ];
  return moments
    .toSorted((left, right) => left.afterMs - right.afterMs)
    .map((moment, index) => ({ ...moment, key: `${index} ${moment.kind}` }));
}
