/** Moves by file and position, on trees whose truth is known: nothing is lost, nothing comes twice. */
import { asPlanId, DEFAULT_POLICY, familyOf, neededResults, planIntent, predict, unequalPlaces } from '@topiary/domain';
import type { ControlAct, Family, InstanceId, Intent, Plan, Step, StepResults } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { performStep } from '../commands/perform-step.ts';
import type { Fleet } from '../fleet.ts';
import { must, open, run, set, snapshotOfFleet, write, writeMany } from '../testing/drive.ts';
import { fleetOf } from './fleet-of.ts';

const nameOf = (index: number): string => `s${index}`;

interface Situation {
  /** Parents of servers 1 to n: each below one that came before it. */
  readonly parents: readonly number[];
  readonly replicaSeed: number;
  readonly targetSeed: number;
  readonly all: boolean;
  /** How slowly each server applies, in milliseconds per transaction. */
  readonly slowness: readonly number[];
  readonly writes: number;
  readonly rotates: boolean;
}

const situations: fc.Arbitrary<Situation> = fc.record({
  parents: fc
    .array(fc.nat(), { minLength: 2, maxLength: 7 })
    .map((numbers) => numbers.map((number, index) => number % (index + 1))),
  replicaSeed: fc.nat(),
  targetSeed: fc.nat(),
  all: fc.boolean(),
  slowness: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 8, maxLength: 8 }),
  writes: fc.nat({ max: 12 }),
  rotates: fc.boolean(),
});

interface World {
  readonly family: Family;
  /** Servers 0 and 1 are co-masters, and both are written to; `opened`: until somebody detached the first from the second. */
  readonly circle: 'none' | 'whole' | 'opened';
}

/** Stage after stage, while the masters go on writing. Gives the steps that did not end well. */
function execute(fleet: Fleet, plan: Plan, writers: readonly string[]): readonly string[] {
  const results: Record<string, StepResults> = {};
  const failed: string[] = [];
  for (const { steps } of plan.rounds.flatMap(({ stages }) => stages)) {
    const done = new Set<string>();
    for (const step of steps) {
      const unequal = unequalPlaces(step, results);
      if (unequal !== null || neededResults(step).some((id) => results[id] === undefined)) continue;
      runStep(fleet, step, results, () => done.add(step.id));
    }
    for (const writer of writers) write(fleet, writer);
    // As long as the slowest needs for everything that was written.
    run(fleet, 3_000);
    failed.push(
      ...steps.filter(({ id }) => !done.has(id)).map(({ id, kind, instance }) => `${id} ${kind} ${instance}`),
    );
  }
  return failed;
}

function runStep(fleet: Fleet, step: Step, results: Record<string, StepResults>, onDone: () => void): void {
  const session = open(fleet, step.instance);
  performStep(fleet, { session, step, results }, (end) => {
    if (end.kind !== 'done') return;
    results[step.id] = end.results;
    onDone();
  });
}

