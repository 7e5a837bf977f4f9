import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressOf } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { startTestServer, until } from '@topiary/server/testing';
import type { TestServer } from '@topiary/server/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCliWith } from './testing/run-cli.ts';
import { runHere } from './testing/run-here.ts';
import type { CliEnd } from './testing/run-cli.ts';

let server: TestServer;
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'topiary-import-'));
  const read = () => Promise.resolve({ addresses: new Map([[id('n'), addressOf(id('n'))]]), unusable: ['db one'] });
  const reading = { kind: 'srv', record: '_mysql._tcp.example', dnsServers: [] } as const;
  const settings = [{ name: 'dns', intervalMs: 60_000, deadlineMs: 30_000, defaultPort: 3306, reading }];
  server = await startTestServer({ topology: 'a > b; m; n', seeds: [addressOf(id('a'))], sources: { settings, read } });
  await until(() => server.engine.status().acting.kind === 'self');
});
afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

const topiary = (...words: readonly string[]): Promise<CliEnd> => runHere(words, { TOPIARY_API: server.url });
const isKnown = (name: string): boolean => server.engine.snapshot().instances.has(id(name));

async function fileOf(text: string): Promise<string> {
  const file = join(directory, 'list.csv');
  await writeFile(file, text);
  return file;
}

describe('import', () => {
  test('previews a list, then adds it, and says what of each line came', async () => {
    const file = await fileOf('host,tags,rack\nm,role=backup,r1\na,,r1\nM,,\n');
    const preview = await topiary('import', file, '--preview');
    expect(preview.code).toBe(0);
    expect(preview.stdout).toMatch(/^2 +m:3306 +new +mysql/m);
    expect(preview.stdout).toMatch(/^ +registers tags role=backup$/m);
    expect(preview.stdout).toMatch(/^Columns passed over: rack\n1 new, 1 known, 1 twice$/m);
    expect(isKnown('m')).toBe(false);
    const added = await topiary('import', file);
    expect(added).toMatchObject({ code: 0, stdout: expect.stringMatching(/^2 +m:3306 +added +mysql.* m:3306$/m) });
    expect((await topiary('tags', 'm')).stdout).toBe('role=backup\n');
  });

  test('ends with 1 and the reason when something could not be added', async () => {
    const end = await topiary('import', await fileOf('m\nnobody\ndb:one'));
    expect([end.code, end.stderr]).toEqual([1, '2 of 3 lines: what they name was not added; see above.\n']);
    expect(end.stdout).toMatch(/^2 +nobody:3306 +not reached\n +refused \(ECONNREFUSED\)/m);
    expect(end.stdout).toMatch(/^3 +db:one +wrong\n +The port is no number/m);
    expect(isKnown('m')).toBe(true);
  });

  test('reads standard input, and answers in JSON', async () => {
    const end = await runCliWith('m\n', ['import', '-', '--json'], { TOPIARY_API: server.url });
    expect(JSON.parse(end.stdout)).toMatchObject({ format: 'addresses', lines: [{ line: 1, verdict: 'added' }] });
  });

  test.each([
    [['import', '/no/such/file'], 2, /cannot be read \(ENOENT\)/],
    [['import'], 2, /missing required argument/],
    [['read-source', 'other'], 1, /There is no source other/],
    [['sources', 'other'], 1, /There is no source "other"/],
  ])('%j ends with %d', async (words, code, sentence) => {
    const end = await topiary(...words);
    expect([end.code, end.stderr]).toEqual([code, expect.stringMatching(sentence)]);
  });

  test('prints all of a long list before it ends', async () => {
    const wrong = Array.from({ length: 2_000 }, (_, at) => `db ${at}`).join('\n');
    const end = await topiary('import', await fileOf(wrong), '--preview');
    expect([end.code, end.stdout.slice(-12)]).toEqual([1, '\n2000 wrong\n']);
  });

  test('says what is wrong with a list that cannot be read', async () => {
    const end = await topiary('import', await fileOf('# nothing'));
    expect([end.code, end.stderr]).toEqual([1, expect.stringMatching(/The list names no server/)]);
  });
});

test('sources are listed, shown and read', async () => {
  await until(() => isKnown('n'));
  const list = await topiary('sources');
  expect(list.stdout).toMatch(/^dns +srv +_mysql\._tcp\.example +.* 1 +1$/m);
  expect(list.stdout).toMatch(/^seed a:3306$/m);
  const read = await topiary('read-source', 'dns');
  expect(read).toMatchObject({ code: 0, stdout: expect.stringMatching(/^names +1: 1 known, 0 added$/m) });
  expect((await topiary('sources', 'dns')).stdout).toMatch(/^left +1 unusable$/m);
  expect(JSON.parse((await topiary('sources', '--json')).stdout)).toMatchObject({ sources: [{ name: 'dns' }] });
});
