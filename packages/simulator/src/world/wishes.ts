/** What a wish may mean now, among the servers that there are: the first of these that is no nonsense is asked for. */
import type { InstanceId, Move, Reshape, ReshapeKind, TopologySnapshot } from '@topiary/domain';
import type { Engine, PlanRequest } from '@topiary/engine';
import { rowOfAct } from '../scenario/asked-acts.ts';
import type { Wish } from '../scenario/scenario.ts';
import { replacementsOf } from './replacements.ts';
import type { World } from './world.ts';

type Asking = Exclude<Wish, { readonly kind: 'undo' | 'restore' | 'replace-master' }>;

/** Of a wish for what Topiary allows. */
const MAX_TRIES = 6;
/** An evacuation is of so many servers at most, and several moves at once are so many. */
const MOST_TOGETHER = 3;
/** How far the next try is from the last one: no fraction of it is a whole number soon. */
const NEXT_PICK = 0.381_966;

/** Endless in principle, bounded by `MAX_TRIES`; one of a wish that does not ask for the allowed. */
export function* requestsOf(engine: Engine, world: World, wish: Wish): Generator<PlanRequest> {
  if (wish.kind === 'undo' || wish.kind === 'restore') return;
  if (wish.kind === 'replace-master') {
    yield* replacementsOf(engine.snapshot(), wish);
    return;
  }
  if (wish.kind === 'move' || wish.kind === 'move-replicas') {
    const request = moveOf(engine, world, wish);
    if (request !== null) yield request;
    return;
  }
  const tries = wish.isLegal ? MAX_TRIES : 1;
  for (let count = 0; count < tries; count += 1) {
    const pick = (wish.pick + count * NEXT_PICK) % 1;
    const pickTarget = (wish.pickTarget + count * NEXT_PICK * NEXT_PICK) % 1;
    const request = requestOf(engine.snapshot(), { ...wish, pick, pickTarget });
    if (request !== null) yield request;
  }
}

function requestOf(
  snapshot: TopologySnapshot,
  wish: Extract<Asking, { kind: 'reshape' | 'control' }>,
): PlanRequest | null {
  if (wish.kind === 'reshape') {
    const shape = SHAPERS[wish.shape](snapshot, wish);
    return shape === null ? null : { kind: 'reshape', shape };
  }
  const { isOnChannel, act } = rowOfAct(wish.act);
  const places = isOnChannel
    ? channelsIn(snapshot)
    : [...snapshot.instances.keys()].map((instance) => ({ instance, channel: '' }));
  const place = at(places, wish.pick);
  return place === undefined ? null : { kind: 'control', instance: place.instance, act: act({ snapshot, ...place }) };
}

/** Also those of replicas that are detached, which replicate from no server. */
function channelsIn({
  instances,
}: TopologySnapshot): readonly { readonly instance: InstanceId; readonly channel: string }[] {
  return [...instances].flatMap(([instance, { observation }]) =>
    (observation?.channels ?? []).map(({ name }) => ({ instance, channel: name })),
  );
}

interface Picks {
  readonly pick: number;
  readonly pickTarget: number;
}

type Shaper = (snapshot: TopologySnapshot, picks: Picks) => Reshape | null;

const SHAPERS: { readonly [Kind in ReshapeKind]: Shaper } = {
  'move-up': ofReplica((replica, channel) => ({ kind: 'move-up', replica, channel })),
  'move-up-replicas': ofSource((source) => ({ kind: 'move-up-replicas', source, only: null })),
  'move-below': (snapshot, { pick, pickTarget }) => {
    const edge = at(snapshot.edges, pick);
    if (edge === undefined) return null;
    const others = snapshot.edges.filter(({ source, replica }) => source === edge.source && replica !== edge.replica);
    const sibling = at(others, pickTarget)?.replica;
    return sibling === undefined ? null : { kind: 'move-below', replica: edge.replica, sibling };
  },
  repoint: (snapshot, picks) => {
    const edge = at(snapshot.edges, picks.pick);
    return edge === undefined
      ? null
      : { kind: 'repoint', replica: edge.replica, channel: edge.channel, target: orNobody(snapshot, picks) };
  },
  'repoint-replicas': (snapshot, picks) =>
    ofSource((source) => ({ kind: 'repoint-replicas', source, target: orNobody(snapshot, picks), only: null }))(
      snapshot,
      picks,
    ),
  'take-siblings': ofReplica((replica) => ({ kind: 'take-siblings', replica })),
  'take-master': ofReplica((replica) => ({ kind: 'take-master', replica })),
  'make-local-master': ofReplica((replica) => ({ kind: 'make-local-master', replica })),
  'make-co-master': ofReplica((replica) => ({ kind: 'make-co-master', replica })),
  'make-master': (snapshot, { pick }) => {
    const orphans = snapshot.edges.filter(({ source }) => snapshot.instances.get(source)?.health !== 'ok');
    const replica = at(orphans.length > 0 ? orphans : snapshot.edges, pick)?.replica;
    return replica === undefined ? null : { kind: 'make-master', replica };
  },
  'regroup-replicas': (snapshot, picks) =>
    ofSource((source) => {
      const replicas = snapshot.edges.filter((edge) => edge.source === source);
      const candidate = picks.pickTarget < 0.5 ? null : (at(replicas, picks.pickTarget)?.replica ?? null);
      return { kind: 'regroup-replicas', source, candidate };
    })(snapshot, picks),
  evacuate: (snapshot, { pick, pickTarget }) => {
    const first = at([...snapshot.edgesBySource.keys()], pick);
    const members = membersBeside(snapshot, first);
    const other = pickTarget < 0.3 ? at(members, pickTarget / 0.3) : undefined;
    const servers = [first, other].flatMap((one) => one ?? []);
    return servers.length === 0 ? null : { kind: 'evacuate', servers: [...new Set(servers)] };
  },
  'rehome-replicas': ofSource((source) => ({ kind: 'rehome-replicas', source })),
  'enforce-semi-sync': (snapshot, { pick, pickTarget }) =>
    ofSource((master) => ({ kind: 'enforce-semi-sync', master, exact: pickTarget < 0.5 }))(snapshot, {
      pick,
      pickTarget,
    }),
  'move-many': (snapshot, picks) => {
    const moves = movesOf(snapshot, picks);
    return moves.length === 0 ? null : { kind: 'move-many', moves };
  },
};

