/** Second masters on the fleet: what each of them writes comes to all, and a dead one is replaced and gone back to. */
import { asPlanId, asStepId, DEFAULT_POLICY, oppositeOf, planIntent } from '@topiary/domain';
import type { InstanceId, Plan, Policy, Reshape, Step, StepResults } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { describe, expect, test } from 'vitest';
import { performStep } from '../commands/perform-step.ts';
import type { Fleet } from '../fleet.ts';
import { open, run, set, snapshotOfFleet, write, writeMany } from '../testing/drive.ts';
import { fleetOf } from './fleet-of.ts';

const POLICY: Policy = { ...DEFAULT_POLICY, replicationAccount: { origin: 'configured', user: 'repl' } };
const SETTLE_MS = 1_000;

function planned(fleet: Fleet, shape: Reshape): Plan {
  const intent = { kind: 'reshape', shape } as const;
  const made = planIntent({ snapshot: snapshotOfFleet(fleet), policy: POLICY, intent, id: asPlanId('p') });
  if ('kind' in made) throw new Error(made.reasons.map(({ code }) => code).join(', '));
  return made;
}

function carryOut(fleet: Fleet, steps: readonly Step[]): readonly string[] {
  const results: Record<string, StepResults> = {};
  return steps.map((step) => {
    const session = open(fleet, step.instance);
    const seen = { end: 'nothing' };
    performStep(fleet, { session, step, results }, (end) => {
      seen.end = end.kind;
      if (end.kind === 'done') results[step.id] = end.results;
    });
    run(fleet, SETTLE_MS);
    fleet.closeSession(session);
    return seen.end;
  });
}

const stepsIn = ({ rounds }: Plan): readonly Step[] =>
  rounds.flatMap(({ stages }) => stages.flatMap(({ steps }) => steps));

function sourcesOf(fleet: Fleet, each: InstanceId): readonly string[] {
  return fleet.observe(each).channels.map(({ source, receiver }) => `${source.host} ${receiver}`);
}

describe.each([
  { family: 'mysql', gtid: true },
  { family: 'mysql', gtid: false },
  { family: 'mariadb', gtid: true },
] as const)('on $family, by GTID: $gtid', ({ family, gtid }) => {
  test('both masters get what the other writes, and their replicas get all of it', () => {
    const fleet = fleetOf('m > a, b; a > c', { family, gtid });
    writeMany(fleet, 'm', 5);
    run(fleet, SETTLE_MS);
    const made = planned(fleet, { kind: 'make-co-master', replica: id('a') });
    expect(new Set(carryOut(fleet, stepsIn(made)))).toEqual(new Set(['done']));
    expect(sourcesOf(fleet, id('m'))).toEqual(['a running']);
    set(fleet, 'a', 'read_only', 0);
    for (const name of ['a', 'm', 'a']) {
      write(fleet, name);
      run(fleet, SETTLE_MS);
    }
    // Of either writer, on every server.
    expect(fleet.transactionsOf(id('c'))).toHaveLength(2);
    for (const each of fleet.ids) expect(fleet.transactionsOf(each)).toEqual(fleet.transactionsOf(id('c')));
    const back = stepsIn(made)
      .toReversed()
      .flatMap((step) => oppositeOf(step) ?? []);
    carryOut(
      fleet,
      back.map((step, index) => ({ ...step, id: asStepId(`back-${index}`) })),
    );
    expect([sourcesOf(fleet, id('m')), sourcesOf(fleet, id('a'))]).toEqual([[], ['m running']]);
  });
});

describe.each(['mysql', 'mariadb'] as const)('on %s, under a dead master', (family) => {
  test('a replica takes writes for its siblings, and with its account it goes back', () => {
    const fleet = fleetOf('m > a, b', { family });
    writeMany(fleet, 'm', 3);
    run(fleet, SETTLE_MS);
    fleet.crash(id('m'), { losesUnsynced: false });
    run(fleet, SETTLE_MS);
    const made = planned(fleet, { kind: 'make-master', replica: id('a') });
    expect(new Set(carryOut(fleet, stepsIn(made)))).toEqual(new Set(['done']));
    expect([sourcesOf(fleet, id('a')), sourcesOf(fleet, id('b'))]).toEqual([[], ['a running']]);
    expect(fleet.observe(id('a')).settings.readOnly).toBe(false);
    fleet.restart(id('m'));
    run(fleet, SETTLE_MS);
    const leaving = stepsIn(made).find(({ kind }) => kind === 'leave-source');
    const again = leaving === undefined ? null : oppositeOf(leaving);
    expect(carryOut(fleet, again === null ? [] : [again])).toEqual(['done']);
    expect(sourcesOf(fleet, id('a'))).toEqual(['m running']);
  });
});
