import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firstMatch } from '../testing/first-match.ts';
import { replicaFactsOf, serverFactsOf } from '../testing/known-facts.ts';
import type { Tri } from '../shared/tri.ts';
import { analyseServer } from './analyse.ts';
import type { ReplicaFacts, SemiSyncFacts, ServerFacts } from './facts.ts';
import type { FindingCode } from './finding-codes.ts';
import { DEFAULT_ANALYSIS_SETTINGS } from './finding.ts';
import type { AnalysisSettings } from './finding.ts';

/** The usual number is too few to come by every verdict; a soak asks for more. */
const RUNS = { numRuns: Math.max(800, fc.readConfigureGlobal().numRuns ?? 0) };

const tri = fc.constantFrom<Tri>('yes', 'no');
const standing = fc.constantFrom<Partial<ServerFacts>>(
  { isMaster: 'yes', depth: 0 },
  { isMaster: 'no', isCoMaster: 'yes', depth: 0 },
  { isMaster: 'no', depth: 1 },
  { isMaster: 'no', depth: 2 },
  { isMaster: 'no', depth: 1, isBinlogServer: 'yes' },
  { isMaster: 'yes', depth: 0, isGroupMember: 'yes' },
  { isMaster: 'no', depth: 1, isGroupMember: 'yes' },
);
const replica = fc
  .record({
    answers: tri,
    receives: tri,
    applies: tri,
    hearsNothing: fc.constant('unknown' as const),
    connectError: tri,
    lags: tri,
    isDelayed: tri,
    logs: tri,
    binlogFormat: fc.constantFrom('STATEMENT', 'MIXED', 'ROW'),
    majorVersion: fc.constantFrom('8.0', '8.4'),
    gtidMode: fc.constantFrom('ON', 'OFF'),
    usesOracleGtid: tri,
    hasErrant: tri,
  })
  .map((change) => replicaFactsOf('r', change));
const semiSync = fc.record<SemiSyncFacts>({
  isSource: tri,
  isActive: tri,
  waitsFor: fc.constantFrom(0, 1, 2),
  clients: fc.constantFrom(0, 1, 2),
  positionHeld: tri,
});
/** Nobody connects without answering, and only of one that is silent can it be asked how silent it is. */
const server = fc
  .tuple(
    standing,
    fc.record({ answers: tri, answersInPart: tri, cannotConnect: tri, readOnly: tri, semiSync }),
    fc.array(replica, { maxLength: 3 }),
  )
  .map(([place, rest, replicas]) =>
    serverFactsOf('m', {
      ...rest,
      ...place,
      answersInPart: rest.answers === 'yes' ? 'no' : rest.answersInPart,
      cannotConnect: rest.answers === 'no' || place.isMaster === 'yes' ? 'no' : rest.cannotConnect,
      replicas,
    }),
  );
const settings = fc
  .record({ exactSemiSyncReplicas: fc.boolean(), recoverReadOnlyMaster: fc.boolean() })
  .map((change): AnalysisSettings => ({ ...DEFAULT_ANALYSIS_SETTINGS, leaveOutHealthyLeaves: false, ...change }));

interface Difference {
  readonly why: string;
  readonly applies: (facts: ServerFacts, verdict: FindingCode | 'NoProblem') => boolean;
  readonly instead: FindingCode | 'NoProblem';
}

/** Where another verdict than orchestrator's is meant. What follows from facts that are not known is in `differences.test.ts`. */
const DIFFERENCES: readonly Difference[] = [
  {
    why: 'what a silent server last said of its semi-sync clients is old, and no recovery may rest on it',
    applies: ({ answers }, verdict) => answers === 'no' && SEMI_SYNC_VERDICTS.has(verdict),
    instead: 'NoProblem',
  },
];
const SEMI_SYNC_VERDICTS: ReadonlySet<string> = new Set([
  'LockedSemiSyncMaster',
  'LockedSemiSyncMasterHypothesis',
  'MasterWithTooManySemiSyncReplicas',
]);

function failuresOf(facts: ServerFacts, policy: AnalysisSettings) {
  return analyseServer(facts, policy).findings.filter(({ kind }) => kind === 'failure');
}

describe('the table of failures', () => {
  test('finds what the first match finds, where all is known', () => {
    fc.assert(
      fc.property(server, settings, (facts, policy) => {
        const top = failuresOf(facts, policy).filter(({ outrankedBy }) => outrankedBy === null);
        const verdict = firstMatch(facts, policy);
        const difference = DIFFERENCES.find(({ applies }) => applies(facts, verdict));
        expect(top.map(({ code }) => code)[0] ?? 'NoProblem').toBe(difference?.instead ?? verdict);
      }),
      RUNS,
    );
  });

  test('leaves one failure of a server that none of the others outranks', () => {
    fc.assert(
      fc.property(server, settings, tri, (facts, policy, writeFails) => {
        const found = failuresOf({ ...facts, writeFails }, policy);
        const top = found.filter(({ outrankedBy }) => outrankedBy === null);
        expect(top).toHaveLength(Math.min(1, found.length));
      }),
      RUNS,
    );
  });

  test('says nothing more when less is known', () => {
    fc.assert(
      fc.property(server, settings, fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), (facts, policy, choices) => {
        const codesOf = (known: ServerFacts) =>
          analyseServer(known, policy).findings.map(({ kind, code }) => `${kind} ${code}`);
        const unknown = choices.reduce(withOneUnknown, facts);
        const before = codesOf(facts);
        expect(codesOf(unknown).filter((code) => !before.includes(code))).toEqual([]);
      }),
      RUNS,
    );
  });
});

/** Forgets one fact of the server, of its semi-sync, or of a replica, by number. */
function withOneUnknown(facts: ServerFacts, choice: number): ServerFacts {
  const own = blanks(facts);
  const semi = blanks(facts.semiSync);
  const all = [
    ...own.map((blank) => () => ({ ...facts, ...blank })),
    ...semi.map((blank) => () => ({ ...facts, semiSync: { ...facts.semiSync, ...blank } })),
    ...facts.replicas.flatMap((one, index) =>
      blanks<ReplicaFacts>(one).map((blank) => () => ({
        ...facts,
        replicas: facts.replicas.map((each, at) => (at === index ? { ...each, ...blank } : each)),
      })),
    ),
  ];
  return all[choice % all.length]?.() ?? facts;
}

const KEPT: ReadonlySet<string> = new Set(['id', 'cluster', 'depth']);

function blanks<Facts extends object>(facts: Facts): readonly Partial<Facts>[] {
  return Object.entries(facts).flatMap(([key, value]): readonly Partial<Facts>[] => {
    if (value === 'unknown') return [];
    if (value === 'yes' || value === 'no') return [{ [key]: 'unknown' } as Partial<Facts>];
    const isCount = key === 'waitsFor' || key === 'clients';
    return isCount || (typeof value === 'string' && !KEPT.has(key)) ? [{ [key]: null } as Partial<Facts>] : [];
  });
}
