/**
 * Pseudo-GTID on fleets whose truth is known: whatever was written, rotated, purged, stopped and killed, a match gives the place
 * at which the replica goes on, or refuses. More than a thousand matches with every test run, more in the soak.
 */
import {
  asInstant,
  chunkOf,
  DEFAULT_MATCH_BOUNDS,
  instanceIdOf,
  logsOf,
  markerPattern,
  markerStatement,
  match,
  NO_PSEUDO_GTID,
  rowSizesOf,
} from '@topiary/domain';
import type { InstanceId, LogAnswer, LogRequest, MarkerPattern, MatchResult } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { fleetOf } from '../build/fleet-of.ts';
import type { Write } from '../commands/command.ts';
import type { Fleet } from '../fleet.ts';
import type { BinlogFileState } from '../model/server-state.ts';
import type { Transaction } from '../model/transaction.ts';
import { act, must, run, write } from '../testing/drive.ts';

const REPLICAS = ['a', 'b', 'c', 'd'] as const;
type Replica = (typeof REPLICAS)[number];
const TABLES = ['shop.orders', 'shop.items', 'mail.queue'] as const;
const SETTLE_MS = 3_000;
/** Of every hundred cases that are asked for, three hundred are played: they are cheap. */
const CASES = { numRuns: 3 * (fc.readConfigureGlobal().numRuns ?? 100) };
/** A soak asks for many cases, on a machine that may be busy. */
const CASE_LIMIT_MS = 100;
const LIMIT_MS = Math.max(30_000, CASES.numRuns * CASE_LIMIT_MS);

const replica = fc.constantFrom(...REPLICAS);
const server = fc.constantFrom('m' as const, ...REPLICAS);

/** What happens to a fleet, in order. Writes that look alike are the most frequent: they are the easiest to confuse. */
const happening = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('write' as const), tables: fc.constant([]) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      tables: fc.array(fc.constantFrom(...TABLES), { minLength: 1, maxLength: 5 }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('marker' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('ddl' as const), table: fc.constantFrom(...TABLES) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('rotate' as const), server }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('purge' as const), server }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('threads' as const),
      replica,
      receiver: fc.boolean(),
      applier: fc.boolean(),
      starts: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), replica, kills: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('errant' as const), replica, isAtEnd: fc.boolean() }) },
);

const scenario = fc.record({
  family: fc.constantFrom('mysql' as const, 'mariadb' as const),
  old: fc.boolean(),
  /** Milliseconds that each replica needs for a transaction. */
  speeds: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: REPLICAS.length, maxLength: REPLICAS.length }),
  logsUpdates: fc.array(fc.constantFrom(true, true, true, false), {
    minLength: REPLICAS.length,
    maxLength: REPLICAS.length,
  }),
  keepsRelayLogs: fc.boolean(),
  happenings: fc.array(happening, { minLength: 20, maxLength: 80 }),
  masterDies: fc.boolean(),
  /** Events that are read at once. */
  rows: fc.integer({ min: 2, max: 40 }),
});

type Scenario = typeof scenario extends fc.Arbitrary<infer Value> ? Value : never;
type Happening = typeof happening extends fc.Arbitrary<infer Value> ? Value : never;

interface Played {
  readonly fleet: Fleet;
  readonly scenario: Scenario;
  /** Servers that were written to by themselves. */
  readonly errant: ReadonlySet<string>;
}

