/** The contract on groups of real servers. */
import { MODEST_GRANTS, startSandbox } from '@topiary/sandbox';
import { describeGroupsContract, type GroupFleet, type GroupServerName } from './contract/groups-contract.ts';
import { contractServer } from './support/real-server.ts';

const MODEST = { user: 'modest', password: 'modest-in-its-needs' };
/** The members take back nobody by themselves, so that one that was expelled stays so. */
const STAYS_OUT = 'var.loose_group_replication_autorejoin_tries=0';
const TREE = `group a, b, c[${STAYS_OUT}]; c > r`;

describeGroupsContract('a real group', async (): Promise<GroupFleet> => {
  const sandbox = await startSandbox({
    clusters: [{ name: 'main', tree: TREE }],
    extraAccounts: [{ ...MODEST, grants: MODEST_GRANTS }],
  });
  const servers = new Map(['a', 'b', 'c', 'r'].map((name) => [name, contractServer(sandbox, name)]));
  return {
    server: (name: GroupServerName) => {
      const server = servers.get(name);
      if (server === undefined) throw new Error(`no server is called ${name}`);
      return server;
    },
    account: sandbox.credentials.topology,
    modest: MODEST,
    toMultiPrimary: async () => {
      await sandbox.server('a').query('SELECT group_replication_switch_to_multi_primary_mode()');
    },
    stop: () => sandbox.stop(),
  };
});
