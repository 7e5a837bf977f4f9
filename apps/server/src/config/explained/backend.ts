import type { backendKeys } from '../keys/backend.ts';
import { alwaysSo, atStart, withoutEffect } from './explanation.ts';
import type { KeyExplanation } from './explanation.ts';

const BESIDE =
  'Whoever acts works on a file in TopiaryDataDirectory and copies it there: a recovery does not wait for the backend.';

export const backendExplained: Readonly<Record<keyof typeof backendKeys, KeyExplanation>> = {
  BackendDB: atStart(
    'Where Topiary keeps what it knows: any text with "sqlite" in it means a SQLite file; "mysql" a database on MySQL or MariaDB, which several Topiaries may share (docs/shared-store.md).',
    'The default is "sqlite" instead of "mysql", unless MySQLOrchestratorHost or MySQLOrchestratorDatabase is stated.',
  ),
  SQLite3DataFile: atStart(
    'Path of the SQLite file.',
    'It may be empty: then `topiary.sqlite` in TopiaryDataDirectory is used. With a MySQL backend it is not looked at.',
  ),
  SkipOrchestratorDatabaseUpdate: atStart(
    'Does not migrate the schema of a MySQL backend at start.',
    'A schema that this version does not fit is refused, and a SQLite file is always migrated.',
  ),
  PanicIfDifferentDatabaseDeploy: withoutEffect(
    'Ends a start when another version deployed the schema last.',
    'A schema that is newer than this version is always refused, and an older one is migrated.',
  ),
  MySQLOrchestratorHost: atStart('Host of the MySQL backend.', BESIDE),
  MySQLOrchestratorPort: atStart('Port of the MySQL backend.'),
  MySQLOrchestratorDatabase: atStart(
    'Schema on the MySQL backend; it is made where it is missing.',
    "The names of Topiary's tables begin with `topiary_`: orchestrator's may be in the same schema, and stay as they are.",
  ),
  MySQLOrchestratorUser: atStart('Account on the MySQL backend.', 'It must not be empty.'),
  MySQLOrchestratorPassword: atStart('Its password.'),
  MySQLOrchestratorCredentialsConfigFile: atStart(
    'A my.cnf-like file with account and password of the backend, instead of the two keys.',
  ),
  MySQLOrchestratorMaxPoolConnections: atStart(
    'Connections to the backend at most.',
    'At most 16, and one more for the lease.',
  ),
  MySQLOrchestratorReadTimeoutSeconds: atStart('How long the backend may take to answer.', 'At least a second.'),
  MySQLOrchestratorRejectReadOnly: alwaysSo(
    'Drops connections to a backend that became read-only.',
    'They are always dropped.',
  ),
  MySQLOrchestratorMaxAllowedPacket: withoutEffect(
    'Largest packet sent to the backend.',
    "The server's own limit counts; rows are copied in small transactions.",
  ),
  MySQLOrchestratorUseMutualTLS: atStart('TLS towards the backend, with a client certificate where one is named.'),
  MySQLOrchestratorSSLPrivateKeyFile: atStart('Key for that.'),
  MySQLOrchestratorSSLCertFile: atStart('Certificate for that.'),
  MySQLOrchestratorSSLCAFile: atStart('CA for that.'),
  MySQLOrchestratorSSLSkipVerify: atStart('Does not check the certificate of the backend.'),
};
