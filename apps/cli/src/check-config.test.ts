import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runHere } from './testing/run-here.ts';

let directory: string;
let good: string;
let bad: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'topiary-check-'));
  good = join(directory, 'good.json');
  bad = join(directory, 'bad.json');
  await writeFile(good, '{\n "MySQLTopologyUser": "${WHO}",\n "readonly": true,\n "ServeAgentsHttp": true\n}');
  await writeFile(bad, '{\n "DiscoverySeed": [],\n "InstancePollSeconds": "\\u001b[31m"\n}');
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test('a file is explained line by line', async () => {
  const { code, stdout } = await runHere(['check-config', good], { WHO: 'orc' });
  expect(code).toBe(0);
  expect(stdout).toContain('line 2: MySQLTopologyUser = "${WHO}"');
  expect(stdout).toContain('In force: "orc" (from the environment: WHO).');
  expect(stdout).toContain('line 3: readonly (ReadOnly) = true');
  expect(stdout).toContain('WITHOUT EFFECT:');
  expect(stdout).toContain('Keys: 2 in effect, 1 without effect, 0 unknown, 0 wrong,');
  expect(stdout).not.toContain('Not stated');
  expect((await runHere(['check-config', good, '--all'], { WHO: 'orc' })).stdout).toContain('InstancePollSeconds = 5');
});

test('one that Topiary would not start with fails, with sentences', async () => {
  const { code, stdout, stderr } = await runHere(['check-config', good, bad], { WHO: 'orc' });
  expect([code, stderr]).toEqual([1, 'Topiary would not start with this.\n']);
  expect(stdout).toContain('UNKNOWN KEY, ignored. Was DiscoverySeeds meant?');
  expect(stdout).toContain(`${bad}, line 3: InstancePollSeconds must be a whole number`);
  expect(stdout).not.toContain('\u001b');
  const json = await runHere(['check-config', bad, '--json'], {});
  expect(json.code).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({ isUsable: false, entries: [{ nearest: 'DiscoverySeeds' }, {}] });
});

test('a file that is not there is an error', async () => {
  const { code, stdout } = await runHere(['check-config', join(directory, 'gone.json')], {});
  expect(code).toBe(1);
  expect(stdout).toContain('cannot be read (ENOENT)');
});
