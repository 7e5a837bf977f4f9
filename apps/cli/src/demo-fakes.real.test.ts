import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runCli, startCli } from './testing/run-cli.ts';
import type { CliEnd } from './testing/run-cli.ts';

const SERVERS = 25;
const SOON = { timeout: 10_000, interval: 100 } as const;
const START = { timeout: 40_000, interval: 50 } as const;

interface Instance {
  readonly node: { readonly problems: readonly { readonly severity: string }[] };
}

/** Of these tests alone, so that what is left of a process that was killed goes with it, and other fakes are not seen. */
let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'topiary-fakes-test-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const environment = (): Readonly<Record<string, string>> => ({ TMPDIR: directory });

describe('the demo of fakes', () => {
  let demo: ChildProcess;
  let said = '';
  let url = '';
  let master = '';

  beforeAll(async () => {
    demo = startCli(['demo', '--fakes', String(SERVERS), '--port', '0', '--no-open'], environment());
    demo.stdout?.on('data', (part) => {
      said += String(part);
    });
    await vi.waitUntil(() => said.includes(`All ${SERVERS} servers found in `), START);
    url = /Topiary: +(\S+)/.exec(said)?.[1] ?? '';
    master = /shop-eu: 5 servers, 8\.4\.6, master (127\.\d+\.\d+\.\d+:\d+)/.exec(said)?.[1] ?? '';
  });
  afterAll(() => {
    // Only where a test failed.
    if (demo.exitCode === null) demo.kill('SIGKILL');
  });

  const topiary = (...words: readonly string[]): Promise<CliEnd> =>
    runCli(words, { ...environment(), TOPIARY_API: url });
  /** A server of the first cluster, by its number. */
  const server = (number: number): string => master.replace('.1:', `.${number}:`);
  const instance = async (address: string): Promise<Instance> =>
    JSON.parse((await topiary('instance', address, '--json')).stdout) as Instance;

  test('shows clusters of several makes, each of them well', async () => {
    const { stdout } = await topiary('clusters', '--json');
    const { clusters } = JSON.parse(stdout) as {
      clusters: readonly { instances: number; critical: number; flavors: readonly string[] }[];
    };
    expect(clusters.reduce((sum, { instances }) => sum + instances, 0)).toBe(SERVERS);
    expect(clusters.filter(({ critical }) => critical > 0)).toEqual([]);
    expect(new Set(clusters.flatMap(({ flavors }) => flavors))).toEqual(new Set(['mysql', 'mariadb', 'percona']));
  });

  test('moves a replica below another, on a fake', async () => {
    const moved = await topiary('relocate', server(4), '--below', server(5), '--yes', '--json');
    expect(JSON.parse(moved.stdout)).toMatchObject({ outcome: 'done' });
    expect((await topiary('instance', server(4))).stdout).toMatch(
      new RegExp(`^master +${server(5)}, receiver running, applier running`, 'm'),
    );
  });

  test('sees at once that a fake was killed, and that it was started again', async () => {
    expect((await topiary('fakes', 'kill', server(3))).stdout).toBe(`shop-eu-3 (${server(3)}): down\n`);
    await expect.poll(async () => (await instance(server(3))).node.problems[0]?.severity, SOON).toBe('critical');
    expect((await topiary('fakes', 'kill', server(3))).stderr).toBe(`shop-eu-3 (${server(3)}) is down already.\n`);
    expect((await topiary('fakes', 'start', server(3))).code).toBe(0);
    await expect.poll(async () => (await instance(server(3))).node.problems, SOON).toEqual([]);
  });

  test('freezes and thaws a fake, and lists them all', async () => {
    expect((await topiary('fakes', 'freeze', server(2))).code).toBe(0);
    const listed = JSON.parse((await topiary('fakes', 'list', '--json')).stdout) as readonly {
      address: string;
      state: string;
    }[];
    expect(listed.length).toBe(SERVERS);
    expect(listed.find(({ address }) => address === server(2))?.state).toBe('frozen');
    expect((await topiary('fakes', 'start', server(2))).stderr).toContain('is frozen: thaw it instead');
    expect((await topiary('fakes', 'thaw', server(2))).stdout).toContain(': up');
  });

  test('ends with Ctrl-C and leaves nothing', async () => {
    const pid = Number(/they run in process (\d+)/.exec(said)?.[1]);
    demo.kill('SIGINT');
    expect(await once(demo, 'exit')).toEqual([0, null]);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(await refuses(master)).toBe(true);
    expect((await topiary('fakes', 'list')).stdout).toMatch(/^No fakes run/);
    expect((await readdir(directory)).filter((name) => name.startsWith('topiary-demo-'))).toEqual([]);
  });
});

test('fakes end with the process that started them, however that dies', async () => {
  const demo = startCli(['demo', '--fakes', '3', '--port', '0', '--no-open'], environment());
  let said = '';
  for await (const part of demo.stdout ?? []) {
    said += String(part);
    if (said.includes('Ctrl-C')) break;
  }
  const pid = Number(/they run in process (\d+)/.exec(said)?.[1]);
  expect(process.kill(pid, 0)).toBe(true);
  demo.kill('SIGKILL');
  await expect.poll(() => lives(pid), SOON).toBe(false);
});

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function refuses(address: string): Promise<boolean> {
  const [host = '', port = ''] = address.split(':');
  const socket = createConnection({ host, port: Number(port) });
  const [error] = (await Promise.race([once(socket, 'error'), once(socket, 'connect').then(() => [null])])) as [
    NodeJS.ErrnoException | null,
  ];
  socket.destroy();
  return error?.code === 'ECONNREFUSED';
}
