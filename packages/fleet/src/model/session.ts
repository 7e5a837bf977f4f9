import type { InstanceId } from '@topiary/domain';
import type { Account } from './account.ts';
import type { SettingValue } from './server-spec.ts';
import type { TransactionGtid, RowChange } from './transaction.ts';

/** One client's connection. It ends with its server, by `closeSession`, by `kill`, or by `offline_mode`. */
export interface Session {
  /** `CONNECTION_ID()`. */
  readonly id: number;
  readonly server: InstanceId;
  readonly account: Account;
  /** The client's address without its port. */
  readonly clientHost: string;
  readonly openedAtMs: number;
  /** Session values that were set here; everything else reads the global value. */
  readonly variables: ReadonlyMap<string, SettingValue>;
  /** Names of `GET_LOCK`, in lower case, with how often each is held. */
  readonly locks: ReadonlyMap<string, number>;
  readonly transaction: OpenTransaction | null;
  readonly alive: boolean;
}

/** Between BEGIN and COMMIT. */
export interface OpenTransaction {
  readonly startedAtMs: number;
  readonly gtid: TransactionGtid | 'automatic';
  readonly schema: string;
  readonly rows: readonly RowChange[];
}
