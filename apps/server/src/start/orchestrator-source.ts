/** Where a database of orchestrator is: named on the command line, or by the keys of its configuration. */
import type { MysqlBackendTarget } from '@topiary/store';
import type { Configuration, ConfigurationKey } from '../config/schema.ts';
import type { Environment } from '../config/expand-environment.ts';
import type { TextFile } from '../config/load.ts';
import { StartFailure } from './start-failure.ts';

export type OrchestratorSource =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'mysql'; readonly target: MysqlBackendTarget };

export interface SourceQuestion {
  /** A path, or `mysql://user@host:port/database`; `null`: what the configuration names. */
  readonly from: string | null;
  readonly configuration: Configuration;
  readonly stated: ReadonlySet<ConfigurationKey>;
  readonly readText: (path: string) => TextFile;
  readonly environment: Environment;
}

/** The password of a `mysql://` address: on the command line everybody on the machine could read it. */
export const PASSWORD_VARIABLE = 'TOPIARY_BACKEND_PASSWORD';
const DEFAULT_PORT = 3306;

/** Throws `StartFailure`. */
export function orchestratorSource(question: SourceQuestion): OrchestratorSource {
  const { from, environment, configuration } = question;
  if (from === null) return sourceInConfiguration(question);
  if (!from.startsWith('mysql://')) return { kind: 'sqlite', file: from };
  const url = URL.canParse(from) ? new URL(from) : null;
  const database = decodeURIComponent(url?.pathname.slice(1) ?? '');
  if (url === null || url.hostname === '' || database === '' || url.username === '')
    throw new StartFailure(['--from is a path, or mysql://user@host:port/database.']);
  if (url.password !== '')
    throw new StartFailure([`Leave the password out of --from: set ${PASSWORD_VARIABLE} in the environment.`]);
  return {
    kind: 'mysql',
    target: {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? DEFAULT_PORT : Number(url.port),
      database,
      user: decodeURIComponent(url.username),
      password: environment[PASSWORD_VARIABLE] ?? '',
      tls: tlsOf(configuration, question.readText),
    },
  };
}

function sourceInConfiguration({ configuration, stated, readText }: SourceQuestion): OrchestratorSource {
  const isSqlite = /sqlite/i.test(configuration.BackendDB) && stated.has('BackendDB');
  if (configuration.MySQLOrchestratorHost !== '' && !isSqlite) {
    const database = configuration.MySQLOrchestratorDatabase;
    if (database === '') throw new StartFailure(['MySQLOrchestratorDatabase names no database.']);
    const { MySQLOrchestratorHost: host, MySQLOrchestratorPort: port } = configuration;
    const { MySQLOrchestratorUser: user, MySQLOrchestratorPassword: password } = configuration;
    return { kind: 'mysql', target: { host, port, database, user, password, tls: tlsOf(configuration, readText) } };
  }
  if (configuration.SQLite3DataFile !== '') return { kind: 'sqlite', file: configuration.SQLite3DataFile };
  throw new StartFailure([
    "The configuration names no database of orchestrator (MySQLOrchestratorHost, or SQLite3DataFile): name orchestrator's configuration file with --orchestrator-config, or its database with --from.",
  ]);
}

/** orchestrator speaks TLS to its backend only with a certificate of its own. */
function tlsOf(configuration: Configuration, readText: SourceQuestion['readText']): MysqlBackendTarget['tls'] {
  if (!configuration.MySQLOrchestratorUseMutualTLS) return null;
  const part = (
    key: 'MySQLOrchestratorSSLCAFile' | 'MySQLOrchestratorSSLCertFile' | 'MySQLOrchestratorSSLPrivateKeyFile',
  ) => (configuration[key] === '' ? null : textOf(configuration[key], key, readText));
  return {
    ca: part('MySQLOrchestratorSSLCAFile'),
    cert: part('MySQLOrchestratorSSLCertFile'),
    key: part('MySQLOrchestratorSSLPrivateKeyFile'),
    verify: !configuration.MySQLOrchestratorSSLSkipVerify,
  };
}

function textOf(path: string, key: ConfigurationKey, readText: SourceQuestion['readText']): string {
  const file = readText(path);
  if (file.kind === 'text') return file.text;
  throw new StartFailure([
    `${key} names ${path}, which cannot be read (${file.kind === 'missing' ? 'ENOENT' : file.code}).`,
  ]);
}
