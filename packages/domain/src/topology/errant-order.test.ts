/**
 * Servers that write, apply late, are moved and change roles while each is looked at on its own: nothing that time explains
 * is ever called errant, and what is errant is found as soon as everybody upstream was looked at after its server.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Family } from '../replication/product.ts';
import { channel, gtidOf, observation } from '../testing/index.ts';
import { instanceIdOf } from './address.ts';
import type { InstanceId } from './address.ts';
import { errantOn, errantText, NOTHING_ERRANT } from './errant.ts';
import type { Replication } from './errant.ts';
import type { Observation } from './observation.ts';
import type { SampleTime } from './server-record.ts';
import { edgeIdOf } from './snapshot.ts';
import type { Edge, ErrantState } from './snapshot.ts';

const COUNT = 4;
/** Of the one who writes what nobody else gets. */
const STRANGER = 77;
type Sampled = SampleTime & { readonly seen: Observation; readonly source: number | null };

/** Servers 1 to 4 in a tree below whoever has no source. What each executed: of each writer, transactions 1 to so many. */
class Fleet {
  readonly executed = new Map<number, Map<number, number>>();
  readonly source = new Map<number, number | null>();
  readonly samples = new Map<number, Sampled>();
  readonly states = new Map<number, ErrantState>();
  readonly family: Family;
  private now = 0;

  constructor(family: Family) {
    this.family = family;
    for (let server = 1; server <= COUNT; server += 1) {
      this.executed.set(server, new Map([[1, 1]]));
      this.source.set(server, server === 1 ? null : Math.max(1, server - 2));
    }
    for (let server = 1; server <= COUNT; server += 1) this.sample(server);
  }

  get master(): number {
    return [...this.source].find(([, source]) => source === null)?.[0] ?? 1;
  }

  write(server: number, writer = server): void {
    const own = this.of(server);
    own.set(writer, (own.get(writer) ?? 0) + 1);
  }

  /** The next transaction that its source has and it has not. */
  apply(server: number): void {
    const source = this.source.get(server) ?? null;
    if (source === null) return;
    for (const [writer, count] of this.of(source)) {
      const own = this.of(server).get(writer) ?? 0;
      if (own >= count) continue;
      this.of(server).set(writer, own + 1);
      return;
    }
  }

  move(server: number, target: number): void {
    if (this.source.get(server) !== null && !this.above(target).includes(server)) this.source.set(server, target);
  }

  /** By hand, as it is done well: the new master has everything first, the old one goes below it. */
  takeOver(server: number): void {
    const { master } = this;
    if (this.source.get(server) !== master) return;
    while (this.lacks(server, master)) this.apply(server);
    this.source.set(server, null);
    this.source.set(master, server);
  }

  /** A look takes time, and what it tells is of its middle. */
  sample(...servers: readonly number[]): void {
    for (const server of servers) this.look(server);
    for (let each = 1; each <= COUNT; each += 1)
      this.states.set(each, errantOn(nameOf(each), this.replication(), this.states.get(each) ?? NOTHING_ERRANT));
  }

  private look(server: number): void {
    const beganMs = this.tick();
    const seen = this.observe(server);
    const endedMs = this.tick();
    this.samples.set(server, { seen, source: this.source.get(server) ?? null, beganMs, endedMs });
  }

  get found(): readonly string[] {
    return [...this.states.values()].map(errantText).filter((text) => text !== '');
  }

  replication(): Replication {
    const at = (each: InstanceId): Sampled | undefined => this.samples.get(numberOf(each));
    return {
      observationOf: (each) => at(each)?.seen ?? null,
      edgesOf: (each) => edgesOf(each, at(each)?.source ?? null),
      sampledAt: (each) => at(each) ?? null,
    };
  }

  private of(server: number): Map<number, number> {
    return this.executed.get(server) ?? new Map<number, number>();
  }

  private lacks(server: number, other: number): boolean {
    return [...this.of(other)].some(([writer, count]) => (this.of(server).get(writer) ?? 0) < count);
  }

  private above(server: number): readonly number[] {
    const source = this.source.get(server) ?? null;
    return source === null ? [server] : [server, ...this.above(source)];
  }

  private tick(): number {
    this.now += 1;
    return this.now;
  }

  private observe(server: number): Observation {
    const { family } = this;
    const source = this.source.get(server) ?? null;
    const writers = [...this.of(server)].map(([writer, count]) => ({ writer, count }));
    return observation({
      address: { host: `s${server}`, port: 3306 },
      number: server,
      family,
      readOnly: source !== null,
      gtid: gtidOf({ family, writers: writers.toSorted((left, right) => left.writer - right.writer), purged: 0 }),
      channels:
        source === null
          ? []
          : [channel({ source: { host: `s${source}`, port: 3306 }, sourceNumber: source, name: '', family })],
    });
  }
}

const nameOf = (server: number): InstanceId => instanceIdOf({ host: `s${server}`, port: 3306 });
const numberOf = (each: InstanceId): number => Number(/^s(\d+):/.exec(each)?.[1]);

