/** Plans of written topologies, as the planner's tests ask for them. */
import { DEFAULT_POLICY } from '../policy/policy.ts';
import type { Policy } from '../policy/policy.ts';
import { planIntent } from '../planning/plan-intent.ts';
import { asPlanId } from '../planning/plan.ts';
import type { Intent, Plan, Refusal } from '../planning/plan.ts';
import type { Observation, ReplicationChannel } from '../topology/observation.ts';
import type { TopologySnapshot } from '../topology/snapshot.ts';
import type { TopologyOptions } from './records.ts';
import { id } from './topology-text.ts';
import { topology } from './topology.ts';

export function move(replica: string, target: string): Extract<Intent, { kind: 'relocate' }> {
  return { kind: 'relocate', replica: id(replica), channel: null, target: id(target) };
}

/** Throws when the planner refuses. */
export function planned(snapshot: TopologySnapshot, intent: Intent, policy: Policy = DEFAULT_POLICY): Plan {
  const made = plan(snapshot, intent, policy);
  if ('kind' in made) throw new Error(`refused: ${made.reasons.map(({ code }) => code).join(', ')}`);
  return made;
}

export interface AskedMove {
  readonly topology: string;
  readonly intent: Intent;
  readonly options?: TopologyOptions;
  readonly policy?: Policy;
}

/** The codes of a refusal; none when there is a plan. */
export function refusalOf(asked: AskedMove): readonly string[] {
  const made = plan(topology(asked.topology, asked.options), asked.intent, asked.policy ?? DEFAULT_POLICY);
  return 'kind' in made ? made.reasons.map(({ code }) => code) : [];
}

/** The codes of a plan's warnings. */
export function warningsOf(asked: AskedMove): readonly string[] {
  return planned(topology(asked.topology, asked.options), asked.intent, asked.policy)
    .checks.filter(({ verdict }) => verdict === 'warn')
    .map(({ message }) => message.code);
}

export function withSettings(change: Partial<Observation['settings']>): (found: Observation) => Observation {
  return (found) => ({ ...found, settings: { ...found.settings, ...change } });
}

export function withChannels(change: Partial<ReplicationChannel>): (found: Observation) => Observation {
  return (found) => ({ ...found, channels: found.channels.map((one) => ({ ...one, ...change })) });
}

function plan(snapshot: TopologySnapshot, intent: Intent, policy: Policy): Plan | Refusal {
  return planIntent({ snapshot, policy, intent, id: asPlanId('p') });
}
