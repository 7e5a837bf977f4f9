import { NO_RULES } from '../classification/rules.ts';
import type { ClassificationRules } from '../classification/rules.ts';
import type { SeenLately } from '../planning/accounts/seen-account.ts';
import type { CredentialsOrigin } from '../planning/replication/replication-steps.ts';
import type { ClusterId } from '../topology/snapshot.ts';
import { DEFAULT_PROMOTION } from './promotion-policy.ts';
import type { PromotionPolicy } from './promotion-policy.ts';
import type { TakeoverPolicy } from './takeover-policy.ts';

/** The settings that deciding code reads, as values: the configuration is turned into this once, at start and on reload. */
export interface Policy {
  /** Lag from which a replica counts as a problem, in seconds (`ReasonableReplicationLagSeconds`). */
  readonly reasonableLagSeconds: number;
  /** Lag from which a delay difference refuses a move (`ReasonableMaintenanceReplicationLagSeconds`). */
  readonly maintenanceLagSeconds: number;
  /** `LowerReplicaVersionAllowed`: a lower replica version is a warning instead of a refusal. */
  readonly lowerReplicaVersionAllowed: boolean;
  /** `VerifyReplicationFilters`: refuse an unfiltered replica below a filtered one. */
  readonly verifyReplicationFilters: boolean;
  /** Restated where the server does not let us read it; `null` leaves the server's default and the plan says so. */
  readonly assumedHeartbeatSeconds: number | null;
  readonly classification: ClassificationRules;
  /** `UseSuperReadOnly`: what is made read-only is so for administrators too, where the family can. */
  readonly readOnlyForAll: boolean;
  /** `SkipBinlogServerUnresolveCheck`: the virtual name of a binlog server is used without a proof that it leads there. */
  readonly binlogServerNamesUnchecked: boolean;
  readonly promotion: PromotionPolicy;
  /** Missing: a master that is given up is closed as far as it lets us, and nobody waits for that. */
  readonly fencing?: FencingPolicy;
  /** Missing: `DEFAULT_TAKEOVER`. */
  readonly takeover?: TakeoverPolicy;
  /** Missing: nothing says what a marker looks like, and nothing can be matched. */
  readonly pseudoGtid?: PseudoGtidPolicy;
  /** The account that `change-credentials` gives a replica; missing: none is configured. */
  readonly replicationAccount?: ReplicationAccount;
  /** Accounts that were seen lately on those who may have to take the place of a master; missing: none were looked for. */
  readonly accounts?: SeenLately;
  readonly deadlines: {
    /** For one replica to be seen reading from its new source. */
    readonly pointReplicaMs: number;
    /** For a target to apply what the moving replica already has. */
    readonly catchUpMs: number;
    readonly stopReplicationMs: number;
    /** For the proof where a replica goes on in another server's log (pseudo-GTID), while it stands. */
    readonly matchPositionMs: number;
    /** For one statement that changes a server or its logs. */
    readonly changeServerMs: number;
  };
}

/** What keeps a master that is given up from being written to. */
export interface FencingPolicy {
  /** `TopiaryFencingRequired`: nobody takes its place before it is certain. */
  readonly required: boolean;
  /** `TopiaryFencingProcesses` names commands that do it where the server itself does not. */
  readonly hasHook: boolean;
}

/** Which clusters have markers in their logs, as far as that is known. */
export interface PseudoGtidPolicy {
  /** `AutoPseudoGTID`; else a server's own query says whether it has some (`DetectPseudoGTIDQuery`). */
  readonly writtenByTopiary: boolean;
  /** Clusters whose master does not take the markers of Topiary. */
  readonly notWrittenIn: ReadonlySet<ClusterId>;
}

export interface ReplicationAccount {
  readonly origin: CredentialsOrigin;
  /** '' where only a server tells it. */
  readonly user: string;
}

export const DEFAULT_POLICY: Policy = {
  reasonableLagSeconds: 10,
  maintenanceLagSeconds: 20,
  lowerReplicaVersionAllowed: false,
  verifyReplicationFilters: false,
  assumedHeartbeatSeconds: null,
  classification: NO_RULES,
  readOnlyForAll: false,
  binlogServerNamesUnchecked: true,
  promotion: DEFAULT_PROMOTION,
  deadlines: {
    pointReplicaMs: 10_000,
    catchUpMs: 30_000,
    stopReplicationMs: 10_000,
    matchPositionMs: 60_000,
    changeServerMs: 10_000,
  },
};
