/** The contract on Group Replication: one suite, run on a real group and on groups of wire-level fakes. */
import type { GroupMembership, Observation } from '@topiary/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RecordingProxy } from './proxy.ts';
import { eventually, observationOf, portsFor, type Subject } from './subject.ts';
import type { ContractAccount, ContractServer } from './world.ts';

export interface GroupFleet {
  /**
   * `a`, which founded it, `b` and `c` are a group in single-primary mode, which expels who does not answer at once and
   * takes nobody back by itself; `r` is an asynchronous replica of `c`, without the plugin.
   */
  server(name: GroupServerName): ContractServer;
  readonly account: ContractAccount;
  /** What installations that come from orchestrator have granted, without what those that have groups add. */
  readonly modest: ContractAccount;
  /** Makes every member a primary. */
  toMultiPrimary(): Promise<void>;
  stop(): Promise<void>;
}

export type GroupServerName = 'a' | 'b' | 'c' | 'r';

const MEMBERS = ['a', 'b', 'c'] as const;
const MAKE_MS = 120_000;
/** A silent member is suspected after 5 s and expelled a moment later. */
const EXPEL_MS = 20_000;
const TEST_MS = 45_000;

export function describeGroupsContract(name: string, make: () => Promise<GroupFleet>): void {
  describe(`the Servers port on ${name}`, { timeout: TEST_MS }, () => {
    let made: GroupFleet | null = null;
    beforeAll(async () => {
      made = await make();
    }, MAKE_MS);
    afterAll(async () => {
      await made?.stop();
    });
    const fleet = (): GroupFleet => {
      if (made === null) throw new Error('the group is not there yet');
      return made;
    };
    const servers = portsFor(() => fleet().account);
    // Those that break the group come last.
    membersContract(fleet, servers);
    grantsContract(fleet, servers);
    expelledContract(fleet, servers);
    multiPrimaryContract(fleet, servers);
    quorumContract(fleet, servers);
  });
}

type Fleet = () => GroupFleet;
type MakeServers = Subject['servers'];

/** `a ONLINE PRIMARY`, in order of name, of those that a server lists. */
function listedBy(observation: Observation, fleet: GroupFleet): readonly string[] {
  const names = new Map<string, string>(MEMBERS.map((name) => [keyOf(fleet.server(name).address), name]));
  return membersOf(observation)
    .map(({ address, role, state }) => `${names.get(keyOf(address)) ?? keyOf(address)} ${state} ${role}`.trim())
    .toSorted();
}

function membersOf({ group }: Observation): GroupMembership['members'] {
  if (group === null) throw new Error('it is in no group');
  return group.members;
}

