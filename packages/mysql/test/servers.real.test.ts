/** The contract on every real server that this machine has or can fetch. */
import { MODEST_GRANTS, startSandbox } from '@topiary/sandbox';
import { describe } from 'vitest';
import { actingTogetherContract } from './contract/acting-together.ts';
import { describeServersContract } from './contract/servers-contract.ts';
import type { ContractFleet, ServerName } from './contract/world.ts';
import { contractServer } from './support/real-server.ts';

const TREE = 'm > (a > (c), b, z); x <> y; x > z';
const BARE = { user: 'bare', password: 'bare-of-everything' };
const MODEST = { user: 'modest', password: 'modest-in-its-needs' };

/** The newest that is found, and the oldest that this driver speaks to and that can be fetched. */
const FLAVORS = ['mysql', 'mariadb-10.11', 'mariadb-11.8'] as const;

/**
 * Flavours run beside each other, each on servers of its own, because most of the suite waits for deadlines; the tests of one
 * flavour run in order.
 */
for (const flavor of FLAVORS)
  describe.concurrent(`servers of ${flavor}`, () => {
    describe('as its clients see it', { concurrent: false }, () => {
      describeServersContract({
        name: `real ${flavor}`,
        make: () => makeFleet(flavor),
        more: [actingTogetherContract],
      });
    });
  });

async function makeFleet(flavor: (typeof FLAVORS)[number]): Promise<ContractFleet> {
  const sandbox = await startSandbox({
    clusters: [{ name: 'main', tree: `${TREE}; flavor ${flavor}` }],
    extraAccounts: [
      { ...BARE, grants: [] },
      { ...MODEST, grants: MODEST_GRANTS },
    ],
  });
  const servers = new Map(['m', 'a', 'b', 'c', 'x', 'y', 'z'].map((name) => [name, contractServer(sandbox, name)]));
  return {
    family: flavor === 'mysql' ? 'mysql' : 'mariadb',
    server: (name: ServerName) => {
      const server = servers.get(name);
      if (server === undefined) throw new Error(`no server is called ${name}`);
      return server;
    },
    hasTables: true,
    hanging: { seconds: 3, deadlineMs: 400 },
    account: sandbox.credentials.topology,
    modest: MODEST,
    bare: BARE,
    stop: () => sandbox.stop(),
  };
}
