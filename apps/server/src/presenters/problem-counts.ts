import type { Instance, Severity } from '@topiary/domain';

export interface ProblemCounts {
  readonly critical: number;
  readonly warning: number;
}

/** How many of these servers have at least one problem of each severity; the same in lines of the fleet and of hosts. */
export function countProblems(counted: readonly Instance[]): ProblemCounts {
  const having = (severity: Severity): number =>
    counted.filter(({ problems }) => problems.some((problem) => problem.severity === severity)).length;
  return { critical: having('critical'), warning: having('warning') };
}
