/**
 * What a failure model asks of the facts, one question each. A model holds where all of its clauses do; each is true or
 * false on its own. A clause that is a `sign` shows that something is wrong: without one nothing was nearly a failure.
 */
import type { Message } from '../planning/message.ts';
import { allOf, anyOf, compared, every, not, some } from '../shared/kleene.ts';
import type { Tri } from '../shared/tri.ts';
import { triOf } from '../shared/tri.ts';
import type { ReplicaFacts, ServerFacts } from './facts.ts';
import type { AnalysisSettings } from './finding.ts';

export interface Clause {
  readonly holds: (facts: ServerFacts, settings: AnalysisSettings) => Tri;
  readonly isSign?: true;
  /** What its sentence (`clause-<name>`) names beside the instance. */
  readonly params?: (facts: ServerFacts) => Message['params'];
}

/** A channel whose threads both run, of a replica that answers. */
export function replicates({ answers, receives, applies }: ReplicaFacts): Tri {
  return allOf(answers, receives, applies);
}

export function failsToConnect({ answers, receives, applies, connectError }: ReplicaFacts): Tri {
  return allOf(answers, not(receives), applies, connectError);
}

const count = (holds: (replica: ReplicaFacts) => Tri) => (facts: ServerFacts) => ({
  count: facts.replicas.filter((replica) => holds(replica) === 'yes').length,
  replicas: facts.replicas.length,
});
const total = count(() => 'yes');
const answering = count(({ answers }) => answers);
const silent = count(({ answers }) => not(answers));
const replicating = count(replicates);
const failing = count(failsToConnect);
const notReplicating = (facts: ServerFacts) => ({
  ...total(facts),
  unheard: count(({ hearsNothing }) => hearsNothing)(facts).count,
});
const lagging = count(({ lags }) => lags);
const semiSync = ({ semiSync: { waitsFor, clients } }: ServerFacts): Message['params'] => ({
  waitsFor: waitsFor ?? '?',
  clients: clients ?? '?',
});

const STANDING = {
  'is-master': { holds: ({ isMaster }) => isMaster },
  'is-not-master': { holds: ({ isMaster }) => not(isMaster) },
  'is-co-master': { holds: ({ isCoMaster }) => isCoMaster },
  'takes-writes': { holds: ({ isMaster, isCoMaster }) => anyOf(isMaster, isCoMaster) },
  'is-group-member': { holds: ({ isGroupMember }) => isGroupMember },
  'is-no-group-member': { holds: ({ isGroupMember }) => not(isGroupMember) },
  'is-binlog-server': { holds: ({ isBinlogServer }) => isBinlogServer },
  'is-first-tier': { holds: ({ depth }) => triOf(depth === 1) },
  'has-no-replica': { holds: ({ replicas }) => triOf(replicas.length === 0) },
  'has-replicas': { holds: ({ replicas }) => triOf(replicas.length > 0), params: total },
  'has-one-replica': { holds: ({ replicas }) => triOf(replicas.length === 1) },
  'has-several-replicas': { holds: ({ replicas }) => triOf(replicas.length > 1), params: total },
} as const satisfies Record<string, Clause>;

const CONTACT = {
  answers: { holds: (facts) => facts.answers },
  'does-not-answer': { isSign: true, holds: (facts) => not(facts.answers) },
  /** One that answers in part is gone only if a replica misses it too. */
  'silent-or-missed': {
    holds: ({ answersInPart, replicas }) => anyOf(not(answersInPart), some(replicas, failsToConnect)),
    params: failing,
  },
  silent: { holds: ({ answersInPart }) => not(answersInPart) },
  'cannot-connect': { isSign: true, holds: ({ cannotConnect }) => cannotConnect },
} as const satisfies Record<string, Clause>;

const REPLICAS = {
  'all-replicas-answer': { holds: ({ replicas }) => every(replicas, ({ answers }) => answers), params: total },
  'a-replica-answers': { holds: ({ replicas }) => some(replicas, ({ answers }) => answers), params: answering },
  'a-replica-is-silent': { holds: ({ replicas }) => some(replicas, ({ answers }) => not(answers)), params: silent },
  'no-replica-answers': {
    isSign: true,
    holds: ({ replicas }) => every(replicas, ({ answers }) => not(answers)),
    params: total,
  },
  'none-replicates': {
    isSign: true,
    holds: ({ replicas }) => every(replicas, (replica) => not(replicates(replica))),
    params: notReplicating,
  },
  'one-replicates': { holds: ({ replicas }) => some(replicas, replicates), params: replicating },
  'all-fail-to-connect': {
    isSign: true,
    holds: ({ replicas }) => every(replicas, failsToConnect),
    params: total,
  },
  /** Each replica cannot connect or does not answer, and one at least is known to do the first. */
  'answering-fail-to-connect': {
    isSign: true,
    holds: ({ replicas }) =>
      allOf(
        some(replicas, failsToConnect),
        every(replicas, (replica) => anyOf(not(replica.answers), failsToConnect(replica))),
      ),
    params: failing,
  },
  'all-lag': { isSign: true, holds: ({ replicas }) => every(replicas, ({ lags }) => lags), params: lagging },
  'not-all-delayed': { holds: ({ replicas }) => some(replicas, ({ isDelayed }) => not(isDelayed)) },
} as const satisfies Record<string, Clause>;

