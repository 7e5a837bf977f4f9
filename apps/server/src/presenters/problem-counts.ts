import type { Instance, InstanceId, Severity } from '@topiary/domain';

export interface ProblemCounts {
  readonly critical: number;
  readonly warning: number;
}

/** The expression that leaves a server's problems out of lists and counts (`ProblemIgnoreHostnameFilters`). */
export type ProblemFilter = (id: InstanceId) => string | null;

/** Servers of which problems are told; the same in lines of the fleet and of hosts. */
export function countedOf(inService: readonly Instance[], filter: ProblemFilter): readonly Instance[] {
  return inService.filter(({ id }) => filter(id) === null);
}

/** How many of these servers have at least one problem of each severity. */
export function countProblems(counted: readonly Instance[]): ProblemCounts {
  const having = (severity: Severity): number =>
    counted.filter(({ problems }) => problems.some((problem) => problem.severity === severity)).length;
  return { critical: having('critical'), warning: having('warning') };
}
