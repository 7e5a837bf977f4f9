/** Replicas that go by file are switched to GTIDs with a move, while their master writes; nothing is lost, and nothing comes twice. */
import { asPlanId, DEFAULT_POLICY, oppositeOf, planIntent, predict, verifyStep } from '@topiary/domain';
import type { Intent, Plan, Step, StepResults } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { expect, test } from 'vitest';
import { performStep } from '../commands/perform-step.ts';
import type { Fleet } from '../fleet.ts';
import { open, run, snapshotOfFleet, writeMany } from '../testing/drive.ts';
import { fleetOf } from './fleet-of.ts';

const SETTLE_MS = 500;
const FAMILIES = ['mysql', 'mariadb'] as const;

function planOf(fleet: Fleet, intent: Intent): Plan {
  const made = planIntent({ snapshot: snapshotOfFleet(fleet), policy: DEFAULT_POLICY, intent, id: asPlanId('p') });
  if ('kind' in made) throw new Error(made.reasons.map(({ code }) => code).join(', '));
  return made;
}

/** Writes on the master go on between the steps. */
function perform(fleet: Fleet, steps: readonly Step[]): void {
  const results: Record<string, StepResults> = {};
  for (const step of steps) {
    const session = open(fleet, step.instance);
    let ended = '';
    performStep(fleet, { session, step, results }, (end) => {
      ended = end.kind;
      if (end.kind === 'done') results[step.id] = end.results;
    });
    writeMany(fleet, 'm', 2);
    run(fleet, SETTLE_MS);
    fleet.closeSession(session);
    expect({ step: step.kind, ended }).toEqual({ step: step.kind, ended: 'done' });
    expect(verifyStep(step, fleet.observe(step.instance).channels)).toEqual({ kind: 'done' });
  }
}

function stepsOf({ rounds }: Plan): readonly Step[] {
  return rounds.flatMap(({ stages }) => stages.flatMap(({ steps }) => steps));
}

function byFile(family: (typeof FAMILIES)[number]): Fleet {
  const fleet = fleetOf('m > a, b', { family });
  writeMany(fleet, 'm', 5);
  run(fleet, SETTLE_MS);
  perform(
    fleet,
    stepsOf(planOf(fleet, { kind: 'control', instance: id('a'), act: { kind: 'disable-gtid', channel: null } })),
  );
  expect(fleet.observe(id('a')).channels).toMatchObject([{ positioning: 'file' }]);
  return fleet;
}

const SWITCH: Intent = { kind: 'relocate', replica: id('a'), channel: null, target: id('b'), method: 'switch-to-gtid' };

test.each(FAMILIES)('on %s it follows GTIDs below its new source, as was predicted, and has everything', (family) => {
  const fleet = byFile(family);
  const plan = planOf(fleet, SWITCH);
  const predicted = predict(plan, snapshotOfFleet(fleet), DEFAULT_POLICY).instances.get(id('a'))?.observation
    ?.channels[0];
  perform(fleet, stepsOf(plan));
  const [channel] = fleet.observe(id('a')).channels;
  expect(channel).toMatchObject({ source: { host: 'b' }, receiver: 'running', applier: 'running', applierError: null });
  expect(channel?.positioning).toBe(family === 'mysql' ? 'auto-position' : 'slave-pos');
  expect(predicted).toMatchObject({ positioning: channel?.positioning, receiver: 'running', applier: 'running' });
  expect(fleet.transactionsOf(id('a'))).toEqual(fleet.transactionsOf(id('m')));
});

test.each(FAMILIES)('on %s it is taken back at any step, by GTID, and has everything', (family) => {
  const count = stepsOf(planOf(byFile(family), SWITCH)).length;
  for (let done = 1; done <= count; done += 1) {
    const fleet = byFile(family);
    const steps = stepsOf(planOf(fleet, SWITCH)).slice(0, done);
    perform(fleet, steps);
    for (const step of steps.toReversed()) {
      const back = oppositeOf(step);
      if (back !== null) perform(fleet, [back]);
    }
    writeMany(fleet, 'm', 2);
    run(fleet, SETTLE_MS);
    expect(fleet.observe(id('a')).channels).toMatchObject([
      { source: { host: 'm' }, receiver: 'running', applier: 'running', applierError: null },
    ]);
    expect(fleet.transactionsOf(id('a'))).toEqual(fleet.transactionsOf(id('m')));
  }
});
