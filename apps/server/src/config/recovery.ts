/** What the configuration says of automatic recovery and of the commands around it. */
import { clusterFilterOf, DEFAULT_ANALYSIS_SETTINGS } from '@topiary/domain';
import type { AnalysisSettings, ClusterFilter, RecoveryRules } from '@topiary/domain';
import { HOOK_LISTS } from '@topiary/engine';
import type { HookList } from '@topiary/engine';
import type { HookSettings } from '../hooks/system-hooks.ts';
import { brakeOf, profilesOf } from './detection.ts';
import { compile, matchOf, writtenForAddresses } from './expressions.ts';
import type { Configuration } from './schema.ts';

const MS_PER_SECOND = 1000;
const MS_PER_MINUTE = 60_000;

/** What a server said may be older than this many intervals before nothing is known of it. */
const STALE_AFTER_INTERVALS = 3;

/** The lists as they are written, for people. */
export interface RecoveryFilters {
  readonly masters: readonly string[];
  readonly intermediateMasters: readonly string[];
  readonly ignored: readonly string[];
}

export function recoveryFiltersOf(configuration: Configuration): RecoveryFilters {
  return {
    masters: configuration.RecoverMasterClusterFilters,
    intermediateMasters: configuration.RecoverIntermediateMasterClusterFilters,
    ignored: configuration.RecoveryIgnoreHostnameFilters,
  };
}

export function recoveryRulesOf(configuration: Configuration): RecoveryRules {
  return {
    masters: filters(configuration.RecoverMasterClusterFilters),
    intermediateMasters: filters(configuration.RecoverIntermediateMasterClusterFilters),
    ignores: matchOf(writtenForAddresses(configuration.RecoveryIgnoreHostnameFilters)),
    blockMs: blockMsOf(configuration),
    detectionBlockMs: Math.max(0, configuration.FailureDetectionPeriodBlockMinutes) * MS_PER_MINUTE,
    repairsSemiSync: configuration.EnforceExactSemiSyncReplicas || configuration.RecoverLockedSemiSyncMaster,
    makesWritable: configuration.RecoverNonWriteableMaster,
    lostDowntimeMs: configuration.MasterFailoverLostInstancesDowntimeMinutes * MS_PER_MINUTE,
    rejoinsOldMasters: configuration.TopiaryRejoinOldMasters,
    profiles: profilesOf(configuration),
    restartsReceivers: filters(configuration.TopiaryRestartReceiverClusterFilters),
    brake: brakeOf(configuration),
  };
}

export function analysisSettingsOf(configuration: Configuration): AnalysisSettings {
  const intervalsMs = STALE_AFTER_INTERVALS * configuration.InstancePollSeconds * MS_PER_SECOND;
  return {
    ...DEFAULT_ANALYSIS_SETTINGS,
    reasonableLagSeconds: configuration.ReasonableReplicationLagSeconds,
    exactSemiSyncReplicas: configuration.EnforceExactSemiSyncReplicas,
    lockedSemiSyncSeconds:
      configuration.ReasonableLockedSemiSyncMasterSeconds || configuration.ReasonableReplicationLagSeconds,
    recoverReadOnlyMaster: configuration.RecoverNonWriteableMaster,
    staleAfterMs: Math.max(DEFAULT_ANALYSIS_SETTINGS.staleAfterMs, intervalsMs),
  };
}

function filters(texts: readonly string[]): readonly ClusterFilter[] {
  return texts.map((text) => clusterFilterOf(text, compile));
}

/** The minutes are the old form: they count only where the seconds are 0. */
function blockMsOf({
  RecoveryPeriodBlockSeconds: seconds,
  RecoveryPeriodBlockMinutes: minutes,
}: Configuration): number {
  if (seconds > 0) return seconds * MS_PER_SECOND;
  return Math.max(0, minutes) * MS_PER_MINUTE;
}

export function hooksOf(configuration: Configuration): HookSettings {
  return {
    shell: configuration.ProcessesShellCommand,
    lists: hookLists(configuration),
    deadlineMs: configuration.TopiaryHookDeadlineSeconds * MS_PER_SECOND,
  };
}

/** The lists have the names of their keys. */
function hookLists(configuration: Configuration): HookSettings['lists'] {
  const lists: Partial<Record<HookList, readonly string[]>> = {};
  for (const list of HOOK_LISTS) lists[list] = configuration[list];
  return lists as HookSettings['lists'];
}
