/** Commands without a Topiary that runs: on the configured store, in a process of the command's own. */
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHere, startServer } from '@topiary/server';
import type { StartOptions } from '@topiary/server';
import { startFleet } from '@topiary/server/testing';
import type { RunningFleet } from '@topiary/server/testing';
import { runHere } from '../testing/run-here.ts';
import { startCli } from '../testing/run-cli.ts';
import type { CliEnd } from '../testing/run-cli.ts';

const SERVERS = 5;

let directory = '';
let config = '';
let fleet: RunningFleet;
/** The first server of the fleet's only cluster. */
let master = '';
const server = (number: number): string => master.replace('.1:', `.${number}:`);
const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'topiary-direct-'));
  fleet = await startFleet(SERVERS);
  const { user, password, clusters } = fleet.summary;
  master = clusters[0]?.master ?? '';
  config = join(directory, 'orchestrator.conf.json');
  await writeConfig({ MySQLTopologyUser: user, MySQLTopologyPassword: password });
});
afterAll(async () => {
  await fleet.stop();
  await rm(directory, { recursive: true, force: true });
});

async function writeConfig(keys: Readonly<Record<string, unknown>>): Promise<void> {
  // However busy the machine is: what is tried here is not how soon a server answers.
  const common = {
    SQLite3DataFile: join(directory, 'topiary.db'),
    AuthenticationMethod: 'basic',
    HTTPAuthUser: 'u',
    HTTPAuthPassword: 'p',
    MySQLConnectTimeoutSeconds: 20,
  };
  await writeFile(config, JSON.stringify({ ...common, ...keys }));
}

const topiary = (...words: readonly string[]): Promise<CliEnd> =>
  runHere(['-config', config, '-c', ...words], { TOPIARY_API: '', ORCHESTRATOR_API: '' });

async function printed(...words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await topiary(...words);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

test('what one command finds is there for the next, which moves it and draws it', async () => {
  const [target, replica] = [server(2), server(3)];
  const all = [1, 2, 3, 4, 5].map(server);
  expect(await printed('discover', '-i', all.join(','))).toBe(all.map((one) => `${one}\n`).join(''));
  expect(await printed('relocate', '-i', replica, '-d', target)).toBe(`${replica}<${target}\n`);
  expect(await printed('topology', '-i', master)).toMatch(
    new RegExp(`^${master} .*\n[+-] ${target} .*\n  [+-] ${replica} `, 'm'),
  );
});

test('where a Topiary acts on the store, that one is asked', async () => {
  expect(await printed('tag', '-i', master, '-tag', 'a=b')).toBe(`${master}\n`);
  const running = await startServer({
    configFiles: { kind: 'file', path: config },
    logger,
    overrides: { ListenAddress: '127.0.0.1:0' },
  });
  try {
    const [words, credentials] = [
      ['tags', '-i', master],
      ['-auth', 'u:p'],
    ];
    expect((await topiary(...words)).stderr).toContain('wants a user and a password');
    expect(await printed(...words, ...credentials)).toBe('a=b\n');
    const headers = { authorization: `Basic ${Buffer.from('u:p').toString('base64')}` };
    const audit = await (await fetch(`${running.url}/api/v1/audit`, { headers })).text();
    expect(audit).toContain(`"${userInfo().username}"`);
  } finally {
    await running.stop();
  }
});

test('the configuration in force is printed on one line, and the store made', async () => {
  const [line = '', ...more] = (await printed('dump-config')).split('\n');
  expect(more).toEqual(['']);
  expect(JSON.parse(line)).toMatchObject({ HTTPAuthPassword: 'p', InstancePollSeconds: 5 });
  expect(await printed('redeploy-internal-db')).toBe('Redeployed internal db\n');
});

test('where the one that acts cannot be reached, the process that has the store is named', async () => {
  const running = await startServer({
    configFiles: { kind: 'file', path: config },
    logger,
    listener: BEHIND_A_FIREWALL,
  });
  try {
    const { code, stderr } = await topiary('clusters', '-auth', 'u:p');
    expect(code).toBe(1);
    expect(stderr).toContain('No Topiary answers at http://127.0.0.1:1.');
    expect(stderr).toContain(`in use by ${hostname()} (process ${process.pid}, http://127.0.0.1:1)`);
  } finally {
    await running.stop();
  }
});

test('a command beside another that holds the store is refused with who that is', async () => {
  const first = await here({ changes: true });
  try {
    const refused = await topiary('tag', '-i', master, '-tag', 'e=f');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain(`This Topiary only reads; ${hostname()} (process ${process.pid}) acts.`);
  } finally {
    await first.stop();
  }
});

const here = ({ changes }: { readonly changes: boolean }) =>
  openHere({
    configFiles: { kind: 'file', path: config },
    environment: {},
    user: 'ada',
    ignoreRaft: false,
    recovers: false,
    changes,
    logger,
  });

/** Its address is said, and nobody gets there. */
const BEHIND_A_FIREWALL: NonNullable<StartOptions['listener']> = {
  address: { host: '127.0.0.1', port: 1 },
  serve: () => undefined,
  refuse: () => undefined,
  close: () => Promise.resolve(),
};

/** Ten seconds of processes that start. */
const IS_SOAK = process.env['SOAK_CONTRACT'] !== undefined;

test.runIf(IS_SOAK)('continuous acts until a signal ends it, prints nothing, and lets nobody else act', async () => {
  const child = startCli(['-config', config, '-c', 'continuous']);
  let said = '';
  let printedThere = '';
  child.stdout?.on('data', (part) => (printedThere += String(part)));
  const started = Promise.withResolvers<void>();
  child.stderr?.on('data', (part) => {
    said += String(part);
    if (said.includes('server.started')) started.resolve();
  });
  const ended = once(child, 'exit');
  await Promise.race([started.promise, ended]);
  // It acts, and cannot be asked: what changes something is refused, and what is known can be read.
  const refused = await topiary('tag', '-i', master, '-tag', 'c=d');
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toContain(`(process ${child.pid}) acts`);
  expect(await printed('tags', '-i', master)).toBe('a=b\n');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(printedThere).toBe('');
});

test('a configuration that asks for several nodes is refused, unless that is said', async () => {
  const { user, password } = fleet.summary;
  await writeConfig({
    MySQLTopologyUser: user,
    MySQLTopologyPassword: password,
    RaftEnabled: true,
    RaftNodes: ['a', 'b', 'c'],
  });
  expect((await topiary('clusters')).stderr).toMatch(/FATAL RaftEnabled .* -ignore-raft-setup/);
  expect(await printed('clusters', '-ignore-raft-setup')).toBe(`${master}\n`);
});

test('a configuration that cannot be read is said', async () => {
  const end = await runHere(['-config', join(directory, 'nothing.json'), '-c', 'clusters'], {
    TOPIARY_API: '',
    ORCHESTRATOR_API: '',
  });
  expect(end).toMatchObject({ code: 1, stdout: '' });
  expect(end.stderr).toContain('nothing.json cannot be read');
});
