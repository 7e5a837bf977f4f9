/**
 * What the engine offers to those who drive it: the HTTP services, the command line, the simulator. Everything
 * returned is a value; expected outcomes (a refusal, a busy cluster) are returned too, never thrown.
 */
import type {
  Actor,
  Address,
  AskedIntent,
  CandidateRequest,
  CanReplicate,
  Check,
  ClusterId,
  DifferentServersRegistration,
  Execution,
  ForgottenRegistration,
  HostIncident,
  InstanceId,
  Instant,
  Message,
  MethodChoice,
  Operation,
  Observation,
  Plan,
  PlanId,
  ProbeFailure,
  RankedSuccessor,
  Refusal,
  RegistryCommand,
  SameServerRegistration,
  Storm,
  TargetVerdict,
  TopologySnapshot,
  VirtualNameRegistration,
} from '@topiary/domain';
import type { DiscoveredNames, DiscoveryOutcome } from './discovery/discovery-types.ts';
import type { LookedUpName } from './discovery/host-names.ts';
import type { Lateness } from './discovery/lateness.ts';
import type { ServerInspection } from './inspection/inspection.ts';
import type { ConnectAnswer } from './ports/names.ts';
import type { AuditEntry, AuditQuery, LeaseHolder, Page, PlanQuery, PlanRecord } from './ports/store.ts';
import type { TopologyPictures } from './pictures/topology-pictures.ts';
import type { MarkerProblem } from './pseudo-gtid/marker-writer.ts';
import type { PlaceCommand } from './registry/place-clusters.ts';
import type { CurrentFindings } from './recovery/current-findings.ts';
import type { FindingLog } from './recovery/finding-log.ts';
import type { HookRunner } from './recovery/hook-runner.ts';
import type { ManualRecovery, ManualResult } from './recovery/manual-recovery.ts';
import type { RecoveryService } from './recovery/recovery-service.ts';
import type { TakeoverSchedule } from './recovery/takeover-schedule.ts';
import type { NameSettings } from './settings.ts';

export interface Engine {
  /** What is read from servers because somebody asks. */
  readonly inspection: ServerInspection;
  /** What is wrong now. */
  readonly findings: Pick<CurrentFindings, 'of' | typeof Symbol.iterator>;
  /** What people configured to run around recoveries. */
  readonly hooks: Pick<HookRunner, keyof HookRunner>;
  /** Registration, switches, acknowledgement and the record of recoveries. */
  readonly recoveries: Pick<RecoveryService, keyof RecoveryService>;
  /** What findings there were. */
  readonly findingLog: Pick<FindingLog, 'list' | 'verdicts'>;
  /** Takeovers in a window of time. */
  readonly takeovers: Pick<TakeoverSchedule, 'list' | 'schedule' | 'cancel'>;
  /** How clusters stood at times that somebody chose. */
  readonly pictures: Pick<TopologyPictures, 'take' | 'times' | 'read'>;

  /** Loads what is known, acquires the lease, finishes what a killed process left, and begins to observe. */
  start(): Promise<void>;
  /**
   * Lets running steps end, puts back what is half moved, writes everything out, and ends. Resolves by `deadlineMs` at the
   * latest; what was not put back by then is left for the next start to go on with.
   */
  stop(options: { readonly deadlineMs: number }): Promise<void>;

  snapshot(): TopologySnapshot;
  status(): EngineStatus;
  /** Hosts all of whose servers fell silent together, while it lasts; in order of name. */
  hostsDown(): readonly HostIncident[];
  /** Called after every change, with what changed; listeners must not block. */
  onChange(listener: (change: EngineChange) => void): () => void;

  /** Probes an address now, adds it, and follows its neighbours. Works on every process, acting or not. */
  discover(address: Address, actor: Actor): Promise<DiscoverResult>;
  /** Probes an address and keeps nothing of it: what a discovery would find. One that is known is not probed for it. */
  look(address: Address): Promise<LookResult>;
  /**
   * Begins to know all these addresses at once, whether they answer or not, and follows their neighbours. What is known,
   * filtered or forgotten by hand is left out. Audited as one act: an import always, a source when it brought something new.
   */
  adopt(addresses: readonly Address[], act: AdoptAct): readonly InstanceId[];
  /** Probes a known instance now; resolves when the snapshot holds the result. */
  refresh(id: InstanceId): Promise<void>;

