/**
 * What a recovery passes through, in order, each at most once; not all of them pass through all. `hooks`: those before it
 * are done. `decided`: its plan is made. `confirmed`: that plan is under way.
 */
export const RECOVERY_PHASES = ['seen', 'hooks', 'decided', 'confirmed', 'fenced', 'promoted', 'repointed'] as const;
export type RecoveryPhase = (typeof RECOVERY_PHASES)[number];
