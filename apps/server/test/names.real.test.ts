/** Names and identity on real servers: copies, servers that tell one identity, virtual names, what servers report, and forgetting. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InstanceView, NamesView, RegistryInput } from '@topiary/contract';
import { instanceIdOf } from '@topiary/contract';
import { startSandbox } from '@topiary/sandbox';
import type { Sandbox, SandboxServer } from '@topiary/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually, sourceIn, TopiaryStarter } from './topiary-process.ts';
import type { TopiaryProcess } from './topiary-process.ts';

const OTHER_LOOPBACK = '127.0.0.2';
/** Another way to write 127.0.0.1, which every resolver of the system understands. */
const ANOTHER_NAME = '127.1';

const starter = new TopiaryStarter();
const ownProcesses: ChildProcess[] = [];
let sandbox: Sandbox;
let topiary: TopiaryProcess;
/** `twin` as it was started anew: at the port of `single`, on another address. */
let twin: string;
const server = (name: string): SandboxServer => sandbox.server(name);
const idOf = (name: string) => instanceIdOf({ host: server(name).host, port: server(name).port });

beforeAll(async () => {
  sandbox = await startSandbox({
    clusters: [
      { name: 'shop', tree: 'm > (a[var.report_host=db-a.invalid], b); flavor mariadb' },
      { name: 'one', tree: 'single[var.server_id=77]; flavor mariadb' },
      { name: 'two', tree: 'twin[var.server_id=77]; flavor mariadb' },
      { name: 'first', tree: 'original' },
      { name: 'second', tree: 'copy' },
    ],
  });
  await becomeCopy(server('copy'), server('original'));
  twin = await moveTo(server('twin'), { host: OTHER_LOOPBACK, port: server('single').port });
  const seeds = ['shop.m', 'shop.a', 'one.single', 'first.original', 'second.copy'].map((name) => server(name).address);
  topiary = await starter.start({
    seeds: [...seeds, twin],
    account: sandbox.credentials.topology,
    config: { MySQLHostnameResolveMethod: '@@report_host', TopiaryPollIntervalMilliseconds: 500 },
  });
  await topiary.clusterOf(idOf('shop.m'), 3);
}, 120_000);

afterAll(async () => {
  await starter.endAll();
  for (const child of ownProcesses) child.kill('SIGKILL');
  await sandbox.stop();
});

/** What a copied data directory brings that matters here: the `server_uuid` in it. */
async function becomeCopy(copy: SandboxServer, original: SandboxServer): Promise<void> {
  const [row] = await original.query('select @@server_uuid as uuid');
  const dataDirectory = await workingDirectoryOf(copy);
  await copy.stop();
  await writeFile(join(dataDirectory, 'auto.cnf'), `[auto]\nserver-uuid=${String(row?.['uuid'])}\n`);
  await copy.start();
}

/** mysqld works in its data directory. */
function workingDirectoryOf({ pid }: SandboxServer): Promise<string> {
  return readlink(`/proc/${pid}/cwd`);
}

/** Starts a stopped server anew on another address: MariaDB makes its `server_uid` of the machine and the port. */
async function moveTo(moved: SandboxServer, to: { readonly host: string; readonly port: number }): Promise<string> {
  const [command = '', ...words] = (await readFile(`/proc/${moved.pid}/cmdline`, 'utf8')).split('\0').slice(0, -1);
  const cwd = await workingDirectoryOf(moved);
  await moved.stop();
  const flags = [`--port=${to.port}`, `--bind-address=${to.host}`, '--report-host=', `--report-port=${to.port}`];
  ownProcesses.push(spawn(command, [...words, ...flags], { cwd, stdio: 'ignore' }));
  return `${to.host}:${to.port}`;
}

const instance = (id: string): Promise<InstanceView> => topiary.call('instance', { params: { instance: id } });
const names = (): Promise<NamesView> => topiary.call('names', {});
const register = (command: RegistryInput) =>
  topiary.call('register', { body: command, idempotencyKey: crypto.randomUUID() });

/** The other server of the same identity, once that is said. */
function duplicateOf(id: string): Promise<unknown> {
  return eventually(async () => {
    const { node } = await instance(id);
    const found = node.problems.find(({ code }) => code === 'duplicate-identity');
    if (found === undefined) throw new Error(`${id} has no double yet: ${JSON.stringify(node.problems)}`);
    return found.params['other'];
  });
}

