/**
 * What a client can make a server do: statements without their words. Old and new spellings of a statement are one
 * command; what a generation does not know is refused by the SQL face before it comes here. The rules of the server are
 * applied here, with its real error numbers.
 */
import type { BinlogCoordinates, ChannelTls, Positioning } from '@topiary/domain';
import type { Grant } from '../model/account.ts';
import type { SettingValue } from '../model/server-spec.ts';
import type { ReplicationFilters, UntilCondition } from '../model/server-state.ts';
import type { RowChange } from '../model/transaction.ts';

/** `null`: every channel on MySQL, the session's default connection ('') on MariaDB. */
export type ChannelChoice = string | null;

export interface Threads {
  readonly receiver: boolean;
  readonly applier: boolean;
}

export type Command =
  | {
      readonly kind: 'start-threads';
      readonly channel: ChannelChoice;
      readonly threads: Threads;
      readonly until?: UntilCondition;
    }
  | { readonly kind: 'stop-threads'; readonly channel: ChannelChoice; readonly threads: Threads }
  /** `unnamed`: no channel was named, so that there may be only one. */
  | {
      readonly kind: 'change-source';
      readonly channel: string;
      readonly changes: SourceChanges;
      readonly unnamed?: boolean;
    }
  | {
      readonly kind: 'change-filter';
      readonly channel: ChannelChoice;
      readonly filters: Partial<ReplicationFilters>;
    }
  /** `all`: the channel itself goes. */
  | { readonly kind: 'reset-replica'; readonly channel: ChannelChoice; readonly all: boolean }
  /** `startNumber`: RESET … TO n. */
  | { readonly kind: 'reset-binary-logs'; readonly startNumber?: number }
  /** `logged`: not LOCAL, and it names the relay logs alone. */
  | {
      readonly kind: 'flush-logs';
      readonly which: 'binary' | 'relay';
      readonly channel?: ChannelChoice;
      readonly logged?: boolean;
    }
  | { readonly kind: 'purge-logs'; readonly until: PurgeLimit }
  /** Names in any spelling. The value `default` resets; `persist` survives a restart. */
  | {
      readonly kind: 'set-variable';
      readonly scope: VariableScope;
      readonly name: string;
      readonly value: SettingValue;
    }
  | { readonly kind: 'begin' }
  | { readonly kind: 'commit' }
  | { readonly kind: 'rollback' }
  /** Within an open transaction it becomes part of it, else it commits by itself. */
  | { readonly kind: 'write'; readonly write: Write }
  /** SET gtid_next, BEGIN, COMMIT, SET gtid_next = AUTOMATIC in one. */
  | { readonly kind: 'inject-empty'; readonly gtid: string }
  /**
   * WAIT_FOR_EXECUTED_GTID_SET (value 0, or 1 at the time-out) and MASTER_GTID_WAIT (0, or -1). `null`: for ever.
   */
  | {
      readonly kind: 'wait-for-gtids';
      readonly gtids: string;
      readonly timeoutMs: number | null;
      /** MariaDB: what the server wrote itself counts as well, as Topiary's dialect asks for it. */
      readonly orLogged?: boolean;
    }
  /** SOURCE_POS_WAIT: value = events waited for, -1 at the time-out, null when no applier runs. */
  | {
      readonly kind: 'wait-for-position';
      readonly position: BinlogCoordinates;
      readonly channel: string;
      /** No channel was named. */
      readonly unnamed?: boolean;
      readonly timeoutMs: number | null;
    }
  /** Value 1, or 0 at the time-out. `null`: for ever. */
  | { readonly kind: 'get-lock'; readonly name: string; readonly timeoutMs: number | null }
  /** Value 1, 0 when another session holds it, null when nobody does. */
  | { readonly kind: 'release-lock'; readonly name: string }
  /** Value: the holder's connection id, or null. */
  | { readonly kind: 'is-used-lock'; readonly name: string }
  | { readonly kind: 'kill'; readonly connectionId: number; readonly queryOnly?: boolean }
  | { readonly kind: 'sleep'; readonly ms: number }
  | { readonly kind: 'install-plugin'; readonly name: string; readonly library: string }
  | { readonly kind: 'uninstall-plugin'; readonly name: string }
  | {
      readonly kind: 'create-user';
      readonly user: string;
      readonly host: string;
      readonly password: string;
      readonly plugin?: string;
      readonly ifNotExists?: boolean;
    }
  | { readonly kind: 'drop-user'; readonly user: string; readonly host: string; readonly ifExists?: boolean }
  | { readonly kind: 'grant'; readonly user: string; readonly host: string; readonly grant: Grant }
  | { readonly kind: 'revoke'; readonly user: string; readonly host: string; readonly grant: Grant }
  | { readonly kind: 'group-start'; readonly bootstrap?: boolean }
  | { readonly kind: 'group-stop' }
  | { readonly kind: 'group-set-primary'; readonly uuid: string }
  /** What SHOW BINARY LOG STATUS, SHOW BINARY LOGS and SHOW BINLOG EVENTS need: it hangs while the log is stuck. */
  | { readonly kind: 'lock-log' }
  /** Ends the server; it stays down until `fleet.restart`. */
  | { readonly kind: 'shutdown' };

export type CommandKind = Command['kind'];

export type VariableScope = 'global' | 'session' | 'persist' | 'persist-only';

export type PurgeLimit =
  | { readonly toFile: string }
  | { readonly beforeMs: number }
  /** By the server's clock when it runs. */
  | { readonly olderThanMs: number };

export interface Write {
  /** The database that filters look at. */
  readonly schema?: string;
  /** None: it inserts a row of its own. */
  readonly rows?: readonly RowChange[];
  readonly kind?: 'write' | 'ddl' | 'pseudo-gtid';
  /** What a definition is about, `schema.table`. */
  readonly table?: string;
  readonly statement?: string;
  /** All events together; a small row's worth when not given. */
  readonly bytes?: number;
}

/** What a change of source names; everything else is kept, as the servers keep it. */
export interface SourceChanges {
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  /** `auto-position` (MySQL), `slave-pos` and `current-pos` (MariaDB), or `file` for SOURCE_AUTO_POSITION=0, USE_GTID=no. */
  readonly positioning?: Positioning;
  readonly file?: string;
  readonly position?: number;
  readonly relayFile?: string;
  readonly relayPosition?: number;
  readonly heartbeatPeriodSeconds?: number;
  readonly connectRetrySeconds?: number;
  readonly retryCount?: number;
  readonly delaySeconds?: number;
  readonly tls?: Partial<ChannelTls>;
  readonly publicKeyPath?: string;
  readonly getPublicKey?: boolean;
  readonly compression?: string;
  readonly ignoreServerIds?: readonly number[];
  /** MariaDB: DO_DOMAIN_IDS and IGNORE_DOMAIN_IDS. */
  readonly doDomainIds?: string;
  readonly ignoreDomainIds?: string;
  /** MariaDB's MASTER_DEMOTE_TO_SLAVE: what was written here counts as applied. */
  readonly demote?: boolean;
  /** Options that change nothing in the model. */
  readonly other?: Readonly<Record<string, SettingValue>>;
}
