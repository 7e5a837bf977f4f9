import { id } from '@topiary/domain/testing';
import { startTestServer, until } from '@topiary/server/testing';
import type { TestServer } from '@topiary/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runHere } from './testing/run-here.ts';
import type { CliEnd } from './testing/run-cli.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ topology: 'db-1 > db-2, db-3' });
  await until(() => server.engine.status().acting.kind === 'self');
  await until(() => server.engine.snapshot().instances.size === 3);
});
afterAll(() => server.close());

const topiary = (...words: readonly string[]): Promise<CliEnd> => runHere(words, { TOPIARY_API: server.url });

test('readiness says which gates are closed and what opens them', async () => {
  await topiary('recovery-switch', 'off', '--cluster', 'db-2', '--reason', 'move', '--duration', '30m');
  const { code, stdout } = await topiary('readiness', 'db-2');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^db-1:3306 \(master\): would not be recovered by itself\n/);
  expect(stdout).toContain('RecoverMasterClusterFilters is empty');
  expect(stdout).toContain('Switch the recovery of db-1:3306 on');
  expect(stdout).toMatch(/in its place: db-[23]:3306\n/);
  expect(stdout).toContain('what is written just before it dies may reach none');
  expect((await topiary('recovery-switch', 'on', '--cluster', 'db-2')).code).toBe(0);
});

test('how soon failures are repaired is chosen with a reason, shown, and taken back', async () => {
  const choose = (...words: readonly string[]) => topiary('detection-profile', 'db-2', ...words);
  expect((await choose('--fast', '--by-hand', '--reason', 'x')).stderr).toContain('Say one of');
  expect((await choose('--by-hand')).stderr).toContain('Say why');
  const chosen = await choose('--grace', '20', '--reason', 'it restarts fast');
  expect(chosen.stdout).toMatch(/repaired after a grace of 20 s, as .* chose: it restarts fast\n/);
  expect(chosen.stdout).toContain('where it dies: within 20.5 s');
  expect((await choose('--as-configured')).stdout).toContain('repaired as soon as it is sure, as configured');
});

test('the global switch is said as orchestrator says it', async () => {
  expect((await topiary('disable-global-recoveries')).stdout).toBe('OK: recoveries DISABLED globally\n');
  expect((await topiary('check-global-recoveries')).stdout).toBe('OK: Global recoveries disabled: true\n');
  expect((await topiary('enable-global-recoveries')).code).toBe(0);
  expect((await topiary('check-global-recoveries')).stdout).toBe('OK: Global recoveries disabled: false\n');
});

test('a recovery is listed, shown, and acknowledged with a comment', async () => {
  const cluster = server.engine.snapshot().instances.get(id('db-1'))?.cluster;
  if (cluster === undefined) throw new Error('db-1 has no cluster');
  const wish = { code: 'DeadMaster', instance: id('db-1'), cluster, forced: true };
  const begun = await server.engine.recoveries.begin(wish);
  if (begun.kind !== 'registered') throw new Error(begun.kind);
  const { uid } = begun.recovery;
  expect((await topiary('recoveries', '--cluster', 'db-2')).stdout).toContain(`${uid}  `);
  expect((await topiary('recovery', 'nobody')).stderr).toContain('There is no recovery nobody.');
  expect((await topiary('ack-recovery', '--comment', 'x')).stderr).toContain('Say which');
  const done = await topiary('ack-recovery', '--cluster', 'db-2', '--comment', 'seen');
  expect([done.code, done.stdout]).toEqual([0, '1 recoveries acknowledged\n']);
  await begun.recovery.resolve({ successor: id('db-2'), lost: [], errors: [] });
  expect((await topiary('recovery', uid)).stdout).toMatch(/DeadMaster .* db-2:3306/);
  expect((await topiary('blocked-recoveries')).code).toBe(0);
});

test('hooks are shown for a failure that did not happen', async () => {
  const { stdout } = await topiary('hooks', '--preview');
  expect(stdout).toBe('As if db-1:3306 failed:\nNo hooks are configured.\n');
});
