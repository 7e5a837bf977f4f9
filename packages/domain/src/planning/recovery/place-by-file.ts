/**
 * Replicas by file and position below the successor of a dead master. Two that read one log say the same of the data when they
 * stand at one place in it; where that is in the successor's own log it says itself, when all that it received is applied
 * and nobody writes to it yet. So whoever received as much as the successor goes on from there: its place is read again when
 * it stands, and is compared to the byte before it is pointed. Who received less is not guessed at (decision 0035).
 */
import { compareCoordinates } from '../../replication/binlog-coordinates.ts';
import type { InstanceId } from '../../topology/address.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import { isFail } from '../assemble.ts';
import { pass, warn } from '../checks.ts';
import type { LaterLane } from '../control/control-context.ts';
import type { StopAtCoordinatesStep } from '../coordinates/coordinate-steps.ts';
import { base, point, resultOf, startBelow, stopReplica } from '../coordinates/travel-steps.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import { methodOf } from '../methods.ts';
import { resolveMove } from '../move-context.ts';
import type { MoveContext } from '../move-context.ts';
import { judgeMove } from '../move-rules.ts';
import type { Check, Step } from '../plan.ts';
import { drainStep } from '../replication/drain.ts';
import { runningIn } from '../replication/switch-threads.ts';
import type { Received } from '../reshape/received.ts';
import { sourceNameOf } from '../target-name.ts';
import { threadsOf } from '../thread-states.ts';
import type { Heir } from './heirs.ts';
import { channelOf } from './received-by-heirs.ts';
import type { Replacing } from './replacing.ts';

export interface PlacedByFile {
  /** For the successor, once it has applied everything and before it forgets its source; none where nobody needs it. */
  readonly read: readonly Step[];
  readonly lanes: readonly LaterLane[];
  /** Those that no other move is asked for. */
  readonly decided: ReadonlySet<InstanceId>;
  readonly checks: readonly Check[];
}

const NOBODY: PlacedByFile = { read: [], lanes: [], decided: new Set(), checks: [] };

interface Placing {
  readonly replacing: Replacing;
  /** The successor as it is when the others go below it. */
  readonly promoted: TopologySnapshot;
  readonly heir: Heir;
  readonly received: ReadonlyMap<InstanceId, Received>;
}

export function placeByFile(placing: Placing): PlacedByFile {
  const { replacing, received } = placing;
  const { successor, ranked } = replacing;
  const own = received.get(successor.id);
  const read = readPlace(placing);
  if (own?.family !== 'coordinates' || read === null) return NOBODY;
  const lanes: LaterLane[] = [];
  const decided = new Set<InstanceId>();
  const checks: Check[] = [];
  for (const heir of ranked) {
    const { id } = heir.instance;
    const has = received.get(id);
    if (id === successor.id || heir.generation !== 'direct' || has?.family !== 'coordinates') continue;
    const params = { replica: id, successor: successor.id, master: replacing.master.id };
    const order = compareCoordinates(has.at, own.at);
    const context = order === 'equal' ? mayBePlaced(placing, heir) : null;
    if (context !== null) {
      decided.add(id);
      lanes.push({ steps: placeSteps(context, read), after: [successor.id] });
      checks.push(pass(id, message('placed-by-file', params)));
    } else if (order === 'before' && !goesByMarkers(placing, heir)) {
      decided.add(id);
      checks.push(warn(id, message('left-by-file', params)));
    }
  }
  return { read: lanes.length === 0 ? [] : [read], lanes, decided, checks };
}

/** `null`: the end of its log says nothing of its place in the master's. */
function readPlace({ replacing: { policy, successor }, heir }: Placing): StopAtCoordinatesStep | null {
  const channel = channelOf(heir);
  if (channel?.positioning !== 'file' || channel.filters.length > 0) return null;
  return {
    ...base(successor.id, 'place', policy.deadlines.stopReplicationMs),
    lane: successor.id,
    kind: 'stop-at-coordinates',
    channel: channel.name,
    before: threadsOf(channel),
    readsOwn: true,
    source: channel.source,
  };
}

function contextOf({ replacing, promoted }: Placing, { instance, edge }: Heir): MoveContext | null {
  const { policy, user, successor } = replacing;
  const question = { snapshot: promoted, policy, user, replica: instance.id, channel: edge.channel };
  const resolved = resolveMove({ ...question, target: successor.id });
  return resolved.ok ? resolved.context : null;
}

/** Of a way over servers that stand for a moment: here the successor does, and gives its place itself. */
const OF_THE_WAY: ReadonlySet<Message['code']> = new Set(['no-way-by-coordinates', 'anchor-stands']);

/** Whatever a move by file needs but the way through the tree, which a dead master closes. */
function mayBePlaced(placing: Placing, heir: Heir): MoveContext | null {
  const context = contextOf(placing, heir);
  const channel = channelOf(heir);
  if (context === null || channel?.applier !== 'running' || channel.receiver === 'stopped') return null;
  if (channel.delaySeconds > 0) return null;
  const against = judgeMove(context).filter((check) => isFail(check) && !OF_THE_WAY.has(check.message.code));
  return against.length === 0 ? context : null;
}

function goesByMarkers(placing: Placing, heir: Heir): boolean {
  const context = contextOf(placing, heir);
  return context !== null && methodOf(context) === 'pseudo-gtid';
}

function placeSteps(context: MoveContext, read: StopAtCoordinatesStep): readonly Step[] {
  const { replica, channel, policy } = context;
  const ran = runningIn(channel);
  const drain = drainStep(base(replica.id, 'rest', 0), { channel: channel.name, ran, policy });
  const stop = stopReplica(context, 'stop', threadsOf(channel));
  const here = resultOf(stop, 'executed');
  const traveller = { context, at: here, from: channel.source };
  return [
    drain,
    stop,
    point(traveller, {
      label: 'place',
      to: sourceNameOf(context),
      coordinates: resultOf(read, 'own'),
      back: here,
      onlyIfEqual: [here, resultOf(read, 'executed')],
    }),
    startBelow(context),
  ];
}
