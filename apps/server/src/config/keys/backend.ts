/** Where Topiary keeps what it knows. Names, types and defaults are orchestrator's. */
import { count, flag, integer, text } from './kinds.ts';

export const backendKeys = {
  /** orchestrator's default is 'mysql'; unstated it is here what the other keys speak of (`isOnMysql`). */
  BackendDB: text('sqlite'),
  SQLite3DataFile: text(),
  SkipOrchestratorDatabaseUpdate: flag(),
  PanicIfDifferentDatabaseDeploy: flag(),
  MySQLOrchestratorHost: text(),
  MySQLOrchestratorPort: count(3306),
  MySQLOrchestratorDatabase: text(),
  MySQLOrchestratorUser: text(),
  MySQLOrchestratorPassword: text(),
  MySQLOrchestratorCredentialsConfigFile: text(),
  MySQLOrchestratorMaxPoolConnections: integer(128),
  MySQLOrchestratorReadTimeoutSeconds: integer(30),
  MySQLOrchestratorRejectReadOnly: flag(),
  MySQLOrchestratorMaxAllowedPacket: integer(-1),
  MySQLOrchestratorUseMutualTLS: flag(),
  MySQLOrchestratorSSLPrivateKeyFile: text(),
  MySQLOrchestratorSSLCertFile: text(),
  MySQLOrchestratorSSLCAFile: text(),
  MySQLOrchestratorSSLSkipVerify: flag(),
} as const;
