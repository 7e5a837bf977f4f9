/** What the page offers to copy, run by a shell against a server: both ways do what the page would have done. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { commandAt, createClient, planCurl, planRequestOf, shellWord } from '@topiary/contract';
import type { CallInput, Client } from '@topiary/contract';
import { id } from '@topiary/domain/testing';
import { startTestServer, until } from '@topiary/server/testing';
import type { TestServer } from '@topiary/server/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runHere } from './testing/run-here.ts';

const run = promisify(execFile);
const NASTY = [
  '',
  'two words',
  "o'clock",
  '$(halt)',
  '`halt`',
  '"x"',
  '[::1]:3306',
  'a\nb',
  '*',
  '~',
  '; halt',
  '!x',
  '{a,b}',
  '#x',
  '\\',
];

async function wordsOf(command: string): Promise<readonly string[]> {
  const { stdout } = await run('sh', ['-c', `for word in ${command}; do printf '%s\\0' "$word"; done`]);
  return stdout.split('\0').slice(0, -1);
}

test('whatever it holds, a word is one word for a shell', async () => {
  expect(await wordsOf(NASTY.map(shellWord).join(' '))).toEqual(NASTY);
});

describe('a plan', () => {
  let server: TestServer;
  let client: Client;
  const [b, c, d] = [id('b'), id('c'), id('d')];
  beforeAll(async () => {
    server = await startTestServer({ topology: 'a > b, c; b > d' });
    client = createClient({ baseUrl: server.url, fetch });
    await until(() => server.engine.status().acting.kind === 'self');
  });
  afterAll(() => server.close());

  const propose = (body: CallInput<'propose'>['body']) => client.call('propose', { body });
  const target = () => ({ origin: server.url, signsIn: false });
  const sourceOf = (replica: typeof d) => server.engine.snapshot().edgesByReplica.get(replica)?.[0]?.source;

  test('is run by curl, and taken back by it', async () => {
    const plan = await propose({ kind: 'relocate', replica: d, target: c });
    const { stdout } = await run('sh', ['-c', planCurl(planRequestOf(plan), target())]);
    const ended = JSON.parse(stdout) as { id: string; outcome: string };
    expect(ended.outcome).toBe('done');
    expect(sourceOf(d)).toBe(c);
    const undo = await client.call('undo', { params: { plan: ended.id } });
    const undone = await run('sh', ['-c', planCurl(planRequestOf(undo), target())]);
    expect(JSON.parse(undone.stdout)).toMatchObject({ outcome: 'done', undoes: ended.id });
    expect(sourceOf(d)).toBe(b);
  });

  test('is run by topiary', async () => {
    const plan = await propose({ kind: 'relocate', replica: d, target: c });
    const [, ...words] = await wordsOf(commandAt(plan.equivalents.cli, target()));
    expect((await runHere([...words, '--yes'], {})).code).toBe(0);
    expect(sourceOf(d)).toBe(c);
  });

  test('that is refused ends with its reason and an exit code of curl', async () => {
    const request = { path: '/plans', body: { kind: 'relocate', replica: b, target: "no'body:1" } };
    const refused = { code: expect.any(Number), stderr: expect.stringContaining('instance-unknown') };
    await expect(run('sh', ['-c', planCurl(request, target())])).rejects.toMatchObject(refused);
  });
});