function keyOf({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host}:${port}`;
}

function membersContract(fleet: Fleet, servers: MakeServers): void {
  const seenAt = (name: GroupServerName) => observationOf(servers(), fleet().server(name).address);

  test('every member lists all of them with state and role, in one order', async () => {
    const [a, b, c] = await Promise.all([seenAt('a'), seenAt('b'), seenAt('c')]);
    for (const seen of [a, b, c]) {
      expect(listedBy(seen, fleet())).toEqual(['a ONLINE PRIMARY', 'b ONLINE SECONDARY', 'c ONLINE SECONDARY']);
      expect(seen.unreadable).toEqual([]);
      expect(seen.group).toEqual(a.group);
    }
    expect(a.group).toMatchObject({
      mode: 'single-primary',
      groupName: expect.stringMatching(/^[\da-f-]{36}$/) as string,
    });
  });

  test('the primary takes writes and the secondaries do not; none has a channel for that', async () => {
    const [a, b, c] = await Promise.all([seenAt('a'), seenAt('b'), seenAt('c')]);
    expect([a, b, c].map(({ settings }) => settings.readOnly)).toEqual([false, true, true]);
    expect([a, b, c].flatMap(({ channels }) => channels)).toEqual([]);
  });

  test('a replica of a member has that member for its source, and no group', async () => {
    const [r, c] = await Promise.all([seenAt('r'), seenAt('c')]);
    expect(r).toMatchObject({
      group: null,
      unreadable: [],
      channels: [{ source: fleet().server('c').address, receiver: 'running', applier: 'running' }],
    });
    expect(c.connectedReplicas?.map(({ port }) => port)).toContain(fleet().server('r').address.port);
  });

  test('a server without the plugin is asked nothing about groups', async () => {
    const proxy = await RecordingProxy.to(fleet().server('r').address);
    try {
      const port = servers({ tls: { mode: 'disabled' } });
      await observationOf(port, proxy.address);
      await observationOf(port, proxy.address);
      await port.close();
      expect(proxy.queries.length).toBeGreaterThan(2);
      expect(proxy.queries.filter((packet) => packet.includes('replication_group_members'))).toEqual([]);
    } finally {
      await proxy.close();
    }
  });
}

function grantsContract(fleet: Fleet, servers: MakeServers): void {
  test('a list that may not be read is not known, and the statement that would help is said; the rest is observed', async () => {
    const a = fleet().server('a');
    const { modest } = fleet();
    const seen = await observationOf(servers({ account: modest }), a.address);
    expect(seen.group).toMatchObject({ members: [], mode: 'single-primary' });
    const fact = seen.unreadable.find((each) => each.fact === 'group-members');
    expect(fact).toMatchObject({
      errorNumber: 1142,
      grant: `GRANT SELECT ON performance_schema.replication_group_members TO '${modest.user}'@'%'`,
    });
    expect(seen.settings.readOnly).toBe(false);
    await a.administer([fact?.grant ?? '']);
    const readable = await observationOf(servers({ account: modest }), a.address);
    expect(listedBy(readable, fleet())).toHaveLength(MEMBERS.length);
    expect(readable.unreadable.map((each) => each.fact)).not.toContain('group-members');
  });

  test('a server without the plugin needs no such grant', async () => {
    const seen = await observationOf(servers({ account: fleet().modest }), fleet().server('r').address);
    expect(seen.unreadable.map((each) => each.fact)).not.toContain('group-members');
  });
}

function expelledContract(fleet: Fleet, servers: MakeServers): void {
  test('a member that does not answer is UNREACHABLE, then expelled, which it knows when it answers again', async () => {
    const [a, c] = [fleet().server('a'), fleet().server('c')];
    const port = servers();
    const listed = async (): Promise<readonly string[]> => listedBy(await observationOf(port, a.address), fleet());
    await c.freeze();
    await eventually(async () => expect(await listed()).toContain('c UNREACHABLE SECONDARY'), EXPEL_MS);
    await eventually(async () => expect(await listed()).toEqual(['a ONLINE PRIMARY', 'b ONLINE SECONDARY']), EXPEL_MS);
    await c.thaw();
    await eventually(
      async () => expect(listedBy(await observationOf(port, c.address), fleet())).toEqual(['c ERROR']),
      EXPEL_MS,
    );
  });

  test('a member that was stopped is OFFLINE, and back when it is started', async () => {
    const c = fleet().server('c');
    const port = servers();
    await c.sql('STOP GROUP_REPLICATION');
    expect(listedBy(await observationOf(port, c.address), fleet())).toEqual(['c OFFLINE']);
    await c.sql('START GROUP_REPLICATION');
    await eventually(
      async () =>
        expect(listedBy(await observationOf(port, c.address), fleet())).toEqual([
          'a ONLINE PRIMARY',
          'b ONLINE SECONDARY',
          'c ONLINE SECONDARY',
        ]),
      EXPEL_MS,
    );
  });
}

function multiPrimaryContract(fleet: Fleet, servers: MakeServers): void {
  test('in multi-primary mode every member is a primary that takes writes', async () => {
    const port = servers();
    await fleet().toMultiPrimary();
    for (const name of MEMBERS) {
      await eventually(async () => {
        const seen = await observationOf(port, fleet().server(name).address);
        expect(seen.group?.mode).toBe('multi-primary');
        expect(listedBy(seen, fleet())).toEqual(['a ONLINE PRIMARY', 'b ONLINE PRIMARY', 'c ONLINE PRIMARY']);
        expect(seen.settings.readOnly).toBe(false);
      }, EXPEL_MS);
    }
  });
}

function quorumContract(fleet: Fleet, servers: MakeServers): void {
  test('the one that is left when two of three die sees them UNREACHABLE and goes on answering', async () => {
    const port = servers();
    await Promise.all([fleet().server('b').kill(), fleet().server('c').kill()]);
    await eventually(async () => {
      const seen = await observationOf(port, fleet().server('a').address);
      expect(listedBy(seen, fleet())).toEqual(['a ONLINE PRIMARY', 'b UNREACHABLE PRIMARY', 'c UNREACHABLE PRIMARY']);
    }, EXPEL_MS);
  });
}
