import { describe, expect, test } from 'vitest';
import { replicaFactsOf, serverFactsOf } from '../testing/known-facts.ts';
import { analyseServer } from './analyse.ts';
import { CLAUSE_NAMES } from './clauses.ts';
import type { ReplicaFacts, ServerFacts } from './facts.ts';
import { FAILURE_MODELS } from './failure-models.ts';
import { DEFAULT_ANALYSIS_SETTINGS } from './finding.ts';
import { FINDING_CODES, STRUCTURE_CODES, VERDICT_CODES } from './finding-codes.ts';

describe('the table of failures', () => {
  test('has every name of orchestrator, and one row for each that it can reach', () => {
    expect([VERDICT_CODES.length, STRUCTURE_CODES.length]).toEqual([30, 10]);
    const codes = new Set(FAILURE_MODELS.map(({ code }) => code));
    expect(FINDING_CODES.filter((code) => !codes.has(code))).toEqual(['MasterWithoutReplicas']);
    const rows = FAILURE_MODELS.map(({ kind, code }) => `${kind} ${code}`);
    expect(new Set(rows).size).toBe(rows.length);
  });

  test('leads to a recovery exactly where one is tried', () => {
    expect(FAILURE_MODELS.filter(({ act, leadsTo }) => (act === 'recover') !== (leadsTo !== null))).toEqual([]);
    expect(FAILURE_MODELS.filter(({ act }) => act === 'recover')).toHaveLength(12);
    expect(FAILURE_MODELS.filter(({ act }) => act === 'detect')).toHaveLength(7);
  });

  test('outranks only rows below, so that no two outrank each other', () => {
    const place = new Map(FAILURE_MODELS.filter(({ kind }) => kind === 'failure').map(({ code }, at) => [code, at]));
    const upward = FAILURE_MODELS.flatMap(({ code, outranks }) =>
      outranks.filter((other) => (place.get(other) ?? -1) <= (place.get(code) ?? -1)).map((other) => [code, other]),
    );
    // Whether it can be written to matters more than how its replicas do, but for a lock by semi-sync that explains it.
    expect(upward.filter(([code]) => code !== 'MasterCannotWrite')).toEqual([]);
    const above = FAILURE_MODELS.filter(({ outranks }) => outranks.includes('MasterCannotWrite'));
    expect(above.flatMap(({ code, outranks }) => outranks.filter((other) => other === code))).toEqual([]);
  });

  test('uses every clause, and none twice in a row', () => {
    const used = new Set(FAILURE_MODELS.flatMap(({ clauses }) => clauses));
    expect(CLAUSE_NAMES.filter((name) => !used.has(name))).toEqual([]);
    expect(FAILURE_MODELS.filter(({ clauses }) => new Set(clauses).size !== clauses.length)).toEqual([]);
  });
});

type State = Readonly<Record<string, Partial<ReplicaFacts>>>;
const REPLICA_STATES: State = {
  replicates: {},
  lags: { lags: 'yes' },
  stopped: { receives: 'no' },
  'cannot connect': { receives: 'no', connectError: 'yes' },
  silent: { answers: 'no' },
};
const PLACES: Readonly<Record<string, Partial<ServerFacts>>> = {
  master: {},
  'co-master': { isMaster: 'no', isCoMaster: 'yes' },
  intermediate: { isMaster: 'no', depth: 1 },
  'group member': { isGroupMember: 'yes' },
};
const CONTACTS: Readonly<Record<string, Partial<ServerFacts>>> = {
  answers: {},
  silent: { answers: 'no' },
  'answers in part': { answers: 'no', answersInPart: 'yes' },
};

/** Every server with up to two replicas, and whether any row speaks of it. */
function* cells() {
  const names = Object.keys(REPLICA_STATES);
  const pairs = names.flatMap((one, at) => names.slice(at).map((other) => [one, other]));
  for (const [place, standing] of Object.entries(PLACES))
    for (const [contact, change] of Object.entries(CONTACTS))
      for (const states of [[], ...names.map((name) => [name]), ...pairs]) {
        const replicas = states.map((state, at) => replicaFactsOf(`r${at}`, REPLICA_STATES[state]));
        const facts = serverFactsOf('m', { ...standing, ...change, replicas });
        const { findings } = analyseServer(facts, DEFAULT_ANALYSIS_SETTINGS);
        const isWell = contact === 'answers' && states.every((state) => state === 'replicates' || state === 'lags');
        yield {
          row: `${place}, ${contact}`,
          states: states.join(' + ') || 'no replica',
          isWell,
          codes: findings.map((f) => f.code),
        };
      }
}

describe('the sweep over all small cases', () => {
  test('finds nothing where all is well', () => {
    expect([...cells()].filter(({ isWell, codes }) => isWell && codes.length > 0)).toEqual([]);
  });

  test('shows which cells have no row', () => {
    const without = [...cells()].filter(({ isWell, codes }) => !isWell && codes.length === 0);
    const rows = [...Map.groupBy(without, ({ row }) => row)];
    expect(Object.fromEntries(rows.map(([row, all]) => [row, all.map(({ states }) => states)]))).toEqual(WITHOUT_ROW);
  });
});

/** A replica that is broken or gone beside one that is not is no failure of its master. */
const ONE_IS_WELL = [
  'replicates + stopped',
  'replicates + cannot connect',
  'replicates + silent',
  'lags + stopped',
  'lags + cannot connect',
  'lags + silent',
];
/** Nor is one that still says something, as long as no replica misses it. */
const STILL_FOLLOWED = ['no replica', 'replicates', 'replicates + replicates', 'replicates + lags', ...ONE_IS_WELL];
const GROUP_IS_ITS_OWN_WATCH = [
  'no replica',
  'replicates',
  'lags',
  'replicates + replicates',
  'replicates + lags',
  'replicates + stopped',
  'replicates + cannot connect',
  'replicates + silent',
  'lags + lags',
  'lags + stopped',
  'lags + cannot connect',
  'lags + silent',
];

const WITHOUT_ROW: Readonly<Record<string, readonly string[]>> = {
  // As in orchestrator: a live server all of whose replicas are silent has a name only where it has one replica, and is a master.
  'master, answers': [...ONE_IS_WELL, 'silent + silent'],
  'master, answers in part': STILL_FOLLOWED.filter((states) => states !== 'no replica' && !states.endsWith('connect')),
  'co-master, answers': ONE_IS_WELL,
  'co-master, silent': ['no replica'],
  'co-master, answers in part': STILL_FOLLOWED,
  'intermediate, answers': ['silent', ...ONE_IS_WELL, 'silent + silent'],
  'intermediate, silent': ['no replica'],
  'intermediate, answers in part': STILL_FOLLOWED,
  // Of members of a group only the death of one whose asynchronous replicas stand still has a name.
  'group member, answers': [
    'stopped',
    'cannot connect',
    'silent',
    ...ONE_IS_WELL,
    'stopped + stopped',
    'stopped + cannot connect',
    'stopped + silent',
    'cannot connect + cannot connect',
    'cannot connect + silent',
    'silent + silent',
  ],
  'group member, silent': GROUP_IS_ITS_OWN_WATCH,
  'group member, answers in part': GROUP_IS_ITS_OWN_WATCH,
};
