import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runCli, startCli } from './testing/run-cli.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'topiary-serve-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function configuration(more: object = {}): Promise<string> {
  const file = join(directory, 'topiary.conf.json');
  await writeFile(
    file,
    JSON.stringify({ ListenAddress: '127.0.0.1:0', SQLite3DataFile: join(directory, 'store.sqlite'), ...more }),
  );
  return file;
}

describe('serve', () => {
  test.each([
    ['serve', (file: string) => ['serve', '--config', file]],
    ['as orchestrator is started', (file: string) => [`-config=${file}`, 'http']],
  ])(
    '%s: says where it listens, answers, reads its file again on SIGHUP, and ends in order on SIGTERM',
    async (_, words) => {
      const server = startCli(words(await configuration()));
      try {
        let said = '';
        for await (const part of server.stdout ?? []) {
          said += String(part);
          if (said.includes('\n')) break;
        }
        const url = /^Topiary listens on (\S+)\n/.exec(said)?.[1] ?? '';
        const status = async () => (await (await fetch(`${url}/api/v1/status`)).json()) as { mayChange: boolean };
        expect((await status()).mayChange).toBe(true);
        await configuration({ ReadOnly: true });
        server.kill('SIGHUP');
        await vi.waitFor(async () => expect((await status()).mayChange).toBe(false), 30_000);
      } finally {
        server.kill('SIGTERM');
      }
      expect(await once(server, 'exit')).toEqual([0, null]);
    },
  );

  test('what is wrong with the configuration is said in sentences, and nothing is started', async () => {
    const end = await runCli(['serve', '--config', await configuration({ InstancePollSeconds: 'x', UseSSL: 1 })]);
    expect(end.code).toBe(1);
    expect(end.stderr.trim().split('\n')).toEqual([
      expect.stringContaining('InstancePollSeconds must be a whole number'),
      expect.stringContaining('UseSSL must be true or false'),
    ]);
  });
});