function play(drawn: Scenario): Played {
  const fleet = fleetOf('m > a, b, c, d', {
    family: drawn.family,
    gtid: false,
    ...(drawn.old ? { version: drawn.family === 'mysql' ? '5.7.44' : '10.5.9-MariaDB' } : {}),
    settings: { relay_log_purge: drawn.keepsRelayLogs ? 'OFF' : 'ON' },
    servers: Object.fromEntries(
      REPLICAS.map((name, index) => [
        name,
        { settings: { log_slave_updates: drawn.logsUpdates[index] === true ? 'ON' : 'OFF' } },
      ]),
    ),
    maxRetainedRelay: 10_000,
  });
  REPLICAS.forEach((name, index) => fleet.setSpeed(id(name), { applyMsPerTransaction: drawn.speeds[index] ?? 0 }));
  const errant = new Set<string>();
  let count = 0;
  // Most fleets had markers before anything else happened to them.
  const first: readonly Happening[] = drawn.rows > 5 ? [{ kind: 'marker' }] : [];
  for (const each of [...first, ...drawn.happenings]) {
    count += 1;
    happen(fleet, each, { count, errant });
  }
  if (drawn.masterDies) fleet.crash(id('m'), { losesUnsynced: false });
  run(fleet, count % 7);
  for (const name of REPLICAS) if (fleet.state(id(name)) === 'up') stopAll(fleet, name);
  return { fleet, scenario: drawn, errant };
}

interface Telling {
  readonly count: number;
  readonly errant: Set<string>;
}

function happen(fleet: Fleet, each: Happening, { count, errant }: Telling): void {
  switch (each.kind) {
    case 'write':
      write(fleet, 'm', {
        rows: each.tables.map((table) => ({ action: 'insert', row: `${table}/${count}-${next(fleet)}` })),
      });
      return;
    case 'marker':
      write(fleet, 'm', marker(fleet, count));
      return;
    case 'ddl':
      write(fleet, 'm', { kind: 'ddl', statement: `ALTER TABLE ${each.table} FORCE` });
      return;
    case 'pass':
      return run(fleet, each.ms);
    case 'rotate':
      act(fleet, each.server, { kind: 'flush-logs', which: 'binary', logged: false });
      return;
    case 'purge': {
      const files = fleet.server(id(each.server)).binlog?.files ?? [];
      act(fleet, each.server, { kind: 'purge-logs', until: { toFile: files.at(-1)?.name ?? '' } });
      return;
    }
    case 'threads': {
      const { receiver, applier } = each;
      const kind = each.starts ? 'start-threads' : 'stop-threads';
      act(fleet, each.replica, { kind, channel: '', threads: { receiver, applier: applier || !receiver } });
      return;
    }
    case 'restart':
      fleet.crash(id(each.replica), { losesUnsynced: each.kills });
      run(fleet, 1);
      fleet.restart(id(each.replica));
      return;
    case 'errant':
      errant.add(each.replica);
      for (const name of ['super_read_only', 'read_only'])
        act(fleet, each.replica, { kind: 'set-variable', scope: 'global', name, value: 'OFF' });
      write(fleet, each.replica, each.isAtEnd ? {} : { rows: [{ action: 'insert', row: `own.t/${next(fleet)}` }] });
  }
}

/** No two rows have one key. */
function next(fleet: Fleet): string {
  return fleet
    .transactionsOf(id('m'))
    .map(({ runs }) => runs.at(-1)?.[1] ?? 0)
    .join('-')
    .concat(`-${fleet.nowMs}`);
}

function marker(fleet: Fleet, count: number): Write {
  let drawn = count;
  const random = (): number => {
    drawn = (drawn * 48_271) % 2_147_483_647;
    return drawn / 2_147_483_647;
  };
  // Some within one second, whose order their texts do not tell.
  const at = asInstant(Math.floor(fleet.nowMs) * 100 + count * 400);
  return { kind: 'pseudo-gtid', statement: markerStatement({ at, serverId: 1, random }) };
}

function stopAll(fleet: Fleet, name: Replica): void {
  act(fleet, name, { kind: 'stop-threads', channel: '', threads: { receiver: true, applier: true } });
}

function pattern(): MarkerPattern {
  const read = markerPattern({ ...NO_PSEUDO_GTID, auto: true });
  if (read.kind !== 'pattern') throw new Error('Topiary knows its own markers');
  return read.pattern;
}

