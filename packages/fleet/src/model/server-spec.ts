import type { Address } from '@topiary/domain';
import type { Account } from './account.ts';

/** A number or text as the server's configuration would have it. `ON` and `OFF` for switches. */
export type SettingValue = string | number;
export type Settings = Readonly<Record<string, SettingValue>>;

/** A server to be: empty, running, replicating from nobody. */
export interface ServerSpec {
  readonly address: Address;
  /** As `@@version` prints it: `8.0.36`, `9.7.4`, `10.11.19-MariaDB-log`. Decides which variables and rules there are. */
  readonly version: string;
  /** `@@version_comment`; the vendor's usual one when not given. */
  readonly comment?: string;
  readonly serverId: number;
  /** MySQL `server_uuid`, MariaDB `server_uid`; made from the address when not given. */
  readonly uuid?: string;
  /** `@@hostname`; the address's host when not given. */
  readonly hostname?: string;
  /** What it tells its source; `null` when not set. Defaults to the address's host. */
  readonly reportHost?: string | null;
  /** Its configuration file: what differs from the version's defaults, by any spelling the version knows. Survives restarts. */
  readonly settings?: Settings;
  /** Plugins loaded at start: `rpl_semi_sync_source`, `rpl_semi_sync_replica`, `clone`, `group_replication`. */
  readonly plugins?: readonly string[];
  /** `root`, `repl` and `topiary`, each with the password of `DEFAULT_PASSWORD`, when not given. */
  readonly accounts?: readonly Account[];
  /** How long an applier takes for a transaction. */
  readonly applyMsPerTransaction?: number;
}

/** For servers that were given no accounts. */
export const DEFAULT_PASSWORD = 'fleet';