function edgesOf(replica: InstanceId, source: number | null): readonly Edge[] {
  if (source === null) return [];
  const id = edgeIdOf(replica, '');
  return [{ id, replica, channel: '', source: nameOf(source), state: 'replicating', lagSeconds: 0 }];
}

const server = fc.integer({ min: 1, max: COUNT });
const act = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'write' as const }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('apply' as const), server }) },
  // Several looks may end before the next snapshot is made.
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('sample' as const),
      servers: fc.array(server, { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('move' as const), server, target: server }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('take-over' as const), server }) },
);

function played(acts: readonly (typeof act extends fc.Arbitrary<infer Act> ? Act : never)[], family: Family): Fleet {
  const fleet = new Fleet(family);
  for (const one of acts) {
    if (one.kind === 'write') fleet.write(fleet.master);
    else if (one.kind === 'apply') fleet.apply(one.server);
    else if (one.kind === 'sample') fleet.sample(...one.servers);
    else if (one.kind === 'move') fleet.move(one.server, one.target);
    else fleet.takeOver(one.server);
    expect(fleet.found).toEqual([]);
  }
  return fleet;
}

const acts = fc.array(act, { maxLength: 60 });
const numRuns = Math.max(400, fc.readConfigureGlobal().numRuns ?? 0);

describe('looked at one after the other', () => {
  // On MariaDB every writer of the model has a domain of its own, as `gtidOf` writes them; its numbers must stay the same
  // however many there are, so there only one server writes.
  test('writes, lag, moves and changes of role are never called errant on MySQL', () => {
    fc.assert(
      fc.property(acts, (all) => void played(all, 'mysql')),
      { numRuns },
    );
  });

  test('writes, lag and moves are never called errant on MariaDB', () => {
    const without = acts.map((all) => all.filter(({ kind }) => kind !== 'take-over'));
    fc.assert(
      fc.property(without, (all) => void played(all, 'mariadb')),
      { numRuns },
    );
  });

  test('what a replica wrote itself, or under another’s name, is found by one more round, the replica first', () => {
    fc.assert(
      fc.property(acts, server, fc.constantFrom('own', 'stranger'), (all, culprit, writer) => {
        const fleet = played(all, 'mysql');
        fc.pre(culprit !== fleet.master);
        fleet.write(culprit, writer === 'own' ? culprit : STRANGER);
        fleet.sample(culprit);
        for (let each = 1; each <= COUNT; each += 1) if (each !== culprit) fleet.sample(each);
        expect(errantText(fleet.states.get(culprit) ?? NOTHING_ERRANT)).not.toBe('');
      }),
      { numRuns },
    );
  });
});

test.each(['mysql', 'mariadb'] as const)(
  'an errant transaction is found on %s also where every look at the replica follows one at its source',
  (family) => {
    const fleet = new Fleet(family);
    fleet.write(2, STRANGER);
    for (let round = 0; round < 2; round += 1) {
      fleet.write(1);
      fleet.apply(2);
      fleet.sample(1, 2);
    }
    expect(fleet.found.join()).toContain('77');
  },
);

test.each(['mysql', 'mariadb'] as const)(
  'nothing is asked of a replica on %s that has no more than was seen upstream before it',
  (family) => {
    const fleet = new Fleet(family);
    for (let round = 0; round < 3; round += 1) {
      for (const each of [1, 2, 4]) fleet.sample(each);
      for (const each of [2, 4]) expect(fleet.states.get(each)).toBe(NOTHING_ERRANT);
      fleet.write(1);
      if (round > 0) fleet.apply(2);
    }
    // What it has now its source did not have when it was seen.
    fleet.apply(2);
    fleet.sample(2);
    expect(fleet.states.get(2)).toMatchObject({ found: null, pending: true });
  },
);

describe('a transaction that is found', () => {
  function found(): Fleet {
    const fleet = new Fleet('mysql');
    fleet.write(2, STRANGER);
    for (const each of [2, 1]) fleet.sample(each);
    return fleet;
  }

  test('stays found while its server and those upstream are looked at on and on', () => {
    const fleet = found();
    const text = fleet.found.join();
    expect(text).toMatch(/77:1$/);
    for (let round = 0; round < 5; round += 1) {
      fleet.write(1);
      for (const each of [2, 1, 3]) {
        fleet.sample(each);
        expect(fleet.found).toEqual([text]);
        fleet.apply(2);
      }
    }
  });

  test('is gone as soon as its server is looked at after it came upstream', () => {
    const fleet = found();
    fleet.write(1, STRANGER);
    fleet.sample(1);
    fleet.sample(2);
    expect(fleet.found).toEqual([]);
  });

  test('under its own master’s UUID too: a number that the master has not reached', () => {
    const fleet = new Fleet('mysql');
    fleet.executed.get(2)?.set(1, 500);
    fleet.sample(2);
    expect(fleet.states.get(2)).toMatchObject({ found: null, pending: true });
    fleet.sample(1);
    expect(fleet.found.join()).toMatch(/1:2-500$/);
  });

  test('is not said while nobody upstream answers', () => {
    const fleet = new Fleet('mysql');
    fleet.write(2);
    fleet.sample(2);
    fleet.sample(2);
    expect(fleet.states.get(2)).toMatchObject({ found: null, pending: true });
  });
});
