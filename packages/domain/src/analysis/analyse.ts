/** What is wrong, cluster by cluster, from a frozen snapshot alone. */
import { message } from '../planning/message.ts';
import type { Message } from '../planning/message.ts';
import { allOf } from '../shared/kleene.ts';
import { compareText } from '../topology/edges.ts';
import { membersOf } from '../topology/queries.ts';
import type { ClusterId, Instance, TopologySnapshot } from '../topology/snapshot.ts';
import { clauseNamed } from './clauses.ts';
import type { ClauseName } from './clauses.ts';
import type { ServerFacts } from './facts.ts';
import { FAILURE_MODELS } from './failure-models.ts';
import type { FailureModel } from './failure-models.ts';
import type { Analysis, AnalysisContext, AnalysisSettings, Finding, FindingSkip, NearMiss } from './finding.ts';
import { isWorthAnalysing, serverFacts } from './server-facts.ts';

/** `clusters`: those that are to be looked at; all where it is missing. A cluster's findings rest on its members alone. */
export function analyse(
  snapshot: TopologySnapshot,
  context: AnalysisContext,
  clusters: Iterable<ClusterId> = snapshot.clusters.keys(),
): Analysis {
  const each = [...clusters].toSorted(compareText).flatMap((cluster) =>
    membersOf(snapshot, cluster)
      .filter((instance) => isSpokenOf(instance, context.settings))
      .map((instance) => analyseServer(serverFacts(snapshot, instance, context), context.settings)),
  );
  return {
    findings: each.flatMap(({ findings }) => findings),
    nearMisses: each.flatMap(({ nearMisses }) => nearMisses),
  };
}

export function analyseServer(facts: ServerFacts, settings: AnalysisSettings): Analysis {
  if (settings.leaveOutHealthyLeaves && !isWorthAnalysing(facts)) return { findings: [], nearMisses: [] };
  const matches = FAILURE_MODELS.filter((model) => modelHolds(model, facts, settings) === 'yes');
  return {
    findings: matches.map((model) => findingOf(model, matches, { facts, settings })),
    nearMisses: FAILURE_MODELS.flatMap((model) => nearMissOf(model, facts, settings) ?? []),
  };
}

export function modelHolds({ clauses }: FailureModel, facts: ServerFacts, settings: AnalysisSettings) {
  return allOf(...clauses.map((name) => clauseNamed(name).holds(facts, settings)));
}

/** One in maintenance is somebody's work; what it looks like meanwhile means nothing. */
function isSpokenOf({ registered, address }: Instance, { ignoredHosts }: AnalysisSettings): boolean {
  return registered.maintenance === null && !ignoredHosts.some((pattern) => pattern.test(address.host));
}

interface Look {
  readonly facts: ServerFacts;
  readonly settings: AnalysisSettings;
}

function findingOf(model: FailureModel, matches: readonly FailureModel[], { facts }: Look): Finding {
  const { code, kind, severity, act, leadsTo, clauses } = model;
  return {
    code,
    kind,
    cluster: facts.cluster,
    instance: facts.id,
    severity,
    summary: message(`finding-${code}`, { instance: facts.id, replicas: facts.replicas.length }),
    evidence: clauses.map((name) => sentenceOf(name, facts)),
    outrankedBy: matches.find((other) => other.kind === 'failure' && outranks(other, model))?.code ?? null,
    leadsTo,
    act,
    skipped: skipOf(model, facts),
  };
}

function outranks(one: FailureModel, other: FailureModel): boolean {
  return other.kind === 'failure' && one.outranks.includes(other.code);
}

/** For a few seconds after their receivers were restarted, replicas do not replicate because of that. */
const DOUBTED_AFTER_RESTART: ReadonlySet<string> = new Set([
  'DeadMaster',
  'DeadMasterAndSomeReplicas',
  'LockedSemiSyncMaster',
]);

function skipOf({ code, isAboutReplicas }: FailureModel, facts: ServerFacts): FindingSkip | null {
  if (facts.isDowntimed) return 'downtimed';
  if (isAboutReplicas === true && facts.replicas.every(({ isDowntimed }) => isDowntimed)) return 'replicas-downtimed';
  return facts.receiversJustRestarted && DOUBTED_AFTER_RESTART.has(code) ? 'just-restarted' : null;
}

/** A sign of it is there, and one clause is missing, or some of them are not known. */
function nearMissOf(model: FailureModel, facts: ServerFacts, settings: AnalysisSettings): NearMiss | null {
  const looks = model.clauses.map((name) => {
    const { holds, isSign = false } = clauseNamed(name);
    return { name, isSign, value: holds(facts, settings) };
  });
  const missing = looks.flatMap(({ name, value }) => (value === 'yes' ? [] : [{ name, value }]));
  const refuted = missing.filter(({ value }) => value === 'no');
  if (missing.length === 0 || refuted.length > 1 || !looks.some(({ isSign, value }) => isSign && value === 'yes'))
    return null;
  return {
    code: model.code,
    cluster: facts.cluster,
    instance: facts.id,
    missing: missing.map(({ name, value }) => ({ clause: sentenceOf(name, facts), value })),
  };
}

function sentenceOf(name: ClauseName, facts: ServerFacts): Message {
  return message(`clause-${name}`, { instance: facts.id, ...clauseNamed(name).params?.(facts) });
}
