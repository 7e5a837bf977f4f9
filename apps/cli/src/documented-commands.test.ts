/** Every command of the runbook and of the page about moving is run, in its order, against servers in memory. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createClient } from '@topiary/contract';
import { id } from '@topiary/domain/testing';
import { killMaster, orchestratorStatements, startTestServer, until } from '@topiary/server/testing';
import type { TestServer } from '@topiary/server/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCli } from './testing/run-cli.ts';
import { runHere } from './testing/run-here.ts';

const run = promisify(execFile);
const DOCS = fileURLToPath(new URL('../../../docs/', import.meta.url));
const PAGES = ['runbook', 'moving-from-orchestrator'] as const;

/** Of many commands together; each has its own deadlines. */
const HANGS = { timeout: 300_000 };

const textOf = (page: string): Promise<string> => readFile(`${DOCS}${page}.md`, 'utf8');

function commandsIn(text: string): readonly string[] {
  return [...text.matchAll(/^( *)```sh\n(.*?)^ *```$/gms)].flatMap(([, , body = '']) =>
    body
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  );
}

async function wordsOf(command: string): Promise<readonly string[]> {
  const { stdout } = await run('sh', ['-c', `for word in ${command}; do printf '%s\\0' "$word"; done`]);
  return stdout.split('\0').slice(0, -1);
}

test.each(PAGES)('%s has the same commands in both languages', async (page) => {
  const commands = commandsIn(await textOf(page));
  expect(commands.length).toBeGreaterThan(8);
  expect(commandsIn(await textOf(`${page}.zh-CN`))).toEqual(commands);
});

describe('each command of', () => {
  let server: TestServer;
  let directory: string;
  let config: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'topiary-docs-'));
    config = join(directory, 'orchestrator.conf.json');
    const database = new DatabaseSync(join(directory, 'orchestrator.db'));
    for (const statement of orchestratorStatements(Date.now())) database.exec(statement);
    database.close();
    const own = { BackendDB: 'sqlite', SQLite3DataFile: join(directory, 'orchestrator.db') };
    await writeFile(config, JSON.stringify({ ...own, ListenAddress: '127.0.0.1:0', MySQLTopologyUser: 'u' }));
    await writeFile(join(directory, 'servers.csv'), 'host,port,promotion_rule\ndb-1,3306,prefer\n');
    server = await startTestServer({ topology: 'db-1 > db-2, db-3, db-4\nblog-1 > blog-2, blog-3' });
    await until(() => server.engine.status().acting.kind === 'self');
    for (const [name, alias] of [
      ['db-1', 'shop'],
      ['blog-1', 'blog'],
    ] as const)
      expect((await topiary(['set-cluster-alias', name, alias])).code).toBe(0);
    killMaster(server, 'blog-1');
    await until(() => server.engine.snapshot().instances.get(id('blog-1'))?.health === 'unreachable');
    await until(() => [...server.engine.findings].some(({ code }) => code === 'DeadMaster'));
  });
  afterAll(async () => {
    await server.close();
    await rm(directory, { recursive: true, force: true });
  });

  const topiary = (words: readonly string[]) => runHere(words, { TOPIARY_API: server.url });

  /** Words that stand for what a person reads off the screen, and files that a test has elsewhere. */
  async function filledIn(command: string): Promise<string> {
    const client = createClient({ baseUrl: server.url, fetch });
    let text = command
      .replaceAll('/etc/orchestrator.conf.json', config)
      .replaceAll('servers.csv', join(directory, 'servers.csv'));
    if (/\bUID\b/.test(text)) text = text.replace('UID', (await client.call('recoveries', {})).items[0]?.uid ?? 'none');
    if (/\bPLAN\b/.test(text)) text = text.replace('PLAN', (await client.call('plans', {})).items[0]?.id ?? 'none');
    return text;
  }

  async function serves(words: readonly string[]): Promise<void> {
    const child = startCli(words);
    const ended = once(child, 'close');
    let printed = '';
    let isAsked = false;
    for await (const part of child.stdout ?? []) {
      printed += String(part);
      // Once: a second signal ends the process at once.
      if (isAsked || !printed.includes('Topiary listens on')) continue;
      isAsked = child.kill('SIGTERM');
    }
    expect(printed).toContain('Topiary listens on http://127.0.0.1:');
    expect(await ended).toEqual([0, null]);
  }

  async function works(command: string): Promise<void> {
    const text = await filledIn(command);
    if (text.startsWith('export ')) {
      expect(text).toMatch(/^export TOPIARY_API=http:/);
    } else if (text.startsWith('topiary ')) {
      const [, ...words] = await wordsOf(text);
      if (words[0] === 'serve') await serves(words);
      else expect({ command, ...(await topiary(words)) }).toMatchObject({ command, code: 0 });
    } else {
      expect(text).toMatch(/^curl -fsS "\$TOPIARY_API\/api\//);
      await run('sh', ['-c', text], { env: { ...process.env, TOPIARY_API: server.url } });
    }
  }

  test('the example of the typed client', async () => {
    const [, code = ''] = /```ts\n(.*?)```/s.exec(await textOf('api')) ?? [];
    const contract = new URL('../../../packages/contract/src/index.ts', import.meta.url).href;
    const file = join(directory, 'example.mts');
    await writeFile(file, code.replace('./packages/contract/src/index.ts', contract));
    const env = { ...process.env, TOPIARY_API: server.url };
    const { stdout } = await run(process.execPath, [file], { env });
    expect(stdout.trim().split('\n')).toEqual([expect.stringContaining('shop'), 'done']);
    expect(server.engine.snapshot().edgesByReplica.get(id('db-3'))?.[0]?.source).toBe(id('db-2'));
  });

  test('the page about moving', HANGS, async () => {
    const commands = commandsIn(await textOf('moving-from-orchestrator'));
    for (const command of commands) await works(command);
    expect(commands.some((command) => command.startsWith('topiary serve '))).toBe(true);
  });

  test('the runbook', HANGS, async () => {
    for (const command of commandsIn(await textOf('runbook'))) await works(command);
    const { instances } = server.engine.snapshot();
    expect(instances.get(id('db-2'))?.role).toBe('master');
    expect(instances.get(id('blog-1'))?.role).not.toBe('intermediate');
  });
});
