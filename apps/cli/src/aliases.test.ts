/** Clusters and servers by what their configured queries call them. */
import { id } from '@topiary/domain/testing';
import { startTestServer, until } from '@topiary/server/testing';
import type { TestServer } from '@topiary/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runHere } from './testing/run-here.ts';
import type { CliEnd } from './testing/run-cli.ts';

const FACTS = ['cluster-alias', 'instance-alias', 'data-center'] as const;
const ASK_EVERY_MS = 20;
const ALIASES: ReadonlyMap<string, string> = new Map([
  [id('db-1'), '15958-1'],
  [id('twin-1'), 'twin'],
  [id('twin-2'), 'twin'],
]);

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    topology: 'db-1 > db-2\ntwin-1\ntwin-2',
    engine: {
      classification: { queries: FACTS.map((fact) => ({ fact, sql: `select ${fact}` })), intervalMs: ASK_EVERY_MS },
    },
  });
  server.servers.onAsk = (instance, { fact }) => {
    if (fact === 'cluster-alias') return { kind: 'value', text: ALIASES.get(instance) ?? '' };
    if (fact === 'instance-alias') return { kind: 'value', text: instance === id('db-2') ? 'the spare' : '' };
    const grant = "GRANT SELECT ON `m`.`t` TO 'topiary'@'%'";
    return { kind: 'unknown', problem: { code: '1142', detail: 'denied', grant } };
  };
  await until(() => [...server.engine.snapshot().clusters.values()].every(({ alias }) => alias !== null));
  await until(() => server.engine.snapshot().instances.get(id('db-2'))?.classification.alias === 'the spare');
});
afterAll(() => server.close());

const topiary = (...words: readonly string[]): Promise<CliEnd> => runHere(words, { TOPIARY_API: server.url });

test('a cluster is found by its alias, and a server shows its own', async () => {
  const { code, stdout } = await topiary('topology', '15958-1');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^db-1:3306 +\[/m);
  expect(stdout).toMatch(/^\+ db-2:3306 \(the spare\) +\[/m);
});

test('an instance tells what is known of it, and what to run for the rest', async () => {
  const { stdout } = await topiary('instance', 'db-2:3306');
  expect(stdout).toMatch(/^alias +the spare$/m);
  expect(stdout).toMatch(/^unknown +data-center \(1142\): run: GRANT SELECT ON `m`\.`t` TO 'topiary'@'%'$/m);
});

test('an alias that two clusters have is refused, with servers that tell them apart', async () => {
  const { code, stderr } = await topiary('topology', 'twin');
  expect(code).toBe(1);
  expect(stderr).toMatch(/Several clusters are called "twin": name one of them by a server of it/);
  for (const name of ['twin-1:3306', 'twin-2:3306']) {
    expect(stderr).toContain(name);
    expect((await topiary('topology', name)).code).toBe(0);
  }
});
