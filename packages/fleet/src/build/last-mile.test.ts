/** A master that was replaced comes back on the model: it is closed, and below the new one all servers have the same. */
import {
  asPlanId,
  DEFAULT_POLICY,
  oldMasterState,
  planIntent,
  predict,
  stepsInOrder,
  verifyStep,
} from '@topiary/domain';
import type { ControlAct, Family, Intent, Plan, Policy, StepResults } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { describe, expect, test } from 'vitest';
import { performStep } from '../commands/perform-step.ts';
import type { Fleet } from '../fleet.ts';
import { open, run, set, snapshotOfFleet, write, writeMany } from '../testing/drive.ts';
import { fleetOf } from './fleet-of.ts';

const POLICY: Policy = { ...DEFAULT_POLICY, replicationAccount: { origin: 'configured', user: 'repl' } };
const SETTLE_MS = 1_000;
const [m, a] = [id('m'), id('a')] as const;

function planned(fleet: Fleet, intent: Intent): Plan {
  const made = planIntent({ snapshot: snapshotOfFleet(fleet), policy: POLICY, intent, id: asPlanId('p') });
  if ('kind' in made) throw new Error(made.reasons.map(({ code }) => code).join(', '));
  return made;
}

/** What is predicted is what happens: where channels lead, and who takes writes. */
function carryOut(fleet: Fleet, intent: Intent): Plan {
  const before = snapshotOfFleet(fleet);
  const plan = planned(fleet, intent);
  const results: Record<string, StepResults> = {};
  for (const step of stepsInOrder(plan)) {
    const session = open(fleet, step.instance);
    let end = 'nothing';
    performStep(fleet, { session, step, results }, (ended) => {
      end = ended.kind;
      if (ended.kind === 'done') results[step.id] = ended.results;
    });
    run(fleet, SETTLE_MS);
    fleet.closeSession(session);
    expect([step.kind, end]).toEqual([step.kind, 'done']);
    expect(verifyStep(step, fleet.observe(step.instance).channels).kind).toBe('done');
  }
  expect(spoken(snapshotOfFleet(fleet))).toEqual(spoken(predict(plan, before, POLICY)));
  return plan;
}

function spoken({ instances, edges }: ReturnType<typeof snapshotOfFleet>): unknown {
  const settings = [...instances.values()].map(({ id: each, observation }) => [
    each,
    observation?.settings.readOnly,
    observation?.settings.superReadOnly,
    observation?.settings.offlineMode,
  ]);
  return { settings, edges: edges.map(({ replica, source }) => [replica, source]) };
}

const act = (wanted: ControlAct): Intent => ({ kind: 'control', instance: m, act: wanted });

/** Where `m` died under writes, `a` took its place, and `m` was started again. */
function returned(family: Family): Fleet {
  const fleet = fleetOf('m > a, b', { family });
  writeMany(fleet, 'm', 5);
  run(fleet, SETTLE_MS);
  fleet.crash(m, { losesUnsynced: false });
  run(fleet, SETTLE_MS);
  carryOut(fleet, { kind: 'replace-master', master: m, successor: a, because: 'dead' });
  writeMany(fleet, 'a', 5);
  fleet.restart(m);
  set(fleet, 'm', 'read_only', 'OFF');
  run(fleet, SETTLE_MS);
  return fleet;
}

const stateOf = (fleet: Fleet) => oldMasterState(snapshotOfFleet(fleet), { replaced: m, by: a });

describe.each(['mysql', 'mariadb'] as const)('an old master of %s', (family) => {
  test('is closed, goes below the new one, and has what that has', () => {
    const fleet = returned(family);
    expect(stateOf(fleet)).toEqual({ kind: 'writable' });
    carryOut(fleet, act({ kind: 'fence' }));
    expect(stateOf(fleet)).toEqual({ kind: 'apart', own: { kind: 'none' } });
    if (family === 'mysql') set(fleet, 'm', 'offline_mode', 'ON');
    carryOut(fleet, act({ kind: 'rejoin', below: a, own: 'refuse' }));
    writeMany(fleet, 'a', 2);
    run(fleet, SETTLE_MS);
    expect(stateOf(fleet)).toEqual({ kind: 'replicates' });
    for (const each of fleet.ids) expect(fleet.transactionsOf(each)).toEqual(fleet.transactionsOf(a));
    expect(fleet.ids.filter((each) => !fleet.observe(each).settings.readOnly)).toEqual([a]);
  });

  test('with transactions of its own is told so, and gets in only with empty ones in their place', () => {
    const fleet = returned(family);
    write(fleet, 'm');
    run(fleet, SETTLE_MS);
    carryOut(fleet, act({ kind: 'fence' }));
    expect(stateOf(fleet)).toMatchObject({ kind: 'apart', own: { kind: 'some' } });
    expect(() => planned(fleet, act({ kind: 'rejoin', below: a, own: 'refuse' }))).toThrow(/^has-its-own/);
    if (family === 'mariadb') return;
    carryOut(fleet, act({ kind: 'rejoin', below: a, own: 'inject-empty' }));
    writeMany(fleet, 'a', 2);
    run(fleet, SETTLE_MS);
    const [channel] = fleet.observe(m).channels;
    expect(channel).toMatchObject({ receiver: 'running', applier: 'running', applierError: null });
  });
});
