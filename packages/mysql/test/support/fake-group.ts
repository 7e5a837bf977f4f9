/** A replication group of fakes of one version, and an asynchronous replica of one of its members. */
import { setTimeout as pause } from 'node:timers/promises';
import { DEFAULT_PASSWORD, fleetOf, type Command, type Fleet, type ServerState } from '@topiary/fleet';
import { startFakes } from '@topiary/mysql-fake';
import type { GroupFleet, GroupServerName } from '../contract/groups-contract.ts';
import { listenWith } from '../contract/proxy.ts';
import { accountsOf, MODEST, ROOT, TOPIARY } from './fake-accounts.ts';
import { contractServer } from './fake-server.ts';

type InstanceId = ServerState['id'];

export interface FakeGroupOptions {
  readonly version: string;
  readonly authentication: string;
}

const MEMBERS = ['a', 'b', 'c'] as const;
const HOSTS: Readonly<Record<GroupServerName, string>> = {
  a: '127.31.0.1',
  b: '127.31.0.2',
  c: '127.31.0.3',
  r: '127.31.0.4',
};
const SETTINGS = {
  group_replication_group_name: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee',
  group_replication_member_expel_timeout: 0,
} as const;
const SETTLE_MS = 500;

export async function makeFakeGroup({ version, authentication }: FakeGroupOptions): Promise<GroupFleet> {
  const { address, close } = await listenWith(() => undefined);
  await close();
  const at = (name: GroupServerName): string => `${HOSTS[name]}:${address.port}`;
  const replication = { user: 'repl', host: '%', password: DEFAULT_PASSWORD, plugin: authentication };
  const grants = [{ privileges: ['REPLICATION SLAVE'], on: '*.*' }];
  const accounts = [...accountsOf(authentication), { ...replication, grants }];
  const member = { plugins: ['group_replication'], settings: SETTINGS, accounts };
  const fleet = fleetOf(`${at('a')}; ${at('b')}; ${at('c')} > ${at('r')}`, {
    version,
    startMs: Date.now(),
    servers: { ...Object.fromEntries(MEMBERS.map((name) => [HOSTS[name], member])), [HOSTS.r]: { accounts } },
  });
  const idOf = (name: GroupServerName): InstanceId => at(name) as InstanceId;
  form(fleet, MEMBERS.map(idOf));
  fleet.advance(fleet.nowMs + SETTLE_MS);
  const fakes = await startFakes({ fleet });
  return {
    server: (name) => contractServer({ fleet, fakes, id: idOf(name), isMariadb: false }),
    account: TOPIARY,
    modest: MODEST,
    toMultiPrimary: async () => {
      fakes.sync();
      for (const id of MEMBERS.map(idOf)) {
        perform(fleet, id, { kind: 'group-stop' });
        perform(fleet, id, {
          kind: 'set-variable',
          scope: 'global',
          name: 'group_replication_single_primary_mode',
          value: 'OFF',
        });
      }
      form(fleet, MEMBERS.map(idOf));
      fakes.sync();
      await pause(SETTLE_MS);
    },
    stop: () => fakes.close(),
  };
}

function form(fleet: Fleet, [founder, ...others]: readonly InstanceId[]): void {
  if (founder === undefined) return;
  perform(fleet, founder, { kind: 'group-start', bootstrap: true });
  for (const id of others) perform(fleet, id, { kind: 'group-start' });
}

function perform(fleet: Fleet, id: InstanceId, command: Command): void {
  const session = fleet.openSession(id, { user: ROOT.user });
  if ('kind' in session) throw new Error(session.text);
  fleet.perform(session, command, (outcome) => {
    if (outcome.kind === 'error') throw new Error(outcome.text);
  });
  fleet.closeSession(session);
}
