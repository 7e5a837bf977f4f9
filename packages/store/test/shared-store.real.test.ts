/** The store on real MySQL and MariaDB servers: the same contract as on SQLite, and what only several machines have. */
import { startSandbox } from '@topiary/sandbox';
import type { Sandbox, SandboxServer } from '@topiary/sandbox';
import { afterAll, beforeAll, describe } from 'vitest';
import { describeStoreContract } from '../src/contract/store-contract.ts';
import { ACCOUNT, createBackendWorld, DATABASE } from './backend-world.ts';
import { describeFailures } from './shared-failures.ts';
import { grantFor } from '../src/mysql/mysql-error.ts';

/** Both take half a minute. */
const FAMILIES = process.env['SOAK_CONTRACT'] === undefined ? ['mariadb'] : ['mysql', 'mariadb'];

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({
    clusters: FAMILIES.map((name) => ({ name, tree: `m; flavor ${name}` })),
  });
  for (const server of sandbox.servers) await createAccount(server);
}, 120_000);
afterAll(() => sandbox.stop());

/** With exactly what the refusal of an account without rights names. */
async function createAccount(server: SandboxServer): Promise<void> {
  const { user, password } = ACCOUNT;
  await server.query(
    `SET GLOBAL innodb_flush_log_at_trx_commit = 0; SET GLOBAL sync_binlog = 0;
     CREATE USER '${user}'@'%' IDENTIFIED BY '${password.replaceAll('\\', '\\\\')}';
     ${grantFor({ database: DATABASE }, `${user}@%`)}`,
  );
}

describe.each(FAMILIES)('%s', (name) => {
  const server = (): SandboxServer => sandbox.server(`${name}.m`);
  describeStoreContract(name, () => createBackendWorld(server()));
  describeFailures(server);
});
