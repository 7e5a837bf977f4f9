/**
 * Every command of orchestrator's public client, with its requests and what it reads from the answers, on one real tree: in an
 * order in which each finds what it needs, and the tree asserted by SQL where a command changes it.
 */
import type { Sandbox } from '@topiary/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { START_TIMEOUT_MS, startRealWorld } from '../testing/real-world.ts';
import type { RealWorld } from '../testing/real-world.ts';
import { actingOf, runClient } from '../testing/public-client.ts';
import type { ClientRun } from '../testing/public-client.ts';
import { CLIENT_COMMANDS } from '../testing/public-client-commands.ts';
import type { ClientOptions } from '../testing/public-client-commands.ts';
import { until } from '../testing/test-server.ts';

const TEST_TIMEOUT_MS = 60_000;
const POLL_INTERVAL_MS = 300;
const NAMES = ['m', 'a', 'b'] as const;
type Name = (typeof NAMES)[number];
const ACCOUNT = { user: 'second', password: 'second-password' };
const STOP = "STOP REPLICA FOR CHANNEL '';";

const used = new Set<string>();
let world: RealWorld;
let sandbox: Sandbox;
let [m, a, b] = ['', '', ''];

beforeAll(async () => {
  world = await startRealWorld({
    cluster: { tree: 'm > (a, b); flavor mysql', writer: { rowsPerSecond: 20 } },
    seed: 'b',
    servers: NAMES.length,
    pollIntervalMs: POLL_INTERVAL_MS,
    configuration: {
      DetectClusterAliasQuery: "SELECT 'shop'",
      DetectDataCenterQuery: "SELECT 'ams'",
      TopiaryReplicationUser: ACCOUNT.user,
      TopiaryReplicationPassword: ACCOUNT.password,
    },
  });
  ({ sandbox } = world);
  await sandbox.server('m').query(`CREATE USER ${ACCOUNT.user}@'%' IDENTIFIED BY '${ACCOUNT.password}'`);
  await sandbox.server('m').query(`GRANT REPLICATION SLAVE ON *.* TO ${ACCOUNT.user}@'%'`);
  [m, a, b] = NAMES.map((name) => addressOf(name)) as [string, string, string];
  // What names a cluster and tells a data center is asked after the first probes.
  await until(async () => (await prints('clusters-alias')) === `${m},shop`);
  await until(async () => (await prints('dominant-dc')) === 'ams');
}, START_TIMEOUT_MS);
afterAll(() => world.end());

const addressOf = (name: Name): string => `${sandbox.server(name).host}:${sandbox.server(name).port}`;

async function run(command: string, options: ClientOptions = {}): Promise<ClientRun> {
  used.add(command);
  return runClient(world.server.url, command, options);
}

/** What it prints, when it succeeds. */
async function prints(command: string, options: ClientOptions = {}): Promise<string> {
  const { exitCode, stdout, stderr } = await run(command, options);
  if (exitCode !== 0) throw new Error(`${command} ended with ${exitCode}: ${stderr}`);
  return stdout;
}

/** What it says on its standard error, when it fails by an answer. */
async function refuses(command: string, options: ClientOptions = {}): Promise<string> {
  const { exitCode, stdout, stderr } = await run(command, options);
  expect([command, exitCode, stdout]).toEqual([command, 1, '']);
  return stderr;
}

async function replicasOf(address: string): Promise<readonly string[]> {
  const text = await prints('which-replicas', { i: address });
  return text === '' ? [] : text.split('\n');
}

const nameOf = (address: string): Name => NAMES.find((name) => addressOf(name) === address) ?? 'm';

const linesOf = (...addresses: readonly string[]): string => addresses.toSorted().join('\n');
const sorted = (text: string): string => linesOf(...text.split('\n'));

/** `null`: it has none. */
async function sourceOf(name: Name): Promise<string | null> {
  const [row] = await sandbox.server(name).query('SHOW REPLICA STATUS');
  return row === undefined ? null : `${String(row['Source_Host'])}:${String(row['Source_Port'])}`;
}

