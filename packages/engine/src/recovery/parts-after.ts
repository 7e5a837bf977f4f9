/**
 * After a master was replaced because it is gone, and after an old one went below its successor: each is set up for the part
 * that it plays now. A plan of its own, behind everything that an outage waits for; what it cannot do is said, and keeps no
 * recovery from having succeeded.
 */
import type { Actor, AskedIntent, InstanceId, Message, Plan, ServerPart } from '@topiary/domain';
import { message, sessionsFor } from '@topiary/domain';
import type { PlanService } from '../plans/plan-service.ts';
import type { Clock } from '../ports/clock.ts';

/** Another plan may run there for a moment, such as one that closes an old master. */
export const MAX_PART_ATTEMPTS = 5;
export const PART_AGAIN_MS = 500;

export interface PartsOptions {
  readonly clock: Clock;
  readonly plans: Pick<PlanService, 'proposeReading' | 'confirm' | 'whenFinished'>;
}

export interface Played {
  readonly instance: InstanceId;
  readonly part: ServerPart;
}

/** `plan`: one that succeeded. A takeover in order has seen to it itself. */
export function partAfter(plan: Plan, successor: InstanceId): Played | null {
  const { intent } = plan;
  if (intent.kind === 'control' && intent.act.kind === 'rejoin') return { instance: intent.instance, part: 'replica' };
  if (intent.kind !== 'replace-master' || sessionsFor(plan).length > 0) return null;
  return { instance: successor, part: 'master' };
}

/** What is worth a note; nothing where all was as it should be. */
export async function playPart(
  { instance, part }: Played,
  actor: Actor,
  { clock, plans }: PartsOptions,
): Promise<readonly Message[]> {
  const intent: AskedIntent = { kind: 'control', instance, act: { kind: 'play-part', part } };
  for (let attempt = 0; attempt < MAX_PART_ATTEMPTS; attempt += 1) {
    const proposed = await plans.proposeReading(intent, actor);
    // Also where nothing is to be done, which is how it mostly is.
    if (proposed.kind !== 'proposed') return proposed.kind === 'refusal' ? proposed.reasons.filter(isNews) : [];
    const { plan } = proposed.state;
    const confirmed = await plans.confirm(plan.id, actor);
    if (confirmed.kind === 'started') {
      const execution = await plans.whenFinished(plan.id);
      const reasons = execution?.steps.flatMap(({ reason }) => reason ?? []) ?? [];
      return reasons.length > 0 ? reasons : [message(`plays-part-${part}`, { instance })];
    }
    if (confirmed.kind !== 'busy' && confirmed.kind !== 'stale') break;
    await clock.sleep(PART_AGAIN_MS);
  }
  return [message('part-not-played', { instance })];
}

function isNews({ code }: Message): boolean {
  return code !== 'part-is-played' && code !== 'events-not-seen';
}
