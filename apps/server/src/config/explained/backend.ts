import type { backendKeys } from '../keys/backend.ts';
import { atStart, withoutEffect } from './explanation.ts';
import type { KeyExplanation } from './explanation.ts';

const ONLY_SQLITE =
  'Topiary keeps its data in SQLite only, and refuses a MySQL backend at start; `topiary import-orchestrator` reads from it what orchestrator left there.';

export const backendExplained: Readonly<Record<keyof typeof backendKeys, KeyExplanation>> = {
  BackendDB: atStart(
    'Where Topiary keeps what it knows: any text with "sqlite" in it means a SQLite file.',
    'The default is "sqlite" instead of "mysql".',
  ),
  SQLite3DataFile: atStart(
    'Path of the SQLite file.',
    'It may be empty: then `topiary.sqlite` in TopiaryDataDirectory is used.',
  ),
  SkipOrchestratorDatabaseUpdate: withoutEffect(
    'Neither checks nor migrates the schema at start.',
    'The schema is always brought up to date: a migration takes milliseconds, and a newer schema is refused.',
  ),
  PanicIfDifferentDatabaseDeploy: withoutEffect(
    'Ends a start when another version deployed the schema last.',
    'A schema that is newer than this version is always refused, and an older one is migrated.',
  ),
  MySQLOrchestratorHost: atStart('Host of the MySQL backend.', ONLY_SQLITE),
  MySQLOrchestratorPort: withoutEffect('Port of the MySQL backend.', ONLY_SQLITE),
  MySQLOrchestratorDatabase: atStart('Schema on the MySQL backend.', ONLY_SQLITE),
  MySQLOrchestratorUser: withoutEffect('Account on the MySQL backend.', ONLY_SQLITE),
  MySQLOrchestratorPassword: withoutEffect('Its password.', ONLY_SQLITE),
  MySQLOrchestratorCredentialsConfigFile: withoutEffect(
    'A my.cnf-like file with account and password of the backend.',
    ONLY_SQLITE,
  ),
  MySQLOrchestratorMaxPoolConnections: withoutEffect('Connections to the backend at most.', ONLY_SQLITE),
  MySQLOrchestratorReadTimeoutSeconds: withoutEffect('How long the backend may take to answer.', ONLY_SQLITE),
  MySQLOrchestratorRejectReadOnly: withoutEffect('Drops connections to a backend that became read-only.', ONLY_SQLITE),
  MySQLOrchestratorMaxAllowedPacket: withoutEffect('Largest packet sent to the backend.', ONLY_SQLITE),
  MySQLOrchestratorUseMutualTLS: withoutEffect('TLS with a client certificate towards the backend.', ONLY_SQLITE),
  MySQLOrchestratorSSLPrivateKeyFile: withoutEffect('Key for that.', ONLY_SQLITE),
  MySQLOrchestratorSSLCertFile: withoutEffect('Certificate for that.', ONLY_SQLITE),
  MySQLOrchestratorSSLCAFile: withoutEffect('CA for that.', ONLY_SQLITE),
  MySQLOrchestratorSSLSkipVerify: withoutEffect('Does not check the certificate of the backend.', ONLY_SQLITE),
};