function ofReplica(shape: (replica: InstanceId, channel: string) => Reshape): Shaper {
  return (snapshot, { pick }) => {
    const edge = at(snapshot.edges, pick);
    return edge === undefined ? null : shape(edge.replica, edge.channel);
  };
}

function ofSource(shape: (source: InstanceId) => Reshape): Shaper {
  return (snapshot, { pick }) => {
    const source = at([...snapshot.edgesBySource.keys()], pick);
    return source === undefined ? null : shape(source);
  };
}

/** `null`: where it is, or where they are. */
function orNobody(snapshot: TopologySnapshot, { pick, pickTarget }: Picks): InstanceId | null {
  if (pickTarget < 0.4) return null;
  const edge = at(snapshot.edges, pick);
  return at(membersBeside(snapshot, edge?.replica), (pickTarget - 0.4) / 0.6) ?? null;
}

/** Two or three channels, each to another member of its cluster. */
function movesOf(snapshot: TopologySnapshot, { pick, pickTarget }: Picks): readonly Move[] {
  const count = 2 + Math.floor(pickTarget * (MOST_TOGETHER - 1));
  const moves = new Map<string, Move>();
  for (let index = 0; index < count; index += 1) {
    const edge = at(snapshot.edges, (pick + index * NEXT_PICK) % 1);
    const target = at(membersBeside(snapshot, edge?.replica), (pickTarget + index * NEXT_PICK) % 1);
    if (edge === undefined || target === undefined) continue;
    const { replica, channel } = edge;
    moves.set(`${replica} ${channel}`, { replica, channel, target });
  }
  return [...moves.values()];
}

function membersBeside({ clusters }: TopologySnapshot, id: InstanceId | undefined): readonly InstanceId[] {
  const cluster = [...clusters.values()].find(({ members }) => id !== undefined && members.includes(id));
  return cluster?.members.filter((member) => member !== id) ?? [];
}

/** What could be moved now, as the page would offer it. */
function moveOf(
  engine: Engine,
  world: World,
  wish: Extract<Asking, { kind: 'move' | 'move-replicas' }>,
): PlanRequest | null {
  const snapshot = engine.snapshot();
  if (wish.kind === 'move') {
    const edge = at(snapshot.edges, wish.pick);
    if (edge === undefined) return null;
    const { replica, channel } = edge;
    const target = targetFor(engine, world, { wish, request: { kind: 'relocate', replica, channel } });
    return target === null ? null : { kind: 'relocate', replica, channel, target };
  }
  const source = at([...snapshot.edgesBySource.keys()], wish.pick);
  if (source === undefined) return null;
  const target = targetFor(engine, world, { wish, request: { kind: 'relocate-replicas', source, only: null } });
  return target === null ? null : { kind: 'relocate-replicas', source, target, only: null };
}

interface Targeted {
  readonly wish: Picks & { readonly isLegal: boolean };
  readonly request: Parameters<Engine['candidates']>[0];
}

function targetFor(engine: Engine, world: World, { wish, request }: Targeted): InstanceId | null {
  if (!wish.isLegal) return at(world.servers, wish.pickTarget) ?? null;
  const candidates = engine.candidates(request);
  if (candidates.kind !== 'candidates') return null;
  const allowed = candidates.verdicts.filter(({ allowed: isAllowed }) => isAllowed).map(({ target }) => target);
  return at(allowed, wish.pickTarget) ?? null;
}

function at<Item>(items: readonly Item[], pick: number): Item | undefined {
  return items[Math.floor(pick * items.length)];
}
