/**
 * The part of the store that remembers failures and recoveries. Whether a recovery may begin is asked and written in one
 * transaction, by cluster: two that fail at once cannot both pass. Writes are durable when they resolve; steps may be
 * handed over many at a time, since a recovery does not wait for them.
 */
import type {
  Block,
  ClusterId,
  EarlierRecovery,
  InstanceId,
  Instant,
  Message,
  PlanId,
  RecoveryPhase,
  RecoveryScope,
  SwitchedOff,
  WantedRecovery,
} from '@topiary/domain';
import type { Page } from './store.ts';

export interface Recoveries {
  register(request: RecoveryRequest): Promise<RegisterOutcome>;
  /** Replaces what is known of a recovery beside who acknowledged it. */
  update(uid: string, state: RecoveryState): Promise<void>;
  /** What a process that is no more left unfinished is over, acknowledged, and holds nothing back. Returns which. */
  endUnfinished(by: Acknowledgement): Promise<readonly RecoveryRecord[]>;
  addSteps(steps: readonly NewRecoveryStep[]): Promise<void>;
  /** In the order they were noted. */
  steps(uid: string): Promise<readonly RecoveryStep[]>;
  /** The newest first. */
  list(query: RecoveryQuery): Promise<Page<RecoveryRecord>>;
  /** Those that may hold a recovery of this server of this cluster back. */
  earlier(of: { readonly cluster: ClusterId; readonly instance: InstanceId }): Promise<readonly EarlierRecovery[]>;
  /** Those not acknowledged yet, and the detections of the same; a later detection is a new one. */
  acknowledge(which: AcknowledgedWhich, by: Acknowledgement): Promise<AcknowledgedCount>;
  registerDetection(detection: NewDetection, period: { readonly blockMs: number }): Promise<DetectionOutcome>;
  /** The newest first. */
  detections(query: DetectionQuery): Promise<Page<DetectionRecord>>;
  /** Refused at this time or later by a recovery that is not acknowledged; in order of cluster and server. */
  blocked(since: Instant): Promise<readonly BlockedRecovery[]>;
  /** Also those whose time is over. */
  switches(): Promise<readonly SwitchedOff[]>;
  /** `null`: on. */
  setSwitch(cluster: ClusterId | null, off: SwitchedOff | null): Promise<void>;
}

export interface RecoveryRequest {
  readonly recovery: NewRecovery;
  readonly wanted: WantedRecovery;
}

export type RegisterOutcome =
  | { readonly kind: 'registered'; readonly record: RecoveryRecord }
  | { readonly kind: 'blocked'; readonly block: Block }
  | { readonly kind: 'switched-off'; readonly off: SwitchedOff };

export interface NewRecovery {
  readonly uid: string;
  readonly cluster: ClusterId;
  readonly clusterName: string;
  readonly clusterAlias: string | null;
  readonly instance: InstanceId;
  readonly code: string;
  readonly scope: RecoveryScope;
  readonly forced: boolean;
  readonly startedAt: Instant;
  /** The detection that led to it. */
  readonly detection: number | null;
  readonly details: RecoveryDetails;
}

/** What only is shown, and never asked for. */
export interface RecoveryDetails {
  /** The address of the cluster's master at the time: orchestrator's cluster name. */
  readonly masterAddress: string;
  readonly replicas: readonly InstanceId[];
  readonly holder: { readonly hostname: string; readonly processId: number };
  /** By whom it was begun; empty where nobody did. */
  readonly user: string;
  /** `graceful-master-takeover` and others; empty where it is none. */
  readonly command: string;
  readonly successorAlias: string;
  readonly participants: readonly InstanceId[];
  readonly lost: readonly InstanceId[];
  readonly errors: readonly Message[];
  /** When each phase was reached, in order. */
  readonly timings: readonly { readonly phase: RecoveryPhase; readonly at: Instant }[];
}

export interface RecoveryState {
  /** `null`: it runs. */
  readonly endedAt: Instant | null;
  /** It changed a server, or may have. */
  readonly changed: boolean;
  readonly successor: InstanceId | null;
  readonly plan: PlanId | null;
  readonly details: RecoveryDetails;
}

export interface Acknowledgement {
  readonly at: Instant;
  readonly by: string;
  readonly comment: string;
}

export interface RecoveryRecord extends NewRecovery, RecoveryState {
  /** Grows with every recovery. */
  readonly id: number;
  readonly acknowledged: Acknowledgement | null;
}

export interface NewRecoveryStep {
  readonly uid: string;
  readonly at: Instant;
  readonly message: Message;
}

export interface RecoveryStep extends NewRecoveryStep {
  readonly id: number;
}

export interface RecoveryQuery {
  readonly page: number;
  readonly pageSize: number;
  readonly id?: number;
  readonly uid?: string;
  readonly cluster?: ClusterId;
  readonly clusterAlias?: string;
  readonly instance?: InstanceId;
  readonly successor?: InstanceId;
  readonly code?: string;
  readonly scope?: RecoveryScope;
  readonly state?: 'running' | 'ended';
  readonly unacknowledged?: boolean;
  /** Ended at this time or later. */
  readonly endedFrom?: Instant;
  /** Begun within these bounds. */
  readonly from?: Instant;
  readonly to?: Instant;
}

export type AcknowledgedWhich =
  | { readonly kind: 'id'; readonly id: number }
  | { readonly kind: 'uid'; readonly uid: string }
  | { readonly kind: 'instance'; readonly instance: InstanceId }
  | { readonly kind: 'cluster'; readonly cluster: ClusterId }
  | { readonly kind: 'all' };

export interface AcknowledgedCount {
  readonly recoveries: number;
  readonly detections: number;
}

export interface NewDetection {
  readonly instance: InstanceId;
  readonly cluster: ClusterId;
  readonly clusterName: string;
  readonly clusterAlias: string | null;
  readonly code: string;
  /** A recovery follows where policy lets it. */
  readonly actionable: boolean;
  readonly at: Instant;
  readonly details: DetectionDetails;
}

export type DetectionDetails = Pick<RecoveryDetails, 'masterAddress' | 'replicas' | 'holder'>;

export type DetectionOutcome = {
  /** `known`: the same failure, with the same code, is told already. */
  readonly kind: 'new' | 'known';
  readonly id: number;
};

export interface DetectionRecord extends NewDetection {
  readonly id: number;
  /** Acknowledged, or its period was over when the next was registered; `null`: neither. */
  readonly endedAt: Instant | null;
  /** The id of the recovery that it led to. */
  readonly recovery: number | null;
}

export interface DetectionQuery {
  readonly page: number;
  readonly pageSize: number;
  readonly id?: number;
  readonly cluster?: ClusterId;
  readonly clusterAlias?: string;
  readonly instance?: InstanceId;
  readonly code?: string;
  readonly actionable?: boolean;
  /** Detected within these bounds. */
  readonly from?: Instant;
  readonly to?: Instant;
}

export interface BlockedRecovery {
  readonly cluster: ClusterId;
  readonly clusterName: string;
  readonly instance: InstanceId;
  readonly code: string;
  readonly at: Instant;
  /** The id and uid of the recovery that holds it back. */
  readonly by: number;
  readonly byUid: string;
}
