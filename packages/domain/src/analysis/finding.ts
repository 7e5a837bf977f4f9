/** What an analysis says: failure models that hold, and those that nearly do. */
import type { HostIncident } from '../hosts/host-incident.ts';
import type { HostName } from '../hosts/host.ts';
import type { Message } from '../planning/message.ts';
import type { PseudoGtidPolicy } from '../policy/policy.ts';
import type { Instant } from '../shared/time.ts';
import type { Tri } from '../shared/tri.ts';
import type { InstanceId } from '../topology/address.ts';
import type { ClusterId, Severity } from '../topology/snapshot.ts';
import type { FindingAct, FindingCode, RecoveryKind } from './finding-codes.ts';

export const FINDING_KINDS = ['failure', 'structure'] as const;
/** `structure`: a weakness of the tree that is no failure yet. Any number of them stand beside a failure. */
export type FindingKind = (typeof FINDING_KINDS)[number];

export interface Finding {
  /** An instance has at most one finding of a code and kind; `NoWriteableMasterStructureWarning` exists as both. */
  readonly code: FindingCode;
  readonly kind: FindingKind;
  readonly cluster: ClusterId;
  readonly instance: InstanceId;
  readonly severity: Severity;
  /** What the code means, of this server. */
  readonly summary: Message;
  /** What was seen that makes it hold. */
  readonly evidence: readonly Message[];
  /** Another failure of the same instance that says more; `null` for the one that counts. */
  readonly outrankedBy: FindingCode | null;
  /** Not `null` exactly where `act` is `recover`. */
  readonly leadsTo: RecoveryKind | null;
  readonly act: FindingAct;
  /** Why nothing is to be done about it by itself, though it holds; `null`: nothing stands against it. */
  readonly skipped: FindingSkip | null;
}

export const FINDING_SKIPS = ['downtimed', 'replicas-downtimed', 'just-restarted'] as const;
/**
 * `downtimed`: the instance is. `replicas-downtimed`: all of its replicas are, and the finding is about those.
 * `just-restarted`: its replicas' receivers were restarted a moment ago to see whether they come back.
 */
export type FindingSkip = (typeof FINDING_SKIPS)[number];

/** A failure model of which a sign was seen, and that one clause keeps from holding. */
export interface NearMiss {
  readonly code: FindingCode;
  readonly cluster: ClusterId;
  readonly instance: InstanceId;
  /** The clauses that do not hold (`no`), or of which it is not known (`unknown`). */
  readonly missing: readonly { readonly clause: Message; readonly value: Exclude<Tri, 'yes'> }[];
}

export interface Analysis {
  /** In order of cluster, instance, and within one instance the gravest first. */
  readonly findings: readonly Finding[];
  readonly nearMisses: readonly NearMiss[];
}

/** What an analysis rests on beside the snapshot: settings, and what was learnt apart from probes. */
export interface AnalysisContext {
  readonly settings: AnalysisSettings;
  /** The last write probe of each server that has one. */
  readonly writeProbes: ReadonlyMap<InstanceId, WriteProbe>;
  /** Since when the binary log of a semi-sync source stands at the same position; missing: nobody watches it. */
  readonly positionHeldSince: ReadonlyMap<InstanceId, Instant>;
  /** When the receivers of a source's replicas were last restarted. */
  readonly receiversRestartedAt: ReadonlyMap<InstanceId, Instant>;
  /** Servers that a recovery or takeover replaced, with the master that came in their place. */
  readonly replacedMasters: ReadonlyMap<InstanceId, InstanceId>;
  readonly hostsDown: ReadonlyMap<HostName, HostIncident>;
}

export interface AnalysisSettings {
  /** `ReasonableReplicationLagSeconds`. */
  readonly reasonableLagSeconds: number;
  /** `ReasonableLockedSemiSyncMasterSeconds`. */
  readonly lockedSemiSyncSeconds: number;
  /** `EnforceExactSemiSyncReplicas`. */
  readonly exactSemiSyncReplicas: boolean;
  /** `RecoverNonWriteableMaster`. */
  readonly recoverReadOnlyMaster: boolean;
  /** `ReduceReplicationAnalysisCount`: servers without replicas and without trouble are not analysed. */
  readonly leaveOutHealthyLeaves: boolean;
  /** `RecoveryIgnoreHostnameFilters`: nothing is said of these servers. Matched against the host name. */
  readonly ignoredHosts: readonly RegExp[];
  /** Missing: no cluster has markers by Topiary. */
  readonly pseudoGtid?: PseudoGtidPolicy;
  /** How old what a probe found may be, before nothing is known of the server any more. */
  readonly staleAfterMs: number;
  /** For how long after `receiversRestartedAt` broken replicas are no evidence. */
  readonly restartGraceMs: number;
}

/** Whether a write to the server ended, asked apart from its probe. */
export type WriteProbe =
  | { readonly kind: 'written'; readonly at: Instant }
  /** `code`: MySQL error number, or that the deadline passed. */
  | { readonly kind: 'failed'; readonly at: Instant; readonly code: string };

export const DEFAULT_ANALYSIS_SETTINGS: AnalysisSettings = {
  reasonableLagSeconds: 10,
  lockedSemiSyncSeconds: 10,
  exactSemiSyncReplicas: false,
  recoverReadOnlyMaster: false,
  leaveOutHealthyLeaves: true,
  ignoredHosts: [],
  staleAfterMs: 30_000,
  restartGraceMs: 5_000,
};

/** Nothing is known beside the snapshot. */
export function analysisContext(known: Partial<AnalysisContext> = {}): AnalysisContext {
  return {
    settings: DEFAULT_ANALYSIS_SETTINGS,
    writeProbes: new Map(),
    positionHeldSince: new Map(),
    receiversRestartedAt: new Map(),
    replacedMasters: new Map(),
    hostsDown: new Map(),
    ...known,
  };
}
