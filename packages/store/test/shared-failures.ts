/** What only a database elsewhere can do to a store: refuse, be cut off in a change of its schema, be read-only. */
import { join } from 'node:path';
import { asPlanId } from '@topiary/domain';
import type { Store } from '@topiary/engine';
import type { SandboxServer } from '@topiary/sandbox';
import { afterEach, expect, test } from 'vitest';
import { auditEntry, stageStarted, started, text } from '../src/contract/samples.ts';
import { grantFor } from '../src/mysql/mysql-error.ts';
import { prepareBackend } from '../src/mysql/open-backend.ts';
import { backendOn, createBackendWorld, DATABASE } from './backend-world.ts';
import type { BackendWorld } from './backend-world.ts';

const holder = { hostname: 'ada', processId: 1, url: 'http://ada:3000' };
const plan = asPlanId('plan-1');

export function describeFailures(server: () => SandboxServer): void {
  const worlds: BackendWorld[] = [];
  const createWorld = async (): Promise<BackendWorld> => {
    await prepareBackend(backendOn(server()));
    const world = await createBackendWorld(server());
    worlds.push(world);
    return world;
  };
  afterEach(async () => {
    for (const world of worlds.splice(0)) await world.dispose();
  });

  test('an account without a privilege is refused with the GRANT that helps', async () => {
    const account = { user: 'reader', password: 'reader-word', database: 'other_store' };
    await server().query(
      `CREATE USER 'reader'@'%' IDENTIFIED BY 'reader-word'; CREATE DATABASE other_store; GRANT SELECT ON other_store.* TO 'reader'@'%'`,
    );
    const refusal: unknown = await prepareBackend(backendOn(server(), account)).catch((error: unknown) => error);
    const grant = grantFor({ database: 'other_store' }, 'reader@%');
    expect(refusal).toMatchObject({ code: 'store-denied', message: expect.stringContaining(grant) as string });
    expect(String(refusal)).not.toContain(account.password);
    await server().query(grant);
    await prepareBackend(backendOn(server(), account));
  });

  test('a password that is wrong is told apart from a missing privilege', async () => {
    const opening = prepareBackend(backendOn(server(), { password: 'no' }));
    await expect(opening).rejects.toMatchObject({ code: 'store-login-refused' });
  });

  test('a schema whose changes were cut off is brought up to date by the next start, beside tables of others', async () => {
    await prepareBackend(backendOn(server()));
    await server().query(
      `CREATE TABLE ${DATABASE}.audit (id INT PRIMARY KEY, message TEXT); INSERT INTO ${DATABASE}.audit VALUES (1, 'of orchestrator')`,
    );
    await server().query(`DELETE FROM ${DATABASE}.topiary_schema_migration`);
    await prepareBackend(backendOn(server()));
    const tables = await server().query(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = '${DATABASE}'`,
    );
    const others = tables.map(({ name }) => String(name)).filter((name) => !name.startsWith('topiary_'));
    expect(others).toEqual(['audit']);
    expect(await server().query(`SELECT * FROM ${DATABASE}.audit`)).toEqual([{ id: 1, message: 'of orchestrator' }]);
    await server().query(`DROP TABLE ${DATABASE}.audit`);
  });

  test('one row that the database cannot hold keeps no other from it', async () => {
    const world = await createWorld();
    const store = await world.open();
    const tooLong = { ...auditEntry().actor, user: 'u'.repeat(300) };
    for (const entry of [auditEntry({ actor: tooLong }), auditEntry({ summary: text('fits') })])
      store.audit.write(entry);
    await expect
      .poll(() => store.audit.list({ page: 0, pageSize: 10 }))
      .toMatchObject({ total: 1, items: [{ summary: text('fits') }] });
    expect(world.logger.events.map(({ event }) => event)).toContain('store-row-refused');
  });

  test('a second process on the file of another one is told who acts, also where that one only waits', async () => {
    const world = await createWorld();
    const [own, other] = ['acting.sqlite', 'waiting.sqlite'].map((name) => ({ file: join(world.directory, name) }));
    const acting = await world.open(own);
    await acting.lease.acquire(holder);
    const others = [await world.open(other), await world.open(other), await world.open(own)];
    for (const one of others) {
      const state = await one.lease.acquire({ ...holder, hostname: 'grace' });
      expect(state).toMatchObject({ kind: 'held-by-other', holder });
    }
    expect(await acting.lease.check()).toEqual({ kind: 'held', term: 1 });
  });

  test('while the database takes no writes, who acts goes on as before, says so, and copies afterwards', async () => {
    const world = await createWorld();
    const store = await world.open();
    await store.lease.acquire(holder);
    await server().query('SET GLOBAL read_only = 1');
    try {
      await actOn(store);
      await expect.poll(() => store.problem()).toBe('store-read-only');
      expect(await store.lease.check()).toEqual({ kind: 'held', term: 1 });
      expect(await copiedPlans(server())).toBe(0);
    } finally {
      await server().query('SET GLOBAL read_only = 0');
    }
    await expect.poll(() => copiedPlans(server())).toBe(1);
    await expect.poll(() => store.problem()).toBeNull();
  });
}

/** What a recovery does with its store. */
async function actOn(store: Store): Promise<void> {
  await store.journal.append(plan, [started({ id: plan }), stageStarted]);
  await store.registrations.write({ put: [], remove: [] });
  expect(await store.recoveries.switches()).toEqual([]);
  expect(await store.journal.unfinished()).toMatchObject([{ id: plan }]);
  expect((await store.journal.list({ cluster: null, page: 0, pageSize: 5 })).total).toBe(1);
}

async function copiedPlans(server: SandboxServer): Promise<number> {
  const [row] = await server.query(`SELECT COUNT(*) AS n FROM ${DATABASE}.topiary_plan`);
  return Number(row?.['n']);
}
