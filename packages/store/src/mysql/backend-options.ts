/** Where the shared database is, and how it is reached. Texts, not paths: who configures it reads the files. */
import type { Clock, Logger } from '@topiary/engine';

export interface BackendOptions {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** `null`: plain. */
  readonly tls: BackendTls | null;
  readonly connectTimeoutMs: number;
  /** How long one statement may go without an answer before its connection is given up. */
  readonly readTimeoutMs: number;
  /** Beside the one of the lease. */
  readonly maxConnections: number;
  /** The schema is taken as it is, and refused where it is not this program's. */
  readonly skipsSchemaUpdate: boolean;
}

export interface BackendTls {
  /** PEM. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Whoever answers is believed. */
  readonly skipVerify: boolean;
}

export interface BackendParts {
  readonly clock: Clock;
  readonly logger: Logger;
}