const SEMI_SYNC = {
  'semi-sync-source': { holds: ({ semiSync }) => semiSync.isSource },
  'semi-sync-active': { holds: ({ semiSync }) => semiSync.isActive },
  'semi-sync-fell-back': { holds: ({ semiSync }) => not(semiSync.isActive) },
  'waits-for-replicas': { holds: ({ semiSync }) => compared(semiSync.waitsFor, 0, (waits) => waits > 0) },
  'too-few-acknowledge': {
    isSign: true,
    holds: (facts) => compared(facts.semiSync.clients, facts.semiSync.waitsFor, (clients, waits) => clients < waits),
    params: semiSync,
  },
  'too-many-acknowledge': {
    isSign: true,
    holds: (facts) => compared(facts.semiSync.clients, facts.semiSync.waitsFor, (clients, waits) => clients > waits),
    params: semiSync,
  },
  'position-held': { isSign: true, holds: ({ semiSync }) => semiSync.positionHeld },
} as const satisfies Record<string, Clause>;

const SETTINGS = {
  'exact-semi-sync-wanted': { holds: (_, settings) => triOf(settings.exactSemiSyncReplicas) },
  'recovers-read-only': { holds: (_, settings) => triOf(settings.recoverReadOnlyMaster) },
  'is-writable': { holds: ({ readOnly }) => not(readOnly) },
  'is-read-only': { isSign: true, holds: ({ readOnly }) => readOnly },
} as const satisfies Record<string, Clause>;

const logsAs =
  (format: string) =>
  ({ replicas }: ServerFacts): Tri =>
    some(replicas, ({ logs, binlogFormat }) => allOf(logs, compared(binlogFormat, format, Object.is)));

const STRUCTURE = {
  'none-logs': {
    isSign: true,
    holds: ({ replicas }) => every(replicas, ({ logs }) => not(logs)),
    params: total,
  },
  'no-failover-support': { isSign: true, holds: (facts) => not(hasFailoverSupport(facts)) },
  'logs-statements': { holds: logsAs('STATEMENT') },
  'logs-mixed': { holds: logsAs('MIXED') },
  'logs-rows': { holds: logsAs('ROW') },
  'several-versions-log': { isSign: true, holds: ({ replicas }) => haveSeveralVersions(replicas) },
  'gtid-modes-differ': {
    isSign: true,
    holds: (facts) =>
      some(facts.replicas, ({ gtidMode }) => compared(gtidMode, facts.gtidMode, (theirs, own) => theirs !== own)),
  },
  'errant-below': {
    isSign: true,
    holds: ({ replicas }) => some(replicas, ({ hasErrant }) => hasErrant),
    params: ({ replicas }) => ({
      replica: replicas.find(({ hasErrant }) => hasErrant === 'yes')?.id ?? '?',
    }),
  },
} as const satisfies Record<string, Clause>;

const OWN = {
  'write-fails': { isSign: true, holds: ({ writeFails }) => writeFails },
  'has-no-connection-left': { isSign: true, holds: ({ isFull }) => isFull },
  'another-writes': {
    isSign: true,
    holds: ({ otherWriter }) => triOf(otherWriter !== null),
    params: ({ otherWriter }) => ({ other: otherWriter ?? '?' }),
  },
  'was-replaced': {
    holds: ({ replacedBy }) => triOf(replacedBy !== null),
    params: ({ replacedBy }) => ({ master: replacedBy ?? '?' }),
  },
  'was-not-replaced': { holds: ({ replacedBy }) => triOf(replacedBy === null) },
  'has-own-transactions': {
    isSign: true,
    holds: (facts) => facts.hasOwnTransactions,
    params: ({ ownTransactions }) => ({ own: ownTransactions ?? '?' }),
  },
  'same-identity': {
    isSign: true,
    holds: ({ sameIdentity }) => triOf(sameIdentity !== null),
    params: ({ sameIdentity }) => ({ other: sameIdentity ?? '?' }),
  },
  'host-is-down': {
    isSign: true,
    holds: ({ hostDown }) => triOf(hostDown !== null),
    params: ({ hostDown }) => ({ host: hostDown?.host ?? '?', servers: hostDown?.servers ?? '?' }),
  },
} as const satisfies Record<string, Clause>;

export const CLAUSES = { ...STANDING, ...CONTACT, ...REPLICAS, ...SEMI_SYNC, ...SETTINGS, ...STRUCTURE, ...OWN };
export type ClauseName = keyof typeof CLAUSES;
export const CLAUSE_NAMES = Object.keys(CLAUSES) as readonly ClauseName[];

export function clauseNamed(name: ClauseName): Clause {
  return CLAUSES[name];
}

/** All replicas find their place in another log by themselves. Of those that do not answer it is believed as last seen. */
function hasFailoverSupport({ replicas, hasPseudoGtid }: ServerFacts): Tri {
  const all = (uses: (replica: ReplicaFacts) => Tri): Tri =>
    anyOf(
      every(replicas, uses),
      allOf(
        some(replicas, ({ answers }) => answers),
        every(replicas, (replica) => anyOf(not(replica.answers), uses(replica))),
      ),
    );
  return anyOf(
    hasPseudoGtid,
    all(({ usesOracleGtid }) => usesOracleGtid),
    all(({ usesMariadbGtid }) => usesMariadbGtid),
    all(({ isBinlogServer }) => isBinlogServer),
  );
}

function haveSeveralVersions(replicas: readonly ReplicaFacts[]): Tri {
  return some(replicas, (one) =>
    some(replicas, (other) =>
      allOf(
        one.logs,
        other.logs,
        compared(one.majorVersion, other.majorVersion, (mine, theirs) => mine !== theirs),
      ),
    ),
  );
}
