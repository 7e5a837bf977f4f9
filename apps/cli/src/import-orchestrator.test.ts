import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { orchestratorStatements } from '@topiary/server/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runHere } from './testing/run-here.ts';

let directory: string;
let config: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'topiary-import-'));
  config = join(directory, 'orchestrator.conf.json');
  await writeFile(config, JSON.stringify({ BackendDB: 'sqlite', SQLite3DataFile: join(directory, 'orchestrator.db') }));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const topiary = (...words: readonly string[]) => runHere(['import-orchestrator', '--config', config, ...words], {});

test('import-orchestrator lists what would come with the reasons for the rest, and says how to go on', async () => {
  const database = new DatabaseSync(join(directory, 'orchestrator.db'));
  for (const statement of orchestratorStatements(Date.now())) database.exec(statement);
  database.close();
  const preview = await topiary();
  expect(preview.code).toBe(0);
  expect(preview.stdout).toMatch(
    /^From .*orchestrator\.db \(orchestrator 3\.2\.6\) into .*orchestrator\.db\.topiary$/m,
  );
  expect(preview.stdout).toMatch(/^servers +4 +3 +0 +1$/m);
  expect(preview.stdout).toMatch(/^ +1 left out: its time is over \(db-1:3306\)$/m);
  expect(preview.stdout).toMatch(/^Nothing was changed\. Run it again with --yes to import\.$/m);
  expect(JSON.parse((await topiary('--json')).stdout)).toMatchObject({ done: false, version: '3.2.6' });
});

test('import-orchestrator ends with 1 and a sentence where there is nothing to read', async () => {
  expect(await topiary('--yes')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^There is no file .*orchestrator\.db/m),
  });
});
