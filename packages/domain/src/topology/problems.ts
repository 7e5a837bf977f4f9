/**
 * What is wrong with one server, as cards and lists show it. These are observations, not failure models: nothing here
 * weighs one against another or leads to a recovery.
 */
import { QUERIED_FACTS } from '../classification/answers.ts';
import type { ClassificationAnswers } from '../classification/answers.ts';
import type { Policy } from '../policy/policy.ts';
import type { Registered } from '../registry/registered.ts';
import type { InstanceId } from './address.ts';
import { attachedAgain, canonicalId, edgeStateOf, isDetached, lagOf, sourceOf } from './edges.ts';
import type { Aliases } from './edges.ts';
import { groupProblems } from './group-problems.ts';
import type { Group } from './groups.ts';
import { healthOf } from './health.ts';
import type { ReplicationChannel } from './observation.ts';
import type { ServerRecord } from './server-record.ts';
import { PROBLEM_CODES, SEVERITIES } from './snapshot.ts';
import type { InstanceRole, Problem, ProblemCode, Severity } from './snapshot.ts';

/** A GTID set can be megabytes; a card and a list need the beginning. */
export const MAX_ERRANT_TEXT_LENGTH = 1_000;

export const PROBLEM_SEVERITIES: Readonly<Record<ProblemCode, Severity>> = {
  'host-down': 'critical',
  unreachable: 'critical',
  suspect: 'warning',
  'never-reached': 'warning',
  'replication-stopped': 'warning',
  'replication-error': 'critical',
  'replication-lagging': 'warning',
  detached: 'warning',
  'source-unknown': 'warning',
  'writable-replica': 'warning',
  'read-only-master': 'warning',
  'errant-gtid': 'warning',
  'errant-meant': 'info',
  'duplicate-server-id': 'critical',
  'duplicate-identity': 'warning',
  'identity-unproved': 'warning',
  'missing-grant': 'warning',
  'group-member-not-online': 'warning',
  'group-without-quorum': 'critical',
};

/** What a server's place in the graph and its neighbours say; these problems stay while the structure does. */
export interface StructuralFacts {
  readonly role: InstanceRole;
  readonly hasReplicas: boolean;
  /** For a server in a circle at the top: no other of the circle takes writes either. */
  readonly nobodyElseWrites: boolean;
  /** The one that it is a member of, or was until it fell out. */
  readonly group: Group | null;
  readonly aliases: Aliases;
  readonly isObserved: (id: InstanceId) => boolean;
  /** Another member of its cluster with the same `server_id`, and another server anywhere with the same identity. */
  readonly sameServerId: InstanceId | null;
  readonly sameIdentity: InstanceId | null;
  /** Whether those two are one server or two could not be proved. */
  readonly isUnproved: boolean;
}

const STRUCTURAL_CODES: ReadonlySet<ProblemCode> = new Set([
  'detached',
  'source-unknown',
  'writable-replica',
  'read-only-master',
  'group-member-not-online',
  'group-without-quorum',
  'duplicate-server-id',
  'duplicate-identity',
  'identity-unproved',
]);

export function structuralProblems(record: ServerRecord, facts: StructuralFacts): readonly Problem[] {
  const { observation } = record;
  if (observation === null) return [];
  const { serverId, serverUuid, serverUid } = observation.identity;
  const problems: Problem[] = observation.channels.flatMap((channel) => sourceProblems(record, channel, facts));
  if (isWritableReplica(facts.role, observation.settings.readOnly)) problems.push(problem('writable-replica', {}));
  // One that was detached is no master of anybody's writes.
  const wasDetached = observation.channels.some(({ source }) => isDetached(source));
  if (!wasDetached && isReadOnlyMaster(facts, observation.settings.readOnly))
    problems.push(problem('read-only-master', {}));
  problems.push(...groupProblems(record.id, facts.group).map(({ code, params }) => problem(code, params)));
  if (facts.sameServerId !== null)
    problems.push(problem('duplicate-server-id', { serverId, other: facts.sameServerId }));
  if (facts.sameIdentity !== null) {
    const code = facts.isUnproved ? 'identity-unproved' : 'duplicate-identity';
    problems.push(problem(code, { identity: serverUuid ?? serverUid ?? '', other: facts.sameIdentity }));
  }
  return problems;
}

export function isStructuralProblem({ code }: Problem): boolean {
  return STRUCTURAL_CODES.has(code);
}

/** What the server itself and its last probes say. */
export function liveProblems(record: ServerRecord, aliases: Aliases, policy: Policy): readonly Problem[] {
  return [...healthProblems(record), ...grantProblems(record), ...replicationProblems(record, aliases, policy)];
}

/** What somebody meant to be there is still shown: nobody but this server has it. */
export function errantProblems(errant: string, { ownWrites }: Pick<Registered, 'ownWrites'>): readonly Problem[] {
  if (errant === '') return [];
  const params = { errant: shortened(errant) };
  if (ownWrites === null) return [problem('errant-gtid', params)];
  return [problem('errant-meant', { ...params, owner: ownWrites.owner, reason: ownWrites.reason })];
}