async function variable(name: Name, variableName: string): Promise<unknown> {
  const [row] = await sandbox.server(name).query(`SELECT @@global.${variableName} AS answer`);
  return row?.['answer'];
}

describe('reads', { timeout: TEST_TIMEOUT_MS }, () => {
  test('what there is', async () => {
    expect(await prints('clusters')).toBe(m);
    expect(await prints('clusters-alias')).toBe(`${m},shop`);
    expect(sorted(await prints('all-instances'))).toBe(linesOf(m, a, b));
    expect(await prints('all-clusters-masters')).toBe(m);
    expect(await prints('dominant-dc')).toBe('ams');
    expect(sorted(await prints('search', { i: '127.0.0' }))).toBe(linesOf(m, a, b));
    expect(await prints('downtimed')).toBe('');
    expect(await prints('api', { P: 'clusters' })).toBe(`["${m}"]`);
    expect((await run('api', { P: 'instance/nobody/3306' })).exitCode).toBe(1);
    expect(await prints('submit-masters-to-kv-stores')).toContain(`mysql/master/shop:${m}\n`);
    expect(await prints('submit-masters-to-kv-stores', { a: 'shop' })).toContain(`mysql/master/shop/ipv4:127.0.0.1`);
    expect(await prints('snapshot-topologies')).toMatch(/^Took [\d.]+(?:s|ms|µs)$/);
    expect(await prints('replication-analysis')).toBe('');
    expect(await prints('check-global-recoveries')).toBe('enabled');
    for (const command of ['help', 'which-api']) expect(await prints(command)).toBe('');
  });

  test('one server and its cluster, by name, alias or member', async () => {
    expect(await prints('instance', { i: a })).toBe(a);
    expect(await prints('which-instance', { i: a })).toBe(a);
    expect(await refuses('instance', { i: 'nobody' })).toContain('nobody:3306');
    expect(await prints('which-master', { i: a })).toBe(m);
    expect(await prints('which-master', { i: m })).toBe(':0');
    expect(await prints('which-replicas', { i: m })).toBe(linesOf(a, b));
    expect(await prints('which-broken-replicas', { i: m })).toBe('');
    for (const cluster of [{ a: 'shop' }, { i: b }, { i: m }]) {
      expect(await prints('which-cluster', cluster)).toBe(m);
      expect(await prints('which-cluster-alias', cluster)).toBe('shop');
      expect(await prints('which-cluster-master', cluster)).toBe(m);
      expect(await prints('which-cluster-instances', cluster)).toBe(linesOf(m, a, b));
    }
    expect(sorted(await prints('which-cluster-osc-replicas', { a: 'shop' }))).toBe(linesOf(a, b));
    expect(sorted(await prints('which-cluster-osc-running-replicas', { a: 'shop' }))).toBe(linesOf(a, b));
    const tree = (await prints('topology', { a: 'shop' })).split('\n');
    expect(tree.map((line) => line.split(' ')[0])).toEqual([m, '+', '+']);
    expect(tree[1]).toMatch(new RegExp(String.raw`^\+ ${a} +\[\d+s,ok,.*,ro,ROW,>>,GTID\]$`));
    expect((await prints('topology-tabulated', { i: b })).split('\n')[0]).toMatch(/^\S+ *\|\d+s\|ok *\|/);
    expect(await prints('topology-tags', { i: b })).toContain(a);
  });

  test('the one of several endpoints that acts', async () => {
    expect(await actingOf(['http://127.0.0.1:9', world.server.url])).toBe(world.server.url);
    expect(await actingOf(['http://127.0.0.1:9'])).toBeNull();
  });

  test('raft is not there: each says so', async () => {
    for (const command of ['raft-leader', 'raft-health', 'raft-leader-hostname'])
      expect(await refuses(command)).toBe('raft-state: not running with raft setup');
    expect(await refuses('raft-elect-leader', { H: 'other' })).toBe('raft-state: not running with raft setup');
  });
});

