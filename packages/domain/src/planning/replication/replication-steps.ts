/** Steps that change how one channel of a replica replicates, and not which server it is about. */
import type { BinlogCoordinates, ChannelSettings, Positioning } from '../../topology/observation.ts';
import type { Address } from '../../topology/address.ts';
import type { StepBase, StepId, ThreadStates } from '../plan.ts';

/** Of the two threads of a channel, those that are meant. */
export interface ThreadChoice {
  readonly receiver: boolean;
  readonly applier: boolean;
}

/** Stops some threads of a channel, then starts some; threads in neither are left alone. */
export interface SwitchThreadsStep extends StepBase {
  readonly kind: 'switch-threads';
  readonly channel: string;
  readonly stops: ThreadChoice;
  readonly starts: ThreadChoice;
  /** Those that ran before. */
  readonly ran: ThreadChoice;
}

/** Stops the receiver and waits until everything that it had received is applied. */
export interface DrainRelayLogStep extends StepBase {
  readonly kind: 'drain-relay-log';
  readonly channel: string;
  /** The applier stood, and nothing would be applied without it. */
  readonly startsApplier: boolean;
  readonly ran: ThreadChoice;
  /** Given up when the applier has not got on for so long. */
  readonly staleMs: number;
}

/** MySQL stops the applier for it, MariaDB both threads; what ran before is started again. */
export interface SetDelayStep extends StepBase {
  readonly kind: 'set-delay';
  readonly channel: string;
  readonly seconds: number;
  readonly was: number;
  readonly before: ThreadStates;
  /** MariaDB goes back to its default at every change, so that it is stated. */
  readonly heartbeatPeriodSeconds: number | null;
}

/** Forgets a channel with its source, its position, and the transactions that were received and not applied. */
export interface ResetReplicationStep extends StepBase {
  readonly kind: 'reset-replication';
  readonly channel: string;
  readonly source: Address;
}

/** Waits on a replica until its applier has come to a place in its source's binary log. */
export interface WaitForSourcePositionStep extends StepBase {
  readonly kind: 'wait-for-source-position';
  readonly channel: string;
  readonly coordinates: BinlogCoordinates;
}

/**
 * Reads which transaction the applier fails on; yields `gtid`. Fails when that is another one than the plan shows, or
 * another error. MySQL only.
 */
export interface FindFailingTransactionStep extends StepBase {
  readonly kind: 'find-failing-transaction';
  readonly channel: string;
  /** As the applier's error names it; `null`: the error does not. */
  readonly gtid: string | null;
  readonly errorNumber: number;
}

/** Makes a server take the transaction that its applier fails on for applied, and starts the applier again. */
export interface SkipTransactionStep extends StepBase {
  readonly kind: 'skip-transaction';
  readonly channel: string;
  readonly how: SkipMethod;
}

export type SkipMethod =
  /** An empty transaction under its GTID, which step `found` has read. */
  | { readonly kind: 'empty-transaction'; readonly found: StepId; readonly gtid: string | null }
  /** The applier passes over the next one. */
  | { readonly kind: 'counter' };

/** Gives a channel another name of its source, so that it cannot connect (detached), or takes that back. */
export interface RenameSourceStep extends StepBase {
  readonly kind: 'rename-source';
  readonly channel: string;
  readonly from: Address;
  readonly to: Address;
  readonly before: ThreadStates;
  readonly positioning: Positioning;
  readonly settings: ChannelSettings;
  /** Where it goes on from; `null` where it finds its place by GTID. */
  readonly coordinates: BinlogCoordinates | null;
}

/** Where the account that replicas log in with comes from. A plan holds this, and never a password. */
export const CREDENTIALS_ORIGINS = ['query', 'configured', 'topology-account'] as const;
export type CredentialsOrigin = (typeof CREDENTIALS_ORIGINS)[number];

export interface ChangeCredentialsStep extends StepBase {
  readonly kind: 'change-credentials';
  readonly channel: string;
  readonly origin: CredentialsOrigin;
  /** '' where only a server tells it. */
  readonly user: string;
  readonly before: ThreadStates;
  readonly heartbeatPeriodSeconds: number | null;
}

export interface ChangeTlsStep extends StepBase {
  readonly kind: 'change-tls';
  readonly channel: string;
  /** Whether TLS is used; its certificates and checks stay as they are. */
  readonly to: boolean;
  readonly was: boolean;
  readonly before: ThreadStates;
  readonly heartbeatPeriodSeconds: number | null;
}

export type ReplicationStep =
  | SwitchThreadsStep
  | DrainRelayLogStep
  | SetDelayStep
  | ResetReplicationStep
  | WaitForSourcePositionStep
  | FindFailingTransactionStep
  | SkipTransactionStep
  | RenameSourceStep
  | ChangeCredentialsStep
  | ChangeTlsStep;

export const REPLICATION_STEP_KINDS = [
  'switch-threads',
  'drain-relay-log',
  'set-delay',
  'reset-replication',
  'wait-for-source-position',
  'find-failing-transaction',
  'skip-transaction',
  'rename-source',
  'change-credentials',
  'change-tls',
] as const satisfies readonly ReplicationStep['kind'][];

/** The name under which `find-failing-transaction` yields what it found. */
export const GTID_RESULT = 'gtid';

/** Run twice it does more than once: a counter passes over whatever comes next. */
export function mayNotBeRepeated(step: { readonly kind: string } & Partial<Pick<SkipTransactionStep, 'how'>>): boolean {
  return step.kind === 'skip-transaction' && step.how?.kind === 'counter';
}
