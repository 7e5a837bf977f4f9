/**
 * orchestrator's chain of verdicts, the first that matches: spec/analysis §4, row by row, for facts that are all known. It
 * is here to be compared with, and written without any of the words of the table it is compared with.
 */
import type { ReplicaFacts, ServerFacts } from '../analysis/facts.ts';
import type { FindingCode } from '../analysis/finding-codes.ts';
import type { AnalysisSettings } from '../analysis/finding.ts';

type Switches = Pick<AnalysisSettings, 'exactSemiSyncReplicas' | 'recoverReadOnlyMaster'>;

export function firstMatch(m: ServerFacts, switches: Switches): FindingCode | 'NoProblem' {
  const k = countsOf(m);
  if (m.isGroupMember === 'yes') {
    return !k.valid && k.n > 0 && k.nvr === 0 ? 'DeadReplicationGroupMemberWithReplicas' : 'NoProblem';
  }
  if (m.isMaster === 'yes') {
    const verdict = masterVerdict(m, k, switches);
    if (verdict !== null) return verdict;
  }
  if (m.isCoMaster === 'yes') {
    const verdict = coMasterVerdict(k);
    if (verdict !== null) return verdict;
  }
  if (m.isMaster === 'no') {
    const verdict = relayVerdict(k);
    if (verdict !== null) return verdict;
  }
  if (m.isBinlogServer === 'yes' && m.cannotConnect === 'yes') return 'BinlogServerFailingToConnectToMaster';
  if (m.depth === 1 && m.cannotConnect === 'yes') return 'FirstTierReplicaFailingToConnectToMaster';
  return 'NoProblem';
}

interface Counts {
  readonly valid: boolean;
  readonly partial: boolean;
  readonly n: number;
  readonly nv: number;
  readonly nvr: number;
  readonly nfc: number;
  readonly nlag: number;
  readonly ndel: number;
}

function countsOf({ answers, answersInPart, replicas }: ServerFacts): Counts {
  const count = (holds: (replica: ReplicaFacts) => boolean): number => replicas.filter(holds).length;
  return {
    valid: answers === 'yes',
    partial: answersInPart === 'yes',
    n: replicas.length,
    nv: count((r) => r.answers === 'yes'),
    nvr: count((r) => r.answers === 'yes' && r.receives === 'yes' && r.applies === 'yes'),
    nfc: count((r) => r.answers === 'yes' && r.receives === 'no' && r.applies === 'yes' && r.connectError === 'yes'),
    nlag: count((r) => r.lags === 'yes'),
    ndel: count((r) => r.isDelayed === 'yes'),
  };
}

function masterVerdict(m: ServerFacts, k: Counts, switches: Switches): FindingCode | null {
  const { valid, partial, n, nv, nvr, nfc, nlag, ndel } = k;
  if (!valid && n === 0) return 'DeadMasterWithoutReplicas';
  if (!valid && nv === n && nvr === 0) return 'DeadMaster';
  if (!valid && n > 0 && nv === 0 && nvr === 0) return 'DeadMasterAndReplicas';
  if (!valid && nv > 0 && nv < n && nvr === 0) return 'DeadMasterAndSomeReplicas';
  if (!valid && nlag === n && ndel < n && nvr > 0) return 'UnreachableMasterWithLaggingReplicas';
  if (!valid && !partial && nv > 0 && nvr > 0) return 'UnreachableMaster';
  if (!valid && partial && nfc > 0 && nv > 0 && nvr > 0) return 'UnreachableMaster';
  const semiSync = semiSyncVerdict(m, switches);
  if (semiSync !== null) return semiSync;
  if (switches.recoverReadOnlyMaster && valid && m.readOnly === 'yes' && nvr > 0)
    return 'NoWriteableMasterStructureWarning';
  if (valid && n === 1 && nv === n && nvr === 0) return 'MasterSingleReplicaNotReplicating';
  if (valid && n === 1 && nv === 0) return 'MasterSingleReplicaDead';
  if (valid && n > 1 && nv === n && nvr === 0) return 'AllMasterReplicasNotReplicating';
  if (valid && n > 1 && nv > 0 && nv < n && nvr === 0) return 'AllMasterReplicasNotReplicatingOrDead';
  return null;
}

function semiSyncVerdict({ semiSync }: ServerFacts, switches: Switches): FindingCode | null {
  const { isSource, isActive, positionHeld } = semiSync;
  const waitsFor = semiSync.waitsFor ?? 0;
  const clients = semiSync.clients ?? 0;
  if (isSource !== 'yes' || isActive !== 'yes' || waitsFor <= 0) return null;
  if (clients < waitsFor) return positionHeld === 'yes' ? 'LockedSemiSyncMaster' : 'LockedSemiSyncMasterHypothesis';
  return switches.exactSemiSyncReplicas && clients > waitsFor ? 'MasterWithTooManySemiSyncReplicas' : null;
}

function coMasterVerdict({ valid, partial, n, nv, nvr }: Counts): FindingCode | null {
  if (!valid && n > 0 && nv === n && nvr === 0) return 'DeadCoMaster';
  if (!valid && n > 0 && nv > 0 && nv < n && nvr === 0) return 'DeadCoMasterAndSomeReplicas';
  if (!valid && !partial && nv > 0 && nvr > 0) return 'UnreachableCoMaster';
  return valid && n > 0 && nvr === 0 ? 'AllCoMasterReplicasNotReplicating' : null;
}

function relayVerdict({ valid, partial, n, nv, nvr, nfc, nlag, ndel }: Counts): FindingCode | null {
  if (!valid && n === 1 && nv === n && nfc === n && nvr === 0)
    return 'DeadIntermediateMasterWithSingleReplicaFailingToConnect';
  if (!valid && n === 1 && nv === n && nvr === 0) return 'DeadIntermediateMasterWithSingleReplica';
  if (!valid && n > 1 && nv === n && nvr === 0) return 'DeadIntermediateMaster';
  if (!valid && nv > 0 && nv < n && nvr === 0) return 'DeadIntermediateMasterAndSomeReplicas';
  if (!valid && n > 0 && nv === 0) return 'DeadIntermediateMasterAndReplicas';
  if (!valid && nlag === n && ndel < n && nvr > 0) return 'UnreachableIntermediateMasterWithLaggingReplicas';
  if (!valid && !partial && nv > 0 && nvr > 0) return 'UnreachableIntermediateMaster';
  if (valid && n > 1 && nvr === 0 && nfc > 0 && nfc === nv)
    return 'AllIntermediateMasterReplicasFailingToConnectOrDead';
  return valid && n > 0 && nv > 0 && nvr === 0 ? 'AllIntermediateMasterReplicasNotReplicating' : null;
}
