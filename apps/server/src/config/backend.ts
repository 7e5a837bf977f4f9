/** The shared database on MySQL or MariaDB, where the configuration asks for one. */
import type { Configuration, ConfigurationKey } from './schema.ts';

export interface BackendSettings {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** `null`: plain. */
  readonly tls: {
    readonly caFile: string | null;
    readonly certFile: string | null;
    readonly keyFile: string | null;
    readonly skipVerify: boolean;
  } | null;
  readonly connectTimeoutMs: number;
  readonly readTimeoutMs: number;
  readonly maxConnections: number;
  readonly skipsSchemaUpdate: boolean;
}

type Stated = (key: ConfigurationKey) => boolean;

const MS_PER_SECOND = 1_000;

/** orchestrator's default is MySQL; here it is what the keys that are stated speak of. */
export function isOnMysql({ BackendDB }: Configuration, stated: Stated): boolean {
  if (stated('BackendDB')) return !/sqlite/i.test(BackendDB);
  return stated('MySQLOrchestratorHost') || stated('MySQLOrchestratorDatabase');
}

export function backendOf(configuration: Configuration, stated: Stated): BackendSettings | null {
  if (!isOnMysql(configuration, stated)) return null;
  return {
    host: configuration.MySQLOrchestratorHost,
    port: configuration.MySQLOrchestratorPort,
    database: configuration.MySQLOrchestratorDatabase,
    user: configuration.MySQLOrchestratorUser,
    password: configuration.MySQLOrchestratorPassword,
    tls: configuration.MySQLOrchestratorUseMutualTLS ? tlsOf(configuration) : null,
    connectTimeoutMs: Math.max(1, configuration.MySQLConnectTimeoutSeconds) * MS_PER_SECOND,
    readTimeoutMs: Math.max(1, configuration.MySQLOrchestratorReadTimeoutSeconds) * MS_PER_SECOND,
    maxConnections: Math.max(1, configuration.MySQLOrchestratorMaxPoolConnections),
    skipsSchemaUpdate: configuration.SkipOrchestratorDatabaseUpdate,
  };
}

function tlsOf(configuration: Configuration): NonNullable<BackendSettings['tls']> {
  const orNull = (text: string): string | null => (text === '' ? null : text);
  return {
    caFile: orNull(configuration.MySQLOrchestratorSSLCAFile),
    certFile: orNull(configuration.MySQLOrchestratorSSLCertFile),
    keyFile: orNull(configuration.MySQLOrchestratorSSLPrivateKeyFile),
    skipVerify: configuration.MySQLOrchestratorSSLSkipVerify,
  };
}

export function backendProblems(configuration: Configuration, stated: Stated): readonly string[] {
  const { BackendDB } = configuration;
  if (!isOnMysql(configuration, stated)) return [];
  if (stated('BackendDB') && !/^(mysql|mariadb|)$/i.test(BackendDB))
    return [`BackendDB "${BackendDB}" is neither "sqlite" (SQLite3DataFile says where) nor "mysql" (for MariaDB too).`];
  const why = stated('BackendDB')
    ? `BackendDB is "${BackendDB}"`
    : 'Keys of MySQLOrchestrator… ask for a MySQL backend';
  const missing = (['MySQLOrchestratorHost', 'MySQLOrchestratorDatabase', 'MySQLOrchestratorUser'] as const).filter(
    (key) => configuration[key] === '',
  );
  if (missing.length === 0) return [];
  return [`${why}, but nothing is stated for ${missing.join(', ')}: set that, or set BackendDB to "sqlite".`];
}