describe('what people register', { timeout: TEST_TIMEOUT_MS }, () => {
  test('tags and pools', async () => {
    expect(await prints('tag', { i: b, t: 'role=backup' })).toBe(b);
    expect(await prints('tag', { i: b, t: 'canary' })).toBe(b);
    expect(await prints('tags', { i: b })).toBe('canary=\nrole=backup');
    expect(await prints('tag-value', { i: b, t: 'role' })).toBe('backup');
    expect(await prints('tagged', { t: 'role=backup,canary' })).toBe(b);
    expect(await prints('untag', { i: b, t: 'canary' })).toBe(b);
    expect(await prints('untag-all', { t: 'role=backup' })).toBe(b);
    expect(await prints('tags', { i: b })).toBe('');
    expect(await prints('submit-pool-instances', { i: `${a},${b}`, l: 'readers' })).toBe('readers');
    expect(await prints('which-heuristic-cluster-pool-instances', { a: 'shop' })).toBe(linesOf(a, b));
    expect(await prints('which-heuristic-cluster-pool-instances', { i: m, l: 'none' })).toBe('');
  });

  test('downtime, maintenance, candidates, virtual names', async () => {
    expect(await prints('begin-downtime', { i: b, r: 'kernel upgrade', o: 'jo', u: '1h' })).toBe(b);
    expect(await prints('downtimed', { a: 'shop' })).toBe(b);
    expect(JSON.parse(await prints('api', { P: `instance/${b.replace(':', '/')}` }))).toMatchObject({
      IsDowntimed: true,
      DowntimeOwner: 'jo',
      DowntimeReason: 'kernel upgrade',
    });
    expect(await prints('end-downtime', { i: b })).toBe(b);
    expect(await prints('begin-maintenance', { i: b, r: 'disk' })).toBe(b);
    expect(await run('begin-maintenance', { i: b, r: 'disk' })).toMatchObject({ exitCode: 1, stdout: '0' });
    expect(await prints('end-maintenance', { i: b })).toBe(b);
    expect(await prints('register-candidate', { i: a, R: 'prefer' })).toBe(a);
    expect(await prints('register-hostname-unresolve', { i: b, H: 'vip.example' })).toBe(b);
    expect(await prints('deregister-hostname-unresolve', { i: b })).toBe(b);
  });
});

describe('one server', { timeout: TEST_TIMEOUT_MS }, () => {
  test('replication stops, starts, is detached and reattached', async () => {
    for (const command of ['stop-replica', 'start-replica', 'restart-replica', 'stop-replica-nice'])
      expect(await prints(command, { i: b })).toBe(b);
    expect(await prints('is-replication-stopped', { i: b })).toBe(b);
    expect(await prints('is-replicating', { i: b })).toBe('');
    expect(await prints('change-master-credentials', { i: b })).toBe(b);
    expect(await prints('start-replica', { i: b })).toBe(b);
    expect(await prints('is-replicating', { i: b })).toBe(b);
    for (const [detach, reattach] of [
      ['detach-replica', 'reattach-replica'],
      ['detach-replica-master-host', 'reattach-replica-master-host'],
    ] as const) {
      expect(await prints(detach, { i: b })).toBe(b);
      expect(await prints('which-master', { i: b })).toBe(`//${m}`);
      expect(await prints(reattach, { i: b })).toBe(b);
      expect([await prints('which-master', { i: b }), await sourceOf('b')]).toEqual([m, m]);
    }
    expect(await prints('start-replica', { i: b })).toBe(b);
    expect(await prints('delay-replication', { i: b, S: '1' })).toBe('1');
    expect(await prints('delay-replication', { i: b, S: '0' })).toBe('0');
    expect(
      JSON.parse(await prints('restart-replica-statements', { i: b, q: 'SET GLOBAL x = 1' })) as readonly string[],
    ).toEqual([STOP, 'SET GLOBAL x = 1;', STOP.replace('STOP', 'START')]);
    expect(await refuses('skip-query', { i: b })).toContain('nothing to skip');
  });

  test('settings and logs', async () => {
    expect(await prints('set-writeable', { i: b })).toBe(b);
    expect(await variable('b', 'read_only')).toBe(0);
    expect(await prints('set-read-only', { i: b })).toBe(b);
    expect(await variable('b', 'read_only')).toBe(1);
    for (const role of ['master', 'replica']) {
      expect(await prints(`enable-semi-sync-${role}`, { i: b })).toBe(b);
      expect(await prints(`disable-semi-sync-${role}`, { i: b })).toBe(b);
    }
    expect(await prints('flush-binary-logs', { i: b })).toBe(b);
    expect(await prints('purge-binary-logs', { i: b, n: 'latest' })).toBe(b);
    expect(await refuses('last-pseudo-gtid', { i: b })).toContain('PseudoGTIDPattern');
  });

  test('transactions of its own are named, found in its logs, and repaired in both ways', async () => {
    expect(await prints('which-gtid-errant', { i: b })).toBe('');
    expect(await refuses('locate-gtid-errant', { i: b })).toContain('errant');
    const uuid = String(await variable('b', 'server_uuid'));
    for (const repair of ['gtid-errant-inject-empty', 'gtid-errant-reset-master']) {
      await sandbox.server('b').query(`SET GLOBAL super_read_only = 0; CREATE DATABASE ${repair.replaceAll('-', '_')}`);
      await sandbox.server('b').query('SET GLOBAL read_only = 1');
      await until(async () => (await prints('which-gtid-errant', { i: b })).startsWith(uuid));
      expect(await prints('locate-gtid-errant', { i: b })).toMatch(/^binlog\.\d+$/);
      if (repair === 'gtid-errant-reset-master') expect(await prints('stop-replica', { i: b })).toBe(b);
      expect(await prints(repair, { i: b })).toBe(b);
      await until(async () => (await prints('which-gtid-errant', { i: b })) === '');
      await run('start-replica', { i: b });
    }
  });
});

