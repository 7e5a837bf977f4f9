/** What the configuration means for the engine. */
import { hostname } from 'node:os';
import type { EngineSettings } from '@topiary/engine';
import type { Settings } from '../config/settings.ts';

const PROPOSAL_LIFETIME_MS = 10 * 60_000;
/** Accounts of replicas change seldom; whoever is new is looked at within seconds. */
const ACCOUNT_LOOK_INTERVAL_MS = 600_000;

/** `url`: where others find this process. */
export function engineSettings({ discovery, analysis, recovery }: Settings, url: string): EngineSettings {
  return {
    seeds: discovery.seeds,
    pollIntervalMs: discovery.pollIntervalMs,
    probeDeadlineMs: discovery.probeDeadlineMs,
    maxConcurrentProbes: discovery.maxConcurrentProbes,
    fullProbeEvery: discovery.fullProbeEvery,
    ...(discovery.pulse === null ? {} : { pulse: discovery.pulse }),
    ...(discovery.writeProbe === null ? {} : { writeProbe: discovery.writeProbe }),
    accountWatch: { intervalMs: ACCOUNT_LOOK_INTERVAL_MS },
    classification: discovery.classification,
    pseudoGtid: discovery.pseudoGtid,
    setAsideSchemas: discovery.setAsideSchemas,
    filters: discovery.filters,
    names: discovery.names,
    proposalLifetimeMs: PROPOSAL_LIFETIME_MS,
    maxParallelSteps: discovery.maxConcurrentReplicaOperations,
    forgetUnseenMs: discovery.forgetUnseenAfterMs,
    ...(discovery.pictureIntervalMs === null ? {} : { pictureIntervalMs: discovery.pictureIntervalMs }),
    analysis,
    recovery,
    observeOnlyReason: discovery.observeOnly,
    holder: { hostname: hostname(), processId: process.pid, url },
  };
}