  /** With an actor, their own maintenance refuses nothing. */
  candidates(request: CandidateRequest, actor?: Actor): CandidatesResult;
  /** What could be done with a server now, and why the rest could not; none of one that is not known. */
  operations(id: InstanceId, actor?: Actor): readonly Operation[];
  /** Who could take the place of a master, the best one first. */
  successors(master: InstanceId, actor?: Actor): readonly RankedSuccessor[];
  /** Whether a replica could read from a server, by every rule of a move but those of where it stands. */
  canReplicateFrom(
    pair: { readonly replica: InstanceId; readonly target: InstanceId },
    actor?: Actor,
  ): Promise<CanReplicate>;
  /** By which methods what was asked for could be moved; none of what moves nobody, or names a server that is not known. */
  methods(request: PlanRequest, actor?: Actor): readonly MethodChoice[];
  /**
   * A recovery that a person asks for: planned, registered, run with its hooks and recorded. Resolves when it has ended. What cannot
   * be planned is not attempted.
   */
  recoverByHand(asked: ManualRecovery, actor: Actor): Promise<ManualResult>;
  propose(request: PlanRequest, actor: Actor): ProposeResult;
  /** The same for every request, also for those that are decided by what has to be read from a server first. */
  proposeReading(request: PlanRequest, actor: Actor): Promise<ProposeResult>;
  /** The plan that holds the lock of a cluster now. */
  runningOn(cluster: ClusterId): { readonly plan: PlanId; readonly actor: Actor } | null;
  /**
   * Starts a proposed plan: under the cluster's lock, on fresh observations, with the lease. One that replaces a master is a
   * recovery by hand: registered first, with the hooks before it, and recorded until it has ended.
   */
  confirm(plan: PlanId, actor: Actor): Promise<ConfirmResult>;
  /** Resolves when a running plan has ended, or merely waits for replicas that do not answer to put them back. */
  whenFinished(plan: PlanId): Promise<Execution>;
  /** Before its next stage. */
  requestStop(plan: PlanId, actor: Actor): 'requested' | 'not-running';
  undo(plan: PlanId, actor: Actor): Promise<BackResult>;
  /** The moves that bring a cluster back to how it stood before a plan, as one plan. */
  restore(plan: PlanId, actor: Actor): Promise<BackResult>;

  /** What people register: durable when it resolves as `done`. Refused where this process does not act. */
  register(command: RegistryCommand, actor: Actor): Promise<RegistryResult>;
  /** Which cluster goes on with which id, by hand. Refused where this process does not act, and while a plan runs there. */
  placeCluster(command: PlaceCommand, actor: Actor): Promise<RegistryResult>;

  /** What is known of names, of who is who, and of what is left alone. */
  names(): NamesState;
  /** What an address leads to by name and by TCP. Changes nothing. */
  resolve(address: Address): Promise<ResolvedName>;
  /** Forgets what was looked up; answers how many names. */
  resetNames(actor: Actor): number;

  /**
   * Ends acting in favour of another process that waits on the same store. Resolves when that one acts, or when it is known that
   * this one goes on.
   */
  handOver(actor: Actor): Promise<HandOverResult>;

  plan(plan: PlanId): Promise<PlanState | null>;
  /** The topology as it is now, with all that a plan does done to it. Changes nothing. */
  predict(plan: Plan): TopologySnapshot;
  plans(query: PlanQuery): Promise<Page<PlanRecord>>;
  audit(query: AuditQuery): Promise<Page<AuditEntry>>;
}

export interface EngineStatus {
  readonly startedAt: Instant;
  readonly acting:
    | { readonly kind: 'self'; readonly term: number }
    | { readonly kind: 'other'; readonly holder: LeaseHolder; readonly since: Instant }
    | { readonly kind: 'observe-only'; readonly reason: string };
  readonly instances: number;
  readonly probesPerSecond: number;
  readonly probesInFlight: number;
  /** Due, or wanted by somebody, and without a slot. */
  readonly probesWaiting: number;
  /** How late probes began, over the last seconds; first probes of new servers do not count. `null`: nothing was due yet. */
  readonly probeLateness: Lateness | null;
  readonly pollIntervalMs: number;
  /** The last failure to write the store, while it lasts. */
  readonly storeFailure: string | null;
  /** Many masters that failed at once, on evidence that may be the network's; `null`: none. */
  readonly storm: Storm | null;
  /** Masters that did not take their last pseudo-GTID marker (`AutoPseudoGTID`), with what would help. */
  readonly markerProblems: readonly MarkerProblem[];
  /** Plans that a killed process left and whose journal cannot be read: nothing is begun where they acted. */
  readonly unreadablePlans: readonly {
    readonly plan: PlanId;
    readonly cluster: ClusterId;
    readonly clusterName: string;
  }[];
}

export type HandOverResult =
  | { readonly kind: 'handed-over'; readonly to: LeaseHolder }
  /** Nobody took it, and this process acts again, or will as soon as its store lets it. */
  | { readonly kind: 'taken-back' }
  /** As far as the store knows; this process goes on. */
  | { readonly kind: 'nobody-waits' }
  /** What runs is ended first; this process goes on. */
  | { readonly kind: 'plan-runs'; readonly plan: PlanId; readonly by: Actor }
  | { readonly kind: 'recovery-runs' }
  | { readonly kind: 'not-acting'; readonly acting: Exclude<EngineStatus['acting'], { readonly kind: 'self' }> }
  | { readonly kind: 'store-failing'; readonly detail: string };