describe('moves', { timeout: TEST_TIMEOUT_MS }, () => {
  test('below another one and up again, in every way that GTIDs allow', async () => {
    expect(await prints('can-replicate-from', { i: b, d: a })).toBe(a);
    expect(await prints('can-replicate-from-gtid', { i: b, d: a })).toBe(a);
    for (const command of ['relocate', 'move-below', 'move-equivalent', 'move-gtid']) {
      expect(await prints(command, { i: b, d: a })).toBe(`${b}<${a}`);
      expect(await sourceOf('b')).toBe(a);
      expect(await prints('move-up', { i: b })).toBe(`${b}<${m}`);
    }
    expect(await prints('repoint', { i: b, d: m })).toBe(`${b}<${m}`);
    expect(await refuses('match', { i: b, d: a })).toContain('replicates by GTID');
  });

  test('all replicas of a server', async () => {
    expect(await prints('take-siblings', { i: a })).toBe(`${a}<${m}`);
    expect(await sourceOf('b')).toBe(a);
    expect(await refuses('match-up', { i: b })).toContain('replicates by GTID');
    expect(await refuses('match-up-replicas', { i: a })).toContain('replicates by GTID');
    expect(await prints('repoint-replicas', { i: a })).toBe(b);
    expect(await prints('relocate-replicas', { i: a, d: m })).toBe(b);
    expect(await prints('relocate', { i: b, d: a })).toBe(`${b}<${a}`);
    expect(await prints('move-up-replicas', { i: a })).toBe(b);
    expect(await prints('relocate', { i: b, d: a })).toBe(`${b}<${a}`);
    // As against orchestrator: it is done, but the answer is the destination, and the client looks for a list.
    expect((await run('move-replicas-gtid', { i: a, d: m })).exitCode).toBe(5);
    expect(await sourceOf('b')).toBe(m);
  });

  test('a replica and its master', async () => {
    expect(await prints('make-co-master', { i: a })).toBe(`${a}<${m}`);
    expect(await sourceOf('m')).toBe(a);
    expect(await prints('stop-replica', { i: m })).toBe(m);
    expect(await prints('reset-replica', { i: m })).toBe(m);
    expect(await sourceOf('m')).toBeNull();
    expect(await prints('relocate', { i: b, d: a })).toBe(`${b}<${a}`);
    expect(await prints('take-master', { i: b })).toBe(`${b}<${m}`);
    expect([await sourceOf('a'), await sourceOf('b')]).toEqual([b, m]);
    expect(await prints('relocate', { i: a, d: m })).toBe(`${a}<${m}`);
  });
});

