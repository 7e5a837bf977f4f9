/**
 * What must hold in every run, by number. The page docs/domain/invariants.md says the same in the same words, and each
 * number has one check here: `CHECKS` in `checks.ts` is complete by its type.
 */
export const INVARIANTS = {
  S1: 'Nothing is done to a server before the journal says durably that it is about to be done.',
  S2: 'Only the process that holds the lease does anything to a server.',
  S3: 'Nothing is done to a server that the plan does not name, and nothing that is not a step of the plan or its opposite.',
  S4: 'Nothing is done for a plan after its end is in the journal.',
  S5: 'A confirmed plan is run once: one start in the journal, and a step is sent once for each time that the plan is taken up, or its lane begun anew after its put-back, which is at most twice.',
  S6: 'A plan that ended leaves every setting of a channel and its threads as they were, except that it started what an error had stopped, and its source where the journal says.',
  S7: 'An undo that ended well leaves source, threads and settings as they were before the plan that it undoes.',
  S8: 'No server skips a transaction: what it has of a stream of writes begins with the first and has no gap, unless a disk lost some, or somebody had one skipped that failed.',
  S9: 'What a client was told is kept stays on the server that kept it, unless its disk lost it.',
  S10: 'A server is changed only when it was looked at within the last 25 ms: what a person did before that is seen.',
  S11: 'No plan puts a replica below a server that is newer, that does not pass on what it applies, or that has other data.',
  S12: 'A plan that was done leaves its servers as its preview said, where nothing else happened to them.',
  S13: 'No second master is opened: in place of one that Topiary knows to take writes, or that it knows a replica to read as it is said to be dead, only once that one is closed.',
  S14: 'What a server that answers has received of a dead master is with the new one when it opens, or the plan names who has it.',
  S15: 'No recovery begins by itself during downtime, while recovery is switched off, within the period after one that changed its cluster, or beside another one.',
  S16: 'What Topiary does by itself for a server that failed belongs to a recovery that is registered and runs.',
  L1: 'Every plan ends: none is unfinished a bounded time after the last fault.',
  L2: 'Locks do not stick: after the last plan ended no cluster is locked, and a legal move and its undo can be done where no disk lost anything and no filter leaves anything out.',
  L3: 'What Topiary shows becomes what is true, in bounded time.',
  L4: 'No replica is lost: each replicates, or is as a person, a fault of its own or a failed plan left it, and the journal says which.',
  L5: 'Replicas that replicate end with the transactions of their source, no more and no less, unless a disk lost some; no less where an old master returned or a circle of masters was opened.',
  L6: 'After hundreds of plans and no fault, what they stopped can be started again, and everybody replicates.',
  L7: 'A cluster whose master, or an intermediate master of it, stays dead is repaired in bounded time once nothing else breaks, where recovery is on and a replica can take its place.',
  L8: 'A cluster that had one master has one in the end, and no second one: one that was replaced and comes back is closed, as long as no person says who may be written to.',
} as const;

export type InvariantNumber = keyof typeof INVARIANTS;

export interface Violation {
  readonly invariant: InvariantNumber;
  readonly atMs: number;
  /** What was found, in words. */
  readonly found: string;
}
