import type { RehearsedSettings } from '@topiary/simulator';
import type { Settings } from '../config/settings.ts';

/** A plan of a rehearsal is confirmed at once. */
const PROPOSAL_LIFETIME_MS = 60_000;

/** The settings of the engine that mean something where the servers are a model. */
export function rehearsedSettings({
  discovery,
  analysis,
}: Pick<Settings, 'discovery' | 'analysis'>): RehearsedSettings {
  return {
    pollIntervalMs: discovery.pollIntervalMs,
    probeDeadlineMs: discovery.probeDeadlineMs,
    maxConcurrentProbes: discovery.maxConcurrentProbes,
    fullProbeEvery: discovery.fullProbeEvery,
    pseudoGtid: discovery.pseudoGtid,
    analysis,
    ...(discovery.pulse !== null && { pulse: discovery.pulse }),
    proposalLifetimeMs: PROPOSAL_LIFETIME_MS,
    maxParallelSteps: discovery.maxConcurrentReplicaOperations,
    forgetUnseenMs: discovery.forgetUnseenAfterMs,
  };
}
