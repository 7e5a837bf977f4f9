import { once } from 'node:events';
import { expect, test } from 'vitest';
import { runCli, startCli } from './testing/run-cli.ts';

const START_TIMEOUT_MS = 90_000;

test(
  'the demo shows real servers at once, is found by its command line, and takes everything with it',
  { timeout: START_TIMEOUT_MS },
  async () => {
    const demo = startCli(['demo', '--mariadb-only', '--port', '0', '--no-open']);
    try {
      let said = '';
      for await (const part of demo.stdout ?? []) {
        said += String(part);
        if (said.includes('Ctrl-C')) break;
      }
      const url = /Topiary: +(\S+)/.exec(said)?.[1] ?? '';
      await expect
        .poll(async () => (await runCli(['clusters', '--json', '--api', url])).stdout, { timeout: 20_000 })
        .toMatch(/"instances": 4/);
      await expect
        .poll(async () => (await runCli(['topology', 'crm', '--api', url])).stdout, { timeout: 20_000 })
        .toContain('127.0.0.1:');
      const listed = JSON.parse((await runCli(['sandbox', 'list', '--json'])).stdout) as {
        name: string;
        servers: { cluster: string; name: string }[];
      }[];
      expect(listed.find(({ name }) => name === 'demo')?.servers.map((one) => `${one.cluster}.${one.name}`)).toContain(
        'crm.m',
      );
    } finally {
      demo.kill('SIGINT');
    }
    const [code] = (await once(demo, 'exit')) as [number | null];
    expect(code).toBe(0);
  },
);