function matchOf({ fleet, scenario: { rows } }: Played, own: Replica, target: string): MatchResult {
  const observation = fleet.observe(id(own));
  const other = fleet.observe(id(target));
  const { channels, binlog: binlogEnd } = observation;
  const keepsOrder = true;
  const stopped = { observation, channels, channel: '', binlogEnd, keepsOrder };
  const logs = logsOf(stopped, { observation: other, keepsOrder });
  if (logs.kind === 'refused') return logs;
  const reading = match({
    logs: logs.logs,
    pattern: pattern(),
    rowSizes: rowSizesOf(observation, other),
    skipsContaining: [],
    bounds: DEFAULT_MATCH_BOUNDS,
  });
  let step = reading.next();
  while (step.done !== true) {
    const from = step.value.side === 'replica' ? own : target;
    step = reading.next(answer(fleet, id(from), { request: step.value, rows }));
  }
  return step.value;
}

function answer(
  fleet: Fleet,
  from: InstanceId,
  { request, rows }: { readonly request: LogRequest; readonly rows: number },
): LogAnswer {
  if (request.kind === 'files') return { kind: 'files', files: filesOf(fleet, from).map(({ name }) => name) };
  const { log, file } = request;
  const events = fleet.logEvents(from, { log, channel: '', file, from: request.from, count: rows });
  const chunk = events === null ? null : chunkOf(events, rows);
  return chunk === null ? { kind: 'no-such-file' } : { kind: 'chunk', chunk };
}

function filesOf(fleet: Fleet, of: InstanceId): readonly BinlogFileState[] {
  return fleet.server(of).binlog?.files ?? [];
}

interface Entry {
  readonly transaction: Transaction;
  readonly file: number;
  readonly end: number;
}

function entriesOf(fleet: Fleet, of: string): readonly Entry[] {
  return filesOf(fleet, id(of)).flatMap(({ entries }, file) =>
    entries.map(({ transaction, end }) => ({ transaction, file, end })),
  );
}

function holds(fleet: Fleet, of: string, { identity }: Transaction): boolean {
  const held = fleet.transactionsOf(id(of)).find(({ stream }) => stream === identity.stream);
  return held?.runs.some(([first, last]) => first <= identity.number && identity.number <= last) ?? false;
}

/** What is wrong with a place: a transaction before it that the replica lacks, or one behind it that it has. */
function wrongAt(played: Played, own: Replica, target: string, result: MatchResult): string | null {
  if (result.kind === 'refused') return null;
  const { fleet } = played;
  const place = filesOf(fleet, id(target)).findIndex(({ name }) => name === result.position.file);
  if (place < 0) return 'no such file';
  let isBoundary = false;
  for (const { transaction, file, end } of entriesOf(fleet, target)) {
    const isBefore = file < place || (file === place && end <= result.position.position);
    isBoundary ||= file === place && end === result.position.position;
    const isOfMaster = transaction.serverId === 1;
    const isThere = holds(fleet, own, transaction);
    if (isOfMaster && isBefore && !isThere) return `lacks ${transaction.identity.number}, which comes before`;
    if (isThere && !isBefore) return `has ${transaction.identity.number}, which comes after`;
  }
  return isBoundary ? null : 'not between two transactions';
}

/** Whether nothing stands in the way: then a refusal would be wrong too. */
function mustMatch({ fleet, scenario: { logsUpdates }, errant }: Played, own: Replica, target: string): boolean {
  if (errant.size > 0 || logsUpdates[REPLICAS.indexOf(own)] !== true) return false;
  if (target !== 'm' && logsUpdates[REPLICAS.indexOf(target as Replica)] !== true) return false;
  if (fleet.observe(id(own)).channels.some(({ applierError }) => applierError !== null)) return false;
  const isMarker = ({ transaction }: Entry): boolean => transaction.kind === 'pseudo-gtid';
  const last = entriesOf(fleet, own).findLast(isMarker);
  const there = entriesOf(fleet, target);
  // Those that were written within one second may not ascend, and a search may pass over them.
  const texts = there.filter(isMarker).map(({ transaction }) => transaction.statement);
  if (texts.some((text, index) => text < (texts[index - 1] ?? ''))) return false;
  return (
    last !== undefined &&
    there.some(({ transaction }) => transaction === last.transaction) &&
    entriesOf(fleet, own).every(({ transaction }) => holds(fleet, target, transaction))
  );
}

