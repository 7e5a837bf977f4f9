import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { id, topology } from '../testing/index.ts';
import type { InstanceId } from '../topology/address.ts';
import { edgesOf, isDescendant } from '../topology/queries.ts';
import type { TopologySnapshot } from '../topology/snapshot.ts';
import { orderMoves } from './order-moves.ts';
import type { OrderedMove } from './order-moves.ts';
import type { Step } from './plan.ts';
import { predictSteps } from './predict.ts';
import type { WantedMove } from './wanted-moves.ts';

const SIZE = 8;
const nameOf = (index: number): string => `s${index}`;

/** Parents of servers 1 to n, each below one that came before it in `order`: any tree with the same top. */
const trees = fc
  .tuple(
    fc.shuffledSubarray(
      Array.from({ length: SIZE - 1 }, (_, index) => index + 1),
      { minLength: SIZE - 1 },
    ),
    fc.array(fc.nat(), { minLength: SIZE - 1, maxLength: SIZE - 1 }),
  )
  .map(([order, numbers]) => {
    const placed = [0];
    const parents = new Map<number, number>();
    for (const [index, server] of order.entries()) {
      parents.set(server, placed[(numbers[index] ?? 0) % placed.length] ?? 0);
      placed.push(server);
    }
    return parents;
  });

function textOf(parents: ReadonlyMap<number, number>): string {
  return [...parents].map(([server, parent]) => `${nameOf(parent)} > ${nameOf(server)}`).join('; ');
}

const stepsIn = ({ steps }: OrderedMove): readonly Step[] => steps.filter((step) => step !== null);

const parentOf = (snapshot: TopologySnapshot, server: InstanceId): InstanceId | undefined =>
  edgesOf(snapshot, server)[0]?.source;

const movesTo = (now: TopologySnapshot, then: ReadonlyMap<number, number>): readonly WantedMove[] =>
  [...then]
    .map(([server, parent]) => ({ replica: id(nameOf(server)), channel: '', target: id(nameOf(parent)) }))
    .filter(({ replica, target }) => parentOf(now, replica) !== target);

describe('moves from one tree to another', () => {
  test('are all made, each replica moved once, and the tree is as wanted', () => {
    fc.assert(
      fc.property(trees, trees, (from, to) => {
        const before = topology(textOf(from));
        const moves = movesTo(before, to);
        const { phases, judged } = orderMoves(
          { snapshot: before, policy: DEFAULT_POLICY, user: null, acceptsLoss: false },
          moves,
        );
        expect(judged.flatMap(({ checks }) => checks).filter(({ verdict }) => verdict === 'fail')).toEqual([]);
        const made = phases.flat();
        expect(made.length).toBe(moves.length);
        const after = predictSteps(made.flatMap(stepsIn), before, DEFAULT_POLICY);
        for (const [server, parent] of to) expect(parentOf(after, id(nameOf(server)))).toBe(id(nameOf(parent)));
      }),
      { numRuns: 60 },
    );
  });

  test('close no circle at any moment, whichever of them are slow and whichever fail', () => {
    fc.assert(
      fc.property(trees, trees, fc.infiniteStream(fc.nat()), (from, to, chances) => {
        let now = topology(textOf(from));
        const moves = movesTo(now, to);
        const { phases } = orderMoves({ snapshot: now, policy: DEFAULT_POLICY, user: null, acceptsLoss: false }, moves);
        const done = new Set<InstanceId>();
        const chance = (): number => {
          const next = chances.next();
          return next.done === true ? 0 : next.value;
        };
        for (const phase of phases) {
          const inAnyOrder = phase
            .map((move) => ({ move, at: chance() }))
            .toSorted((left, right) => left.at - right.at);
          for (const { move } of inAnyOrder) {
            if (chance() % 4 === 0 || !move.after.every((other) => done.has(other))) continue;
            now = predictSteps(stepsIn(move), now, DEFAULT_POLICY);
            done.add(move.instance);
            for (const server of now.instances.keys()) expect(isDescendant(now, server, server)).toBe(false);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
