/** What an intent comes down to before any rule is tried: which replicas are to read from where. */
import type { InstanceId } from '../topology/address.ts';
import type { Policy } from '../policy/policy.ts';
import { edgesTo } from '../topology/queries.ts';
import type { TopologySnapshot } from '../topology/snapshot.ts';
import { fail } from './checks.ts';
import type { LaterLane } from './control/control-context.ts';
import type { Message } from './message.ts';
import type { MoveMethod } from './methods.ts';
import { resolveMove } from './move-context.ts';
import type { MoveContext } from './move-context.ts';
import { judgeMove } from './move-rules.ts';
import type { Check } from './plan.ts';

export interface WantedMove {
  readonly replica: InstanceId;
  /** `null`: the only one there is. */
  readonly channel: string | null;
  readonly target: InstanceId;
  readonly method?: MoveMethod | undefined;
  /** It may lead to where it leads already. */
  readonly restates?: true;
  /** A replica that must have been moved before, whether or not this move would close a circle without it. */
  readonly after?: InstanceId;
  /** Without it the others are not wanted either. */
  readonly isEssential?: true;
}

export interface Wanted {
  readonly moves: readonly WantedMove[];
  readonly acceptsLoss?: true | undefined;
  /** With several replicas, those that cannot move stay and the plan says so; else one of them refuses the plan. */
  readonly mayLeaveBehind: boolean;
  /** What else comes when the moves have ended. */
  readonly later?: readonly (readonly LaterLane[])[];
  readonly checks?: readonly Check[];
  readonly notes?: readonly Message[];
}

export interface AskedMove extends WantedMove {
  readonly snapshot: TopologySnapshot;
  readonly policy: Policy;
  readonly user: string | null;
  readonly acceptsLoss: boolean;
}

export interface Judged {
  readonly move: WantedMove;
  readonly checks: readonly Check[];
  readonly context: MoveContext | null;
}

/** Moves of the replicas of a server, by the channels that come from it; the target itself stays. */
export function replicasTo(
  snapshot: TopologySnapshot,
  {
    source,
    target,
    only,
  }: { readonly source: InstanceId; readonly target: InstanceId; readonly only: readonly InstanceId[] | null },
): readonly WantedMove[] {
  const chosen = only === null ? null : new Set(only);
  return edgesTo(snapshot, source)
    .filter(({ replica }) => replica !== target && (chosen === null || chosen.has(replica)))
    .map(({ replica, channel }) => ({ replica, channel, target }));
}

export function judge(asked: AskedMove): Judged {
  const resolved = resolveMove({ ...asked, method: asked.method ?? null, restates: asked.restates ?? false });
  if (!resolved.ok) return { move: asked, checks: [fail(asked.replica, resolved.reason)], context: null };
  return { move: asked, checks: judgeMove(resolved.context), context: resolved.context };
}