describe('masters are replaced', { timeout: TEST_TIMEOUT_MS }, () => {
  test('by plan: whom one names, or who is best', async () => {
    expect(await refuses('graceful-master-takeover', { a: 'shop' })).not.toBe('');
    expect(await prints('graceful-master-takeover', { a: 'shop', d: a })).toBe(a);
    expect([await variable('a', 'read_only'), await variable('m', 'read_only')]).toEqual([0, 1]);
    expect(await prints('start-replica', { i: m })).toBe(m);
    expect(await prints('graceful-master-takeover-auto', { i: a, d: m })).toBe(m);
    expect([await sourceOf('a'), await sourceOf('b')]).toEqual([m, m]);
    await until(async () => (await prints('is-replicating', { i: a })) === a);
    const best = await prints('graceful-master-takeover-auto', { a: 'shop' });
    expect(best).toBe(a);
    await until(async () => (await prints('is-replicating', { i: m })) === m);
  });

  test('by force, though nothing is wrong', async () => {
    expect(await prints('force-master-takeover', { a: 'shop', d: b })).toBe(b);
    expect(await variable('b', 'read_only')).toBe(0);
    await until(async () => (await replicasOf(b)).length === 2);
    const next = await prints('force-master-failover', { i: b });
    expect([m, a]).toContain(next);
    expect(await variable(nameOf(next), 'read_only')).toBe(0);
    expect(await prints('disable-global-recoveries')).toBe('disabled');
    expect(await prints('check-global-recoveries')).toBe('disabled');
    expect(await prints('enable-global-recoveries')).toBe('enabled');
  });
});

describe('what is dead, and what is forgotten', { timeout: TEST_TIMEOUT_MS }, () => {
  test('a dead master is named, recovered though the script asks twice, and acknowledged', async () => {
    const dead = await prints('which-cluster-master', { a: 'shop' });
    // Old masters that were replaced stand still below the new one, until somebody starts them.
    for (const replica of NAMES.map(addressOf).filter((address) => address !== dead)) {
      await run('start-replica', { i: replica });
      await until(async () => (await prints('is-replicating', { i: replica })) === replica);
    }
    await until(async () => (await replicasOf(dead)).length === 2);
    await sandbox.writer('one')?.stop();
    await sandbox.server(nameOf(dead)).kill();
    await until(async () => (await prints('replication-analysis')).includes(`${dead} (cluster ${dead}): DeadMaster`));
    const successor = await prints('recover', { i: dead });
    expect(NAMES.map(addressOf).filter((address) => address !== dead)).toContain(successor);
    expect(await variable(nameOf(successor), 'read_only')).toBe(0);
    expect(await prints('ack-cluster-recoveries', { i: successor, r: 'seen by all' })).toBe(successor);
    expect(await prints('ack-all-recoveries', { r: 'seen by all' })).toBe('seen');
    expect(await refuses('discover', { i: dead })).toContain(dead);
    expect(await prints('forget', { i: dead })).toBe('');
    expect(sorted(await prints('all-instances'))).toBe(linesOf(...NAMES.map(addressOf).filter((one) => one !== dead)));
  });

  test('a cluster is forgotten, and found again', async () => {
    const [master = ''] = (await prints('all-clusters-masters')).split('\n');
    expect(await prints('forget-cluster', { a: 'shop' })).toBe('');
    expect(await prints('all-instances')).toBe('');
    expect(await prints('discover', { i: master })).toBe(master);
    // As against orchestrator: what goes on beside the answer is not in it yet.
    expect(await prints('async-discover', { i: master })).toBe(':null');
  });
});

test('every command was used', () => {
  expect([...used].toSorted()).toEqual(Object.keys(CLIENT_COMMANDS).toSorted());
});
