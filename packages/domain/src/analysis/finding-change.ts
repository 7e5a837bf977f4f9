/** What is kept of findings over time: that one began, became another in what it leads to, or ended. */
import type { Message } from '../planning/message.ts';
import type { Instant } from '../shared/time.ts';
import type { InstanceId } from '../topology/address.ts';
import type { ClusterId, Severity } from '../topology/snapshot.ts';
import { VERDICT_CODES } from './finding-codes.ts';
import type { Finding, FindingKind, FindingSkip } from './finding.ts';

export const FINDING_CHANGES = ['began', 'changed', 'ended'] as const;
export type FindingChangeKind = (typeof FINDING_CHANGES)[number];

/** A finding as it was told last; by text, as one that another version of the program wrote. */
export interface ToldFinding {
  readonly cluster: ClusterId;
  readonly instance: InstanceId;
  readonly code: string;
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly outrankedBy: string | null;
  readonly skipped: FindingSkip | null;
  readonly summary: Message;
}

export interface FindingChange extends ToldFinding {
  readonly change: FindingChangeKind;
  readonly at: Instant;
  /** What orchestrator would call the state of the server from then on. */
  readonly verdict: string;
}

export const NO_PROBLEM = 'NoProblem';

const VERDICTS: ReadonlySet<string> = new Set([...VERDICT_CODES, 'NoWriteableMasterStructureWarning']);

/** The gravest failure of a server that orchestrator has a name for; the findings are those of one server, the gravest first. */
export function verdictOf<Told extends Pick<ToldFinding, 'code' | 'kind' | 'outrankedBy'>>(
  findings: readonly Told[],
): Told | null {
  const failures = findings.filter(({ kind, code }) => kind === 'failure' && VERDICTS.has(code));
  // One that only a code of our own outranks is still the gravest that orchestrator has a name for.
  return failures.find(({ outrankedBy }) => outrankedBy === null) ?? failures[0] ?? null;
}

/**
 * From what was told of a cluster to what holds there now. What was seen of a finding changes with every look and is no
 * change of it: its gravity is, what outranks it, and why nothing is done about it.
 */
export function findingChanges(
  told: readonly ToldFinding[],
  now: readonly ToldFinding[],
  at: Instant,
): readonly FindingChange[] {
  const before = new Map(told.map((one) => [findingKey(one), one]));
  const after = new Map(now.map((one) => [findingKey(one), one]));
  const changed = (one: ToldFinding, change: FindingChangeKind): FindingChange => ({
    ...toldOf(one),
    change,
    at,
    verdict: verdictOf(now.filter(({ instance }) => instance === one.instance))?.code ?? NO_PROBLEM,
  });
  const ended = told.filter((one) => !after.has(findingKey(one))).map((one) => changed(one, 'ended'));
  const others = now.flatMap((one) => {
    const earlier = before.get(findingKey(one));
    if (earlier === undefined) return [changed(one, 'began')];
    return isSame(earlier, one) ? [] : [changed(one, 'changed')];
  });
  return [...ended, ...others];
}

/** Without what only the moment adds. */
export function toldOf(finding: ToldFinding | Finding): ToldFinding {
  const { cluster, instance, code, kind, severity, outrankedBy, skipped, summary } = finding;
  return { cluster, instance, code, kind, severity, outrankedBy, skipped, summary };
}

/** Of a cluster, what tells one finding from the others. */
export function findingKey({ instance, code, kind }: Pick<ToldFinding, 'instance' | 'code' | 'kind'>): string {
  return `${instance} ${code} ${kind}`;
}

function isSame(one: ToldFinding, other: ToldFinding): boolean {
  return one.severity === other.severity && one.outrankedBy === other.outrankedBy && one.skipped === other.skipped;
}
