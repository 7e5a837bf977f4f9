/** Replacing a master on the model: what is predicted is what happens, and nothing that a living server had is lost. */
import { asPlanId, DEFAULT_POLICY, instanceIdOf, planIntent, predict, stepsInOrder, verifyStep } from '@topiary/domain';
import type { Family, Intent, Plan, Policy, ReplaceReason, Step, StepResults, TopologySnapshot } from '@topiary/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { performStep } from '../commands/perform-step.ts';
import type { Fleet } from '../fleet.ts';
import { must, open, run, snapshotOfFleet, writeMany } from '../testing/drive.ts';
import { fleetOf } from './fleet-of.ts';

const POLICY: Policy = { ...DEFAULT_POLICY, replicationAccount: { origin: 'query', user: '' } };
const RUNS = 40;

interface Situation {
  readonly replicas: number;
  readonly writes: number;
  readonly because: ReplaceReason;
  readonly rejoins: boolean;
  readonly blockers: 'wait' | 'kill' | null;
  /** Replicas that stop receiving before the last writes, by their numbers. */
  readonly behind: readonly number[];
}

const situations: fc.Arbitrary<Situation> = fc.record({
  replicas: fc.integer({ min: 1, max: 4 }),
  writes: fc.integer({ min: 1, max: 10 }),
  because: fc.constantFrom('takeover', 'dead', 'forced'),
  rejoins: fc.boolean(),
  blockers: fc.constantFrom('wait', 'kill', null),
  behind: fc.array(fc.nat({ max: 3 }), { maxLength: 2 }),
});

const nameOf = (index: number): string => `s${index}`;

function execute(fleet: Fleet, plan: Plan): Step | null {
  const results: Record<string, StepResults> = {};
  for (const step of stepsInOrder(plan)) {
    const session = open(fleet, step.instance);
    let isDone = false;
    performStep(fleet, { session, step, results }, (end) => {
      isDone = end.kind === 'done';
      if (end.kind === 'done') results[step.id] = end.results;
    });
    run(fleet, 500);
    fleet.closeSession(session);
    if (!isDone || verifyStep(step, fleet.observe(step.instance).channels).kind === 'failed') return step;
  }
  return null;
}

function spoken({ instances }: TopologySnapshot): unknown {
  return [...instances.values()].map(({ id, role, observation, health }) => [
    id,
    health,
    role,
    observation?.settings.readOnly,
    observation?.channels.map(({ name, source, receiver, applier }) => [name, instanceIdOf(source), receiver, applier]),
  ]);
}

/** Whether there was a plan. */
function check(family: Family, { replicas, writes, because, rejoins, blockers, behind }: Situation): boolean {
  const names = Array.from({ length: replicas }, (_, index) => nameOf(index + 1));
  const fleet = fleetOf(`${nameOf(0)} > ${names.join(', ')}`, { family });
  writeMany(fleet, nameOf(0), writes);
  run(fleet, 200);
  const [master] = fleet.ids;
  if (master === undefined) throw new Error('no master');
  const isDead = because !== 'takeover';
  const late = isDead ? names.filter((_, index) => behind.includes(index)) : [];
  const both = { receiver: true, applier: false };
  for (const name of late) must(fleet, name, { kind: 'stop-threads', channel: '', threads: both });
  writeMany(fleet, nameOf(0), writes);
  run(fleet, 200);
  if (isDead) fleet.crash(master, { losesUnsynced: false });
  run(fleet, 200);
  // They try to connect again, in vain: that is how replicas of a dead master are found.
  for (const name of late) must(fleet, name, { kind: 'start-threads', channel: '', threads: both });
  run(fleet, 500);
  const before = snapshotOfFleet(fleet);
  const intent: Intent = {
    kind: 'replace-master',
    master,
    successor: null,
    because,
    ...(rejoins ? { rejoins } : {}),
    ...(blockers === null ? {} : { blockers }),
  };
  const plan = planIntent({ snapshot: before, policy: POLICY, intent, id: asPlanId('p') });
  if ('kind' in plan) return false;
  expect(execute(fleet, plan)).toBeNull();
  run(fleet, 500);
  expect(spoken(snapshotOfFleet(fleet))).toEqual(spoken(predict(plan, before, POLICY)));
  const living = fleet.ids.filter((id) => !isDead || id !== master);
  const [first = master] = living;
  // Without `rejoins` the old master stands, and has all that was written there.
  for (const id of living) expect(fleet.transactionsOf(id)).toEqual(fleet.transactionsOf(first));
  expect(fleet.transactionsOf(first)).toHaveLength(fleet.transactionsOf(master).length);
  const writable = living.filter((id) => !fleet.observe(id).settings.readOnly);
  expect(writable).toHaveLength(1);
  return true;
}

describe('a master that is replaced', () => {
  test.each(['mysql', 'mariadb'] as const)('on %s', (family) => {
    const planned = new Set<ReplaceReason>();
    fc.assert(
      fc.property(situations, (situation) => {
        if (check(family, situation)) planned.add(situation.because);
      }),
      { numRuns: RUNS },
    );
    expect(planned).toEqual(new Set(['takeover', 'dead', 'forced']));
  });
});
