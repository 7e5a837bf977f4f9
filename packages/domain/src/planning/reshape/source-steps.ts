/** Steps that give a server a source, or take it away: a channel is set up with all that it needs, and forgotten whole. */
import type { Address, InstanceId } from '../../topology/address.ts';
import type { ChannelSettings, Positioning } from '../../topology/observation.ts';
import type { PositionValue, StepBase } from '../plan.ts';
import type { CredentialsOrigin } from '../replication/replication-steps.ts';

/** All that a channel needs but the password, which no plan holds. */
export interface Connection {
  readonly channel: string;
  readonly source: Address;
  readonly origin: CredentialsOrigin;
  /** '' where only a server tells it. */
  readonly user: string;
  /** The server that is asked for the account, where a query tells it. */
  readonly asked: InstanceId;
  readonly positioning: Positioning;
  readonly settings: ChannelSettings;
}

/** Sets up a channel on a server that has none of that name. */
export interface SetUpReplicationStep extends StepBase, Connection {
  readonly kind: 'set-up-replication';
  /** MariaDB: what is in the server's own log counts as applied from then on; yields it as `position`. */
  readonly adoptsOwnLog: boolean;
  /** By file and position: where it begins in the log of its source. */
  readonly begins: PositionValue | null;
  /** Whether its threads are started at once; else a later step does. */
  readonly starts: boolean;
  /** It takes `leave-source` back, and the source may be as dead as it was then. */
  readonly isBack?: true;
  /** It may have been run before. */
  readonly isRepeated?: true;
}

/** Stops a channel and forgets it, with the account and what was received and not applied. By GTID it can be set up again. */
export interface LeaveSourceStep extends StepBase, Connection {
  readonly kind: 'leave-source';
  /** It is not taken back: the server takes writes by then. */
  readonly stays?: true;
}

export type SourceStep = SetUpReplicationStep | LeaveSourceStep;
export const SOURCE_STEP_KINDS = [
  'set-up-replication',
  'leave-source',
] as const satisfies readonly SourceStep['kind'][];