const counts = { matched: 0, refused: 0, relay: 0 };
const causes = new Map<string, number>();

function count(result: MatchResult): void {
  counts[result.kind] += 1;
  if (result.kind === 'matched' && result.log === 'relay') counts.relay += 1;
  if (result.kind === 'refused') causes.set(result.refusal.kind, (causes.get(result.refusal.kind) ?? 0) + 1);
}

function targetsOf({ fleet }: Played): readonly string[] {
  return ['m', ...REPLICAS].filter((name) => fleet.state(id(name)) === 'up');
}

test(
  'a match is right or refused, and right where nothing stands in its way',
  () => {
    fc.assert(
      fc.property(scenario, (drawn) => {
        const played = play(drawn);
        for (const own of REPLICAS) {
          for (const target of targetsOf(played)) {
            if (target === own) continue;
            const result = matchOf(played, own, target);
            count(result);
            expect({ own, target, result, wrong: wrongAt(played, own, target, result) }).toMatchObject({ wrong: null });
            if (mustMatch(played, own, target))
              expect({ own, target, result }).toMatchObject({ result: { kind: 'matched' } });
          }
        }
      }),
      CASES,
    );
  },
  LIMIT_MS,
);

test(
  'replicas that were matched below one of them hold what it holds, to the last row',
  () => {
    fc.assert(
      fc.property(scenario, (drawn) => {
        const played = play({ ...drawn, masterDies: true });
        const { fleet } = played;
        const [best] = REPLICAS.filter(
          (name, index) => drawn.logsUpdates[index] === true && !played.errant.has(name),
        ).toSorted((left, right) => entriesOf(fleet, right).length - entriesOf(fleet, left).length);
        if (best === undefined) return;
        const moved = REPLICAS.filter((name) => name !== best && pointed(played, name, best));
        for (const name of ['super_read_only', 'read_only'])
          act(fleet, best, { kind: 'set-variable', scope: 'global', name, value: 'OFF' });
        write(fleet, best);
        run(fleet, SETTLE_MS);
        const wanted = ofMaster(fleet, best);
        for (const name of moved) {
          if (played.errant.has(name)) continue;
          expect({ name, rows: fleet.rowsOf(id(name)), held: ofMaster(fleet, name) }).toEqual({
            name,
            rows: fleet.rowsOf(id(best)),
            held: wanted,
          });
        }
      }),
    );
  },
  LIMIT_MS,
);

/** Points a replica where its match says; false: it was refused. */
function pointed(played: Played, own: Replica, target: Replica): boolean {
  const result = matchOf(played, own, target);
  if (result.kind === 'refused') return false;
  const { fleet } = played;
  const { file, position } = result.position;
  const { address } = fleet.server(id(target));
  expect(instanceIdOf(address)).toBe(id(target));
  must(fleet, own, {
    kind: 'change-source',
    channel: '',
    changes: { ...address, positioning: 'file', file, position },
  });
  must(fleet, own, { kind: 'start-threads', channel: '', threads: { receiver: true, applier: true } });
  return true;
}

function ofMaster(fleet: Fleet, name: string): unknown {
  return fleet.transactionsOf(id(name));
}

afterAll(() => {
  // Otherwise nothing would have been proved.
  expect(counts.matched).toBeGreaterThan(1_000);
  expect(counts.relay).toBeGreaterThan(20);
  expect([...causes.keys()]).toEqual(expect.arrayContaining(['mismatch', 'replica-ahead', 'marker-not-in-target']));
});
