import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compatGet } from '../testing/compat-client.ts';
import type { CompatRequest } from '../testing/compat-client.ts';
import { INSTANCE_SHAPE, shapeOf } from '../testing/orchestrator-shapes.ts';
import { startTestServer, until } from '../testing/test-server.ts';
import type { TestServer } from '../testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ topology: 'db-1 > db-2, db-30; db-2 > db-4' });
  await until(() => server.engine.status().acting.kind === 'self');
});
afterAll(() => server.close());

const get = (path: string, options: CompatRequest = {}) => compatGet(`${server.url}/api/${path}`, options);

async function json(path: string): Promise<unknown> {
  return JSON.parse((await get(path)).text);
}

const db = (number: number) => ({ Hostname: `db-${number}`, Port: 3306 });

describe('downtime', () => {
  test('is begun with owner, reason and duration, seen in the instance, and ended', async () => {
    expect(await json('begin-downtime/db-2/3306/jo%0A/kernel%20upgrade%0A/40m')).toEqual({
      Code: 'OK',
      Message: 'Downtime begun: db-2:3306',
      Details: db(2),
    });
    const instance = await json('instance/db-2/3306');
    expect(shapeOf(instance)).toEqual(INSTANCE_SHAPE);
    expect(instance).toMatchObject({ IsDowntimed: true, DowntimeOwner: 'jo', DowntimeReason: 'kernel upgrade' });
    expect((instance as { DowntimeEndTimestamp: string }).DowntimeEndTimestamp).toMatch(/^\d{4}-\d\d-\d\d \d\d:/);
    expect(await json('downtimed/')).toMatchObject([{ Key: db(2) }]);
    expect(await json('downtimed/db-1')).toMatchObject([{ Key: db(2) }]);
    expect(await json('end-downtime/db-2/3306')).toMatchObject({ Code: 'OK', Details: db(2) });
    expect(await json('end-downtime/db-2/3306')).toMatchObject({ Code: 'OK' });
    expect(await json('instance/db-2/3306')).toMatchObject({ IsDowntimed: false, DowntimeEndTimestamp: '' });
  });

  test('that cannot be is an error', async () => {
    expect(await json('begin-downtime/db-2/3306/jo/why/soon')).toMatchObject({ Code: 'ERROR', Details: null });
    expect(await json('begin-downtime/nobody/3306/jo/why')).toMatchObject({
      Code: 'ERROR',
      Message: 'Cannot read instance: nobody:3306',
    });
  });

  test('is in the audit by the old names', async () => {
    const audit = (await json('audit')) as readonly { AuditType: string; Message: string }[];
    expect(audit.find(({ AuditType }) => AuditType === 'begin-downtime')?.Message).toContain(
      'owner: jo, reason: kernel upgrade',
    );
  });
});

describe('maintenance', () => {
  test('is an exclusive lock: a second one is an error with a number', async () => {
    expect(await json('begin-maintenance/db-4/3306/jo/disk')).toMatchObject({ Code: 'OK', Details: db(4) });
    const second = await get('begin-maintenance/db-4/3306/li/other');
    expect([second.status, JSON.parse(second.text)]).toMatchObject([500, { Code: 'ERROR', Details: 0 }]);
    expect(await json('in-maintenance/db-4/3306')).toEqual({ Code: 'OK', Message: 'true', Details: 'db-4:3306' });
    expect(await json('in-maintenance/db-2/3306')).toEqual({ Code: 'OK', Message: 'false', Details: '' });
    const [held] = (await json('maintenance')) as readonly { MaintenanceId: number }[];
    expect(held).toEqual({
      MaintenanceId: expect.any(Number) as number,
      Key: db(4),
      BeginTimestamp: expect.any(String) as string,
      SecondsElapsed: expect.any(Number) as number,
      IsActive: true,
      Owner: 'jo',
      Reason: 'disk',
    });
    expect(await json('relocate/db-4/3306/db-30/3306')).toMatchObject({ Code: 'ERROR' });
    const id = held?.MaintenanceId ?? 0;
    expect(await json(`end-maintenance/${id}`)).toEqual({
      Code: 'OK',
      Message: `Maintenance ended: ${id}`,
      Details: id,
    });
    expect(await json('maintenance')).toEqual([]);
    expect(await json('end-maintenance/1')).toMatchObject({ Code: 'OK', Details: 1 });
    expect(await json('end-maintenance/db-4/3306')).toMatchObject({ Code: 'OK', Details: db(4) });
  });
});