/** The gravest first, then in the order of the codes. */
export function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return problems.length < 2 ? problems : problems.toSorted((left, right) => rankOf(left) - rankOf(right));
}

function healthProblems({ observation, observedAt, failure, failures }: ServerRecord): readonly Problem[] {
  if (failure === null) return [];
  const params = { kind: failure.kind, code: failure.code };
  // One that an earlier run reached is lost, though nothing of what it said is kept.
  if (observedAt === null) return [problem('never-reached', params)];
  return [problem(healthOf({ observation, failure, failures }) === 'suspect' ? 'suspect' : 'unreachable', params)];
}

function grantProblems({ observation, failure, answers }: ServerRecord): readonly Problem[] {
  const refused =
    failure?.kind === 'missing-grant' ? [{ fact: 'probe', errorNumber: failure.code, grant: failure.grant ?? '' }] : [];
  const unreadable = observation?.unreadable ?? [];
  return [...refused, ...unreadable, ...unanswered(answers)].map(({ fact, errorNumber, grant }) =>
    problem('missing-grant', { fact, errorNumber, grant }),
  );
}

function unanswered(answers: ClassificationAnswers) {
  return QUERIED_FACTS.flatMap((fact) => {
    const answer = answers[fact];
    if (answer?.kind !== 'unknown' || answer.problem.grant === null) return [];
    return [{ fact, errorNumber: answer.problem.code, grant: answer.problem.grant }];
  });
}

function replicationProblems(record: ServerRecord, aliases: Aliases, policy: Policy): readonly Problem[] {
  return (record.observation?.channels ?? []).flatMap((channel) => {
    if (sourceOf(record, channel, aliases) === null) return [];
    const lagSeconds = lagOf(channel, record.observation);
    const state = edgeStateOf({ channel, lagSeconds, health: healthOf(record), policy });
    return replicationProblem({ ...channel, lagSeconds }, state);
  });
}

function replicationProblem(channel: ReplicationChannel, state: ReturnType<typeof edgeStateOf>): readonly Problem[] {
  const { name, receiver, applier, receiverError, applierError, lagSeconds, delaySeconds } = channel;
  switch (state) {
    case 'error':
    case 'connecting': {
      const applierFailed = applier === 'stopped' && applierError !== null;
      const error = applierFailed ? applierError : receiverError;
      if (error === null) return [];
      const thread = applierFailed ? 'applier' : 'receiver';
      return [
        problem('replication-error', { channel: name, thread, errorNumber: error.number, errorText: error.text }),
      ];
    }
    case 'stopped':
      return [problem('replication-stopped', { channel: name, receiver, applier })];
    case 'lagging':
      return [problem('replication-lagging', { channel: name, lagSeconds: lagSeconds ?? 0, delaySeconds })];
    case 'replicating':
    case 'delayed':
    case 'unknown':
      return [];
    default:
      return state satisfies never;
  }
}

/**
 * Channels of a replication group name no source; a source that never answered, or that leads nowhere, is worth a word. One that
 * was put out of reach by its name is known all the same.
 */
function sourceProblems(record: ServerRecord, channel: ReplicationChannel, facts: StructuralFacts): readonly Problem[] {
  if (channel.source.host === '') return [];
  if (isDetached(channel.source)) {
    const source = canonicalId(attachedAgain(channel.source), facts.aliases);
    return [problem('detached', { channel: channel.name, source })];
  }
  const source = sourceOf(record, channel, facts.aliases);
  if (source !== null && facts.isObserved(source)) return [];
  const named = `${channel.source.host}:${channel.source.port}`;
  return [problem('source-unknown', { channel: channel.name, source: source ?? named })];
}

function isWritableReplica(role: InstanceRole, readOnly: boolean): boolean {
  return !readOnly && (role === 'replica' || role === 'intermediate');
}

/** The passive one of two co-masters is read-only on purpose; both are not. */
function isReadOnlyMaster({ role, hasReplicas, nobodyElseWrites }: StructuralFacts, readOnly: boolean): boolean {
  if (!readOnly || !hasReplicas) return false;
  return role === 'master' || (role === 'co-master' && nobodyElseWrites);
}

function problem(code: ProblemCode, params: Problem['params']): Problem {
  return { code, severity: PROBLEM_SEVERITIES[code], params };
}

function rankOf({ code, severity }: Problem): number {
  return SEVERITIES.indexOf(severity) * PROBLEM_CODES.length + PROBLEM_CODES.indexOf(code);
}

function shortened(errant: string): string {
  if (errant.length <= MAX_ERRANT_TEXT_LENGTH) return errant;
  const end = errant.lastIndexOf(',', MAX_ERRANT_TEXT_LENGTH);
  return `${errant.slice(0, end > 0 ? end : MAX_ERRANT_TEXT_LENGTH)}…`;
}
