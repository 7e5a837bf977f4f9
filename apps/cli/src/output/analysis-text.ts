/** Findings as orchestrator's command line prints its analysis: one line for each server, with all of its codes. */
import { isOrchestratorCode } from '@topiary/contract';
import type { FindingView } from '@topiary/contract';

/** Masters first; nothing of servers in downtime, and nothing that orchestrator has no name for. */
export function analysisLines(found: readonly FindingView[]): readonly string[] {
  const told = found.filter(({ code, skipped }) => skipped !== 'downtimed' && isOrchestratorCode(code));
  return [...Map.groupBy(told, ({ instance }) => instance).values()]
    .toSorted((left, right) => Number(isMaster(right)) - Number(isMaster(left)))
    .flatMap(lineOf);
}

function isMaster([first]: readonly FindingView[]): boolean {
  return first !== undefined && first.instance === first.clusterMaster;
}

function lineOf(own: readonly FindingView[]): readonly string[] {
  const [first] = own;
  if (first === undefined) return [];
  const failures = own.filter(({ kind }) => kind === 'failure');
  // One that only a code without a name there outranks is the gravest that has one.
  const verdict = failures.find(({ outrankedBy }) => outrankedBy === null) ?? failures[0];
  const isHeldByDowntime = verdict?.skipped === 'replicas-downtimed';
  const structures = own.filter(({ kind }) => kind === 'structure').map(({ code }) => code);
  if (isHeldByDowntime) return [];
  const codes = [...(verdict === undefined ? [] : [verdict.code]), ...structures];
  return [`${first.instance} (cluster ${first.clusterMaster ?? first.clusterName}): ${codes.join(', ')}`];
}
