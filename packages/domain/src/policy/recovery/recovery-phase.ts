/** What a recovery passes through, each at most once; not all of them pass through all. */
export const RECOVERY_PHASES = ['seen', 'confirmed', 'decided', 'hooks', 'fenced', 'promoted', 'repointed'] as const;
export type RecoveryPhase = (typeof RECOVERY_PHASES)[number];