function check(
  { family, circle }: World,
  { parents, replicaSeed, targetSeed, all, slowness, writes, rotates }: Situation,
): boolean {
  const tree = parents.map((parent, index) => `${nameOf(parent)} > ${nameOf(index + 1)}`).join('; ');
  const hasCircle = circle !== 'none';
  const fleet = fleetOf(hasCircle ? `${tree}; s1 > s0` : tree, { family, gtid: false });
  const writers = hasCircle ? ['s0', 's1'] : ['s0'];
  if (hasCircle) for (const writer of writers) set(fleet, writer, 'read_only', 0);
  fleet.ids.forEach((id, index) => fleet.setSpeed(id, { applyMsPerTransaction: slowness[index] ?? 1 }));
  for (const writer of writers) writeMany(fleet, writer, writes);
  if (rotates) must(fleet, nameOf(1), { kind: 'flush-logs', which: 'binary' });
  run(fleet, 25);
  if (circle === 'opened') {
    actOnFirst(fleet, { kind: 'stop-replica', channel: null, threads: 'both' });
    actOnFirst(fleet, { kind: 'detach-replica', channel: null });
    for (const writer of writers) writeMany(fleet, writer, writes);
    run(fleet, 25);
  }
  const size = parents.length + 1;
  const [replica, target] = [fleet.ids[1 + (replicaSeed % (size - 1))], fleet.ids[targetSeed % size]];
  if (replica === undefined || target === undefined) return false;
  const before = snapshotOfFleet(fleet);
  const source = before.edgesByReplica.get(replica)?.[0]?.source ?? replica;
  const intent: Intent = all
    ? { kind: 'relocate-replicas', source, target, only: null }
    : { kind: 'relocate', replica, channel: null, target };
  const plan = planIntent({ snapshot: before, policy: DEFAULT_POLICY, intent, id: asPlanId('p') });
  if ('kind' in plan) return false;
  expect(execute(fleet, plan, writers)).toEqual([]);
  run(fleet, 5_000);
  if (circle === 'opened') return closedAgain(fleet);
  const edges = (snapshot: ReturnType<typeof snapshotOfFleet>): readonly (readonly InstanceId[])[] =>
    snapshot.edges.map((edge) => [edge.replica, edge.source]);
  expect(edges(snapshotOfFleet(fleet))).toEqual(edges(predict(plan, before, DEFAULT_POLICY)));
  allHaveTheSame(fleet);
  expect(familyOf(fleet.server(replica).product)).toBe(family);
  return true;
}

function allHaveTheSame(fleet: Fleet): void {
  const [first] = fleet.ids;
  for (const id of fleet.ids) {
    expect(fleet.observe(id).channels.map(({ applierError, receiverError }) => [applierError, receiverError])).toEqual(
      fleet.observe(id).channels.map(() => [null, null]),
    );
    expect(fleet.transactionsOf(id)).toEqual(fleet.transactionsOf(first ?? id));
  }
}

/** What was moved meanwhile has missed nothing, and gets nothing twice. */
function closedAgain(fleet: Fleet): true {
  actOnFirst(fleet, { kind: 'reattach-replica', channel: null });
  actOnFirst(fleet, { kind: 'start-replica', channel: null, threads: 'both' });
  run(fleet, 10_000);
  allHaveTheSame(fleet);
  return true;
}

/** As a person asks for it. */
function actOnFirst(fleet: Fleet, act: ControlAct): void {
  const intent: Intent = { kind: 'control', instance: id('s0'), act };
  const plan = planIntent({ snapshot: snapshotOfFleet(fleet), policy: DEFAULT_POLICY, intent, id: asPlanId('c') });
  if ('kind' in plan) throw new Error(JSON.stringify(plan.reasons));
  expect(execute(fleet, plan, [])).toEqual([]);
}

describe('replicas by file and position', () => {
  for (const family of ['mysql', 'mariadb'] as const) {
    test(`go anywhere in a tree of ${family} without losing or repeating a transaction`, () => {
      let moved = 0;
      fc.assert(
        fc.property(situations, (situation) => {
          if (check({ family, circle: 'none' }, situation)) moved += 1;
        }),
      );
      expect(moved).toBeGreaterThan(10);
    });

    test(`are moved below co-masters of ${family} only where no write of either is lost or repeated`, () => {
      let moved = 0;
      fc.assert(
        fc.property(situations, (situation) => {
          if (check({ family, circle: 'whole' }, situation)) moved += 1;
        }),
      );
      expect(moved).toBeGreaterThan(0);
    });

    test(`are moved below co-masters of ${family} of which one was detached only where no write is lost or repeated once it is attached again`, () => {
      let moved = 0;
      fc.assert(
        fc.property(situations, (situation) => {
          if (check({ family, circle: 'opened' }, situation)) moved += 1;
        }),
      );
      expect(moved).toBeGreaterThan(0);
    });
  }
});
