import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errantAgainst, formatGtidDifference } from '../replication/gtid-facts.ts';
import { id, recordsOf, uuidOf } from '../testing/index.ts';
import type { InstanceId } from './address.ts';
import { changesErrantBelow, errantOn, errantText } from './errant.ts';
import type { Replication } from './errant.ts';
import type { Observation } from './observation.ts';
import { snapshotOf } from '../testing/topology.ts';

/** A chain a > b > c; servers 8 and 9 wrote long ago and are gone. */
const NAMES = ['a', 'b', 'c'] as const;
const WRITERS = [1, 2, 3, 8, 9];

const executed = fc
  .subarray(WRITERS, { minLength: 1 })
  .chain((writers) =>
    fc.tuple(...writers.map((writer) => fc.nat(3).map((extra) => `${uuidOf(writer)}:1-${extra + 2}`))),
  )
  .map((parts) => parts.join(','));

function chainOf(texts: readonly string[]): Replication {
  const servers = Object.fromEntries(
    NAMES.map((name, index) => {
      const change = (found: Observation): Observation =>
        found.gtid.kind === 'mysql' ? { ...found, gtid: { ...found.gtid, executed: texts[index] ?? '' } } : found;
      return [name, { change }];
    }),
  );
  const { instances, edgesByReplica } = snapshotOf(recordsOf('a > b > c', { servers }));
  return {
    observationOf: (each) => instances.get(each)?.observation ?? null,
    edgesOf: (each) => edgesByReplica.get(each) ?? [],
  };
}

const textOn = (each: InstanceId, replication: Replication): string => errantText(errantOn(each, replication));

function calculated(name: string, upstream: readonly string[], { observationOf }: Replication): string {
  const observed = (each: string): readonly Observation[] => {
    const found = observationOf(id(each));
    return found === null ? [] : [found];
  };
  const [replica] = observed(name);
  if (replica === undefined) return '';
  const fact = errantAgainst({
    replica,
    upstream: { servers: upstream.flatMap(observed), uuids: [], complete: true },
    sampled: 'upstream-first',
  });
  return fact.kind === 'compared' ? formatGtidDifference(fact.errant) : '';
}

describe('errant transactions', () => {
  test('are what the arithmetic says, also where the texts alone decided', () => {
    fc.assert(
      fc.property(fc.array(executed, { minLength: 3, maxLength: 3 }), (texts) => {
        const replication = chainOf(texts);
        expect(errantText(errantOn(id('b'), replication))).toBe(calculated('b', ['a'], replication));
        expect(errantText(errantOn(id('c'), replication))).toBe(calculated('c', ['b', 'a'], replication));
      }),
      { numRuns: Math.max(200, fc.readConfigureGlobal().numRuns ?? 0) },
    );
  });

  test('below a server change only when that is noticed', () => {
    fc.assert(
      fc.property(
        fc.array(executed, { minLength: 3, maxLength: 3 }),
        executed,
        fc.constantFrom(0, 1),
        (texts, other, index) => {
          const before = chainOf(texts);
          const after = chainOf(texts.with(index, other));
          const changed: InstanceId = id(NAMES[index] ?? 'a');
          const below = NAMES.slice(index + 1).map(id);
          const same = below.every((each) => textOn(each, before) === textOn(each, after));
          expect(same || changesErrantBelow(changed, before.observationOf(changed), after)).toBe(true);
        },
      ),
      { numRuns: Math.max(200, fc.readConfigureGlobal().numRuns ?? 0) },
    );
  });

  test('below a master are not looked for when it only wrote more', () => {
    const before = chainOf([`${uuidOf(1)}:1-5`, `${uuidOf(1)}:1-5`, `${uuidOf(1)}:1-5`]);
    const after = chainOf([`${uuidOf(1)}:1-9`, `${uuidOf(1)}:1-5`, `${uuidOf(1)}:1-5`]);
    expect(changesErrantBelow(id('a'), before.observationOf(id('a')), after)).toBe(false);
  });
});