describe('tags', () => {
  test('are set, read, found and removed', async () => {
    expect(await json('tag/db-2/3306?tag=role%3Dbackup%0A')).toMatchObject({ Code: 'OK', Details: db(2) });
    expect(await json('tag/db-2/3306?tag=canary')).toMatchObject({ Code: 'OK' });
    expect(await json('tag/db-4/3306/role/primary')).toMatchObject({ Code: 'OK', Details: db(4) });
    expect(await json('tags/db-2/3306')).toEqual(['canary=', 'role=backup']);
    expect(await json('tag-value/db-2/3306?tag=role')).toBe('backup');
    expect(await json('tag-value/db-4/3306/role')).toBe('primary');
    expect(await json('tag-value/db-4/3306/none')).toMatchObject({ Code: 'ERROR' });
    expect(await json('tagged?tag=role')).toEqual([db(2), db(4)]);
    expect(await json('tagged/?tag=role,~canary')).toEqual([db(4)]);
    expect(await json('tagged?tag=')).toMatchObject({ Code: 'ERROR' });
    expect(await json('untag/db-2/3306?tag=role%3Dother')).toMatchObject({ Code: 'OK', Details: [] });
    expect(await json('untag/db-2/3306/canary')).toMatchObject({ Code: 'OK', Details: [db(2)] });
    expect(await json('untag-all?tag=role')).toMatchObject({ Code: 'ERROR' });
    expect(await json('untag-all?tag=role%3Dprimary')).toMatchObject({ Code: 'OK', Details: [db(4)] });
    expect(await json('tagged?tag=role')).toEqual([db(2)]);
  });
});

describe('pools', () => {
  test('are submitted by partial names and read back', async () => {
    const submitted = await json('submit-pool-instances/readers?instances=db-2:3306,db-4%0A');
    expect(submitted).toMatchObject({ Code: 'OK', Details: 'readers' });
    expect(await json('cluster-pool-instances/db-1:3306')).toMatchObject({ Details: { readers: [db(2), db(4)] } });
    expect(await json('cluster-pool-instances/db-1:3306/none')).toMatchObject({ Details: {} });
    expect(await json('heuristic-cluster-pool-instances/db-1/')).toMatchObject({
      Details: [{ Key: db(2) }, { Key: db(4) }],
    });
    expect(await json('heuristic-cluster-pool-lag/db-1:3306/readers')).toMatchObject({ Code: 'OK', Details: 0 });
    expect(await json('heuristic-cluster-pool-lag/db-1:3306/none')).toMatchObject({ Code: 'ERROR' });
    expect(await json('submit-pool-instances/readers?instances=db-30')).toMatchObject({ Code: 'OK' });
    expect(await json('cluster-pool-instances/db-1:3306/readers')).toMatchObject({ Details: { readers: [db(30)] } });
    expect(await json('submit-pool-instances/readers?instances=nobody')).toMatchObject({ Code: 'ERROR' });
  });
});

describe('promotion rules and aliases', () => {
  test('a candidate is registered with one of four rules', async () => {
    expect(await json('register-candidate/db-2/3306/prefer')).toMatchObject({ Code: 'OK', Details: db(2) });
    expect(await json('instance/db-2/3306')).toMatchObject({ IsCandidate: true, PromotionRule: 'prefer' });
    expect(await json('register-candidate/db-2/3306/must')).toMatchObject({ Code: 'ERROR' });
    expect(await json('register-candidate/db-2/3306/best')).toMatchObject({ Code: 'ERROR' });
  });

  test('an alias is set, read everywhere, and taken away', async () => {
    expect(await json('set-cluster-alias/db-1:3306?alias=shop')).toEqual({
      Code: 'OK',
      Message: "Cluster db-1:3306 now has alias 'shop'",
      Details: null,
    });
    expect(await json('cluster-info/shop')).toMatchObject({ ClusterName: 'db-1:3306', ClusterAlias: 'shop' });
    expect(await json('cluster/alias/shop')).toHaveLength(4);
    expect(await json('set-cluster-alias/none?alias=x')).toMatchObject({ Code: 'ERROR' });
    expect(await json('set-cluster-alias/shop?alias=')).toMatchObject({ Code: 'OK' });
    expect(await json('cluster-info/db-1')).toMatchObject({ ClusterAlias: 'db-1:3306' });
  });
});

test.each([
  'begin-downtime/db-2/3306/jo/why',
  'end-downtime/db-2/3306',
  'begin-maintenance/db-2/3306/jo/why',
  'end-maintenance/db-2/3306',
  'tag/db-2/3306?tag=x',
  'untag/db-2/3306?tag=x',
  'untag-all?tag=x%3Dy',
  'submit-pool-instances/p?instances=db-2',
  'register-candidate/db-2/3306/prefer',
  'set-cluster-alias/db-1:3306?alias=x',
])('%s is refused to browsers', async (path) => {
  expect((await get(path, { headers: { 'user-agent': 'Mozilla/5.0' } })).status).toBe(403);
});