export type EngineChange =
  /** A new snapshot. `structure`: clusters whose revision advanced; `data`: those where only positions, lag or times did. */
  | {
      readonly kind: 'topology';
      readonly structure: readonly ClusterId[];
      readonly data: readonly ClusterId[];
      readonly gone: readonly ClusterId[];
    }
  | { readonly kind: 'plan'; readonly plan: PlanId; readonly cluster: ClusterId }
  /** What is wrong in these clusters is not what it was. */
  | { readonly kind: 'findings'; readonly clusters: readonly ClusterId[] }
  /** It began, went on or ended. */
  | { readonly kind: 'recovery'; readonly uid: string }
  | { readonly kind: 'status' };

export type DiscoverResult =
  | DiscoveryOutcome
  /** It is forgotten, and only the process that acts may take that back. */
  | Extract<RegistryResult, { readonly kind: 'not-the-actor' | 'store-failing' }>;

/**
 * `known`: it, or the server that it was proved to lead to. `ignored`: a filter says to leave it alone. `forgotten`: by
 * hand, and not discovered by hand since.
 */
export type Standing = 'new' | 'known' | 'ignored' | 'forgotten';

export interface LookResult {
  readonly asked: InstanceId;
  /** What it is kept under, or would be. */
  readonly id: InstanceId;
  readonly standing: Standing;
  readonly answer:
    | { readonly kind: 'observed'; readonly observation: Observation }
    | { readonly kind: 'failed'; readonly failure: ProbeFailure }
    /** It is to be left alone, was not probed yet, or this process ends. */
    | { readonly kind: 'not-asked' };
}

export interface AdoptAct {
  readonly actor: Actor;
  readonly because:
    /** `given`: how many addresses the list had. */
    { readonly kind: 'import'; readonly given: number } | { readonly kind: 'source'; readonly name: string };
}

/** What people ask for: an intent without the parts that only the engine adds. */
export type PlanRequest = AskedIntent;

export type CandidatesResult =
  | { readonly kind: 'candidates'; readonly revision: number; readonly verdicts: readonly TargetVerdict[] }
  | { readonly kind: 'unknown-instance'; readonly instance: InstanceId }
  | Refusal;

export type ProposeResult =
  | { readonly kind: 'proposed'; readonly state: PlanState }
  | { readonly kind: 'unknown-instance'; readonly instance: InstanceId }
  | Refusal;

/** `not-undoable`: nothing is left to be taken back. */
export type BackResult = ProposeResult | { readonly kind: 'not-undoable' } | { readonly kind: 'unknown' };

export type ConfirmResult =
  | { readonly kind: 'started'; readonly state: PlanState }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'already-confirmed'; readonly by: Actor }
  | { readonly kind: 'stale'; readonly reasons: readonly Message[]; readonly checks: readonly Check[] }
  | { readonly kind: 'busy'; readonly plan: PlanId; readonly by: Actor }
  /** A hook that runs before it failed, or another recovery is under way there. */
  | { readonly kind: 'held-back'; readonly reasons: readonly Message[] }
  | { readonly kind: 'not-the-actor'; readonly holder: string }
  | { readonly kind: 'store-failing'; readonly detail: string };

export interface NamesState extends DiscoveredNames {
  readonly settings: NameSettings;
  /** In order of id. */
  readonly forgotten: readonly ForgottenRegistration[];
  readonly virtualNames: readonly (VirtualNameRegistration & {
    /** Proved to lead to its server; only then is it used. */
    readonly isProved: boolean;
  })[];
  readonly declarations: readonly (SameServerRegistration | DifferentServersRegistration)[];
}

export interface ResolvedName {
  readonly asked: InstanceId;
  /** Under which it is known, or would be asked for. */
  readonly id: InstanceId;
  readonly name: LookedUpName;
  readonly connection: ConnectAnswer;
}

export type RegistryResult =
  /** Of which servers something was set or taken away; none where it was so already. */
  | { readonly kind: 'done'; readonly instances: readonly InstanceId[] }
  | { readonly kind: 'unknown-instance'; readonly instance: InstanceId }
  | { readonly kind: 'unknown-cluster'; readonly cluster: ClusterId }
  | { readonly kind: 'refused'; readonly reason: Message }
  | { readonly kind: 'not-the-actor'; readonly holder: string }
  | { readonly kind: 'store-failing'; readonly detail: string };

/** A plan as the engine knows it: proposed (`execution` is `null`), running, or finished. */
export interface PlanState {
  readonly plan: Plan;
  readonly clusterName: string;
  readonly steps: readonly RenderedStep[];
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
  readonly execution: Execution | null;
  readonly undoable: boolean;
}

/** What a preview shows of a step beside its data. */
export interface RenderedStep {
  readonly id: Plan['rounds'][number]['stages'][number]['steps'][number]['id'];
  readonly title: Message;
  readonly statements: readonly string[];
  readonly waitsFor: Message;
  readonly undo: 'opposite' | 'nothing-to-undo';
}
