export { startBinlogServer, type BinlogServer, type BinlogServerRequest } from './binlog-server/binlog-server.ts';
export type { Account, GrantedAccount } from './accounts/account-sql.ts';
export {
  APPLICATION_GRANTS,
  MODEST_GRANTS,
  REPLICATION_GRANTS,
  topologyGrants,
  type Grant,
} from './accounts/grants.ts';
export { chooseServer, ensureServers, type EnsureOptions } from './binaries/ensure-servers.ts';
export { findServers, type FindOptions } from './binaries/find-servers.ts';
export { nameOfWish, type ServerWish } from './binaries/releases.ts';
export { type BinariesOrigin, type ServerBinaries } from './binaries/server-binaries.ts';
export { cacheDirectory, type Environment } from './cache/cache-directory.ts';
export { ensureChromium, findChromium, type ChromiumOptions } from './chromium/ensure-chromium.ts';
export { ServerPool, type PooledTree, type PoolOptions } from './pool/server-pool.ts';
export { Rooms, type RoomsRequest, type ServerRoom } from './rooms/rooms.ts';
export { listSandboxes, openSandbox, type SandboxSummary, type ServerSummary } from './sandbox/open-sandbox.ts';
export { DEFAULT_BASE_PORT, DEMO_BASE_PORT } from './sandbox/ports.ts';
export { sweepLeftovers } from './sandbox/registry.ts';
export type { SandboxServer } from './sandbox/sandbox-server.ts';
export type { Credentials } from './sandbox/sandbox-state.ts';
export type { Sandbox, SandboxCluster } from './sandbox/sandbox.ts';
export { startSandbox, type ClusterRequest, type SandboxRequest } from './sandbox/start-sandbox.ts';
export type { ProcessState } from './server/server-process.ts';
export { SandboxError, type SandboxErrorCode } from './shared/errors.ts';
export type { OnProgress } from './shared/progress.ts';
export { SqlClient, type SqlRow, type SqlTarget, type SqlValue } from './sql/sql-client.ts';
export { parseTree } from './tree/parse-tree.ts';
export type { TreeDescription, TreeLink, TreeNode } from './tree/tree-description.ts';
export { LightWriter, type WriterOptions, type WriterStatistics } from './writer/light-writer.ts';