describe('equal identities', () => {
  test('of a copied data directory are two servers, and both say so', async () => {
    expect(await duplicateOf(idOf('first.original'))).toBe(idOf('second.copy'));
    expect(await duplicateOf(idOf('second.copy'))).toBe(idOf('first.original'));
    const [one, other] = [await instance(idOf('first.original')), await instance(idOf('second.copy'))];
    expect(one.observation?.identity.serverUuid).toBe(other.observation?.identity.serverUuid);
    expect(one.cluster).not.toBe(other.cluster);
  }, 40_000);

  test('of two MariaDB servers on two addresses of one host are two servers', async () => {
    expect(await duplicateOf(twin)).toBe(idOf('one.single'));
    const [one, other] = [await instance(idOf('one.single')), await instance(twin)];
    expect(one.observation?.identity.serverUid).toBe(other.observation?.identity.serverUid);
    expect(one.cluster).not.toBe(other.cluster);
    expect((await names()).addresses.items.filter(({ origin }) => origin === 'proved')).toEqual([]);
  }, 40_000);

  test('of one server at two addresses are one server', async () => {
    const { port } = server('one.single');
    const address = `${ANOTHER_NAME}:${port}`;
    const result = await topiary.call('discover', { body: { address }, idempotencyKey: crypto.randomUUID() });
    expect(result).toMatchObject({ instance: idOf('one.single'), outcome: 'already-known' });
    const { items } = (await names()).addresses;
    expect(items).toContainEqual({ address, instance: idOf('one.single'), origin: 'proved' });
  }, 20_000);
});

describe('what a server reports', () => {
  test('is its name, and where it reports nothing its address is kept and that is said', async () => {
    const { port } = server('shop.a');
    expect((await instance(idOf('shop.a'))).names.own).toEqual({ kind: 'name', name: `db-a.invalid:${port}` });
    expect((await instance(twin)).names.own).toEqual({ kind: 'kept', because: 'empty' });
    expect((await instance(twin)).node.health).toBe('ok');
  });
});

describe('a virtual name', () => {
  const move = async () => topiary.confirm(await topiary.relocation(idOf('shop.b'), idOf('shop.a')), true);

  test('that does not lead to its server refuses the move', async () => {
    await register({ kind: 'set-virtual-name', instance: idOf('shop.a'), name: 'no-such-host.invalid' });
    await expect(move()).rejects.toMatchObject({
      code: 'plan-refused',
      reasons: [{ code: 'virtual-name-unproved' }],
    });
  }, 20_000);

  test('that does is what the replica gets, and the tree stays what it is', async () => {
    await register({ kind: 'set-virtual-name', instance: idOf('shop.a'), name: ANOTHER_NAME });
    await eventually(async () => expect((await names()).virtualNames.items).toMatchObject([{ isProved: true }]));
    const plan = await move();
    expect(plan.outcome).toBe('done');
    const [status] = await server('shop.b').query('show slave status');
    expect(status).toMatchObject({ Master_Host: ANOTHER_NAME, Slave_IO_Running: 'Yes' });
    const view = await topiary.clusterOf(idOf('shop.m'), 3);
    expect(sourceIn(view, idOf('shop.b'))).toBe(idOf('shop.a'));
  }, 40_000);
});

test('a name that leads nowhere, and that one server reports as its own, is that server’s', async () => {
  const { port } = server('shop.a');
  await server('shop.b').query(`stop slave; change master to master_host = 'db-a.invalid', master_port = ${port}`);
  await eventually(async () =>
    expect((await names()).addresses.items).toContainEqual({
      address: `db-a.invalid:${port}`,
      instance: idOf('shop.a'),
      origin: 'told',
    }),
  );
  const view = await topiary.clusterOf(idOf('shop.m'), 3);
  expect(sourceIn(view, idOf('shop.b'))).toBe(idOf('shop.a'));
}, 40_000);

test('a forgotten server stays away, though its master lists it, until somebody discovers it', async () => {
  await server('shop.b').query(
    `change master to master_host = '127.0.0.1', master_port = ${server('shop.m').port}; start slave`,
  );
  await eventually(async () => {
    const view = await topiary.clusterOf(idOf('shop.m'), 3);
    expect(sourceIn(view, idOf('shop.b'))).toBe(idOf('shop.m'));
  });
  await register({ kind: 'forget', instance: idOf('shop.b') });
  await eventually(async () =>
    expect((await names()).keptOut.items).toMatchObject([
      { instance: idOf('shop.b'), reason: 'forgotten', namedBy: idOf('shop.m') },
    ]),
  );
  await topiary.clusterOf(idOf('shop.m'), 2);
  const body = { address: server('shop.b').address };
  expect(await topiary.call('discover', { body, idempotencyKey: crypto.randomUUID() })).toMatchObject({
    outcome: 'discovered',
  });
  await topiary.clusterOf(idOf('shop.m'), 3);
}, 40_000);
