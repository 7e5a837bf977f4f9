/** Recoveries by both APIs: registered through the engine, as what triggers them does. */
import { message, NO_AUTOMATIC_RECOVERY } from '@topiary/domain';
import type { RecoveryRules } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compatGet } from '../testing/compat-client.ts';
import type { Envelope } from '../testing/compat-client.ts';
import { startTestServer, until } from '../testing/test-server.ts';
import type { TestServer } from '../testing/test-server.ts';

const RULES: RecoveryRules = { ...NO_AUTOMATIC_RECOVERY, masters: [{ text: '*', matches: () => true }] };

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ topology: 'db-1 > db-2, db-3', engine: { recovery: RULES } });
  await until(() => server.engine.status().acting.kind === 'self');
  await until(() => server.engine.snapshot().instances.size === 3);
});
afterAll(() => server.close());

const json = async (path: string): Promise<unknown> => JSON.parse((await compatGet(`${server.url}/api/${path}`)).text);
const list = async (path: string) => (await json(path)) as readonly Record<string, unknown>[];
const dead = () => ({
  code: 'DeadMaster',
  instance: id('db-1'),
  cluster: [...server.engine.snapshot().clusters.keys()][0] ?? ('' as never),
  forced: false,
});

describe('recoveries', () => {
  test('are told as orchestrator tells them, until they are acknowledged', async () => {
    const { recoveries } = server.engine;
    const { id: detection } = await recoveries.detected({ ...dead(), actionable: true });
    const begun = await recoveries.begin({ ...dead(), detection });
    if (begun.kind !== 'registered') throw new Error(JSON.stringify(begun));
    expect(await list('active-cluster-recovery/db-1:3306')).toMatchObject([{ UID: begun.recovery.uid }]);
    begun.recovery.note(message('audit-text', { text: 'done' }));
    await begun.recovery.resolve({ successor: id('db-2'), lost: [id('db-3')], errors: [] });
    const [told] = await list('audit-recovery');
    expect(told).toMatchObject({
      Id: 1,
      UID: begun.recovery.uid,
      SuccessorKey: { Hostname: 'db-2', Port: 3306 },
      LostReplicas: [{ Hostname: 'db-3', Port: 3306 }],
      AllErrors: [''],
      IsActive: true,
      IsSuccessful: true,
      Acknowledged: false,
      LastDetectionId: 1,
      RecoveryType: 'NotMasterRecovery',
    });
    expect(Object.keys(told ?? {})).toHaveLength(23);
    const entry = told?.['AnalysisEntry'] as Record<string, unknown>;
    expect(entry).toMatchObject({ Analysis: 'DeadMaster', CountReplicas: 2, StartActivePeriod: '' });
    expect(Object.keys(entry)).toEqual(expect.arrayContaining(['SlaveHosts', 'SkippableDueToDowntime', 'IsReadOnly']));
    expect(await list(`audit-recovery-steps/${begun.recovery.uid}`)).toMatchObject([{ Id: 1, Message: 'done' }]);
    expect(await list('audit-failure-detection')).toMatchObject([
      { Id: 1, SuccessorKey: null, AllErrors: null, RelatedRecoveryId: 1 },
    ]);
    expect(await list('recently-active-instance-recovery/db-2/3306')).toHaveLength(1);
    for (const path of ['id/1', `uid/${begun.recovery.uid}`, 'cluster/db-1:3306', 'cluster/db-1:3306/0', 'id/x'])
      expect(await list(`audit-recovery/${path}`)).toHaveLength(1);
    for (const path of ['1', 'id/2', 'uid/x', 'cluster/x:1', 'alias/x', 'alias/x/1'])
      expect(await list(`audit-recovery/${path}`)).toEqual([]);

    expect(await recoveries.begin(dead())).toMatchObject({ kind: 'refused', gate: { code: 'anti-flapping' } });
    expect(await list('blocked-recoveries')).toEqual([
      {
        FailedInstanceKey: { Hostname: 'db-1', Port: 3306 },
        ClusterName: 'db-1:3306',
        Analysis: 'DeadMaster',
        LastBlockedTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\d /) as string,
        BlockingRecoveryId: 1,
      },
    ]);
    expect(await json('ack-recovery/1')).toMatchObject({ Code: 'ERROR' });
    expect(await json('ack-recovery/x?comment=a')).toMatchObject({ Code: 'ERROR' });
    expect(await json('ack-recovery/cluster/db-1:3306?comment=seen%0A')).toMatchObject({
      Code: 'OK',
      Details: 'db-1:3306',
    });
    expect(await list('blocked-recoveries/cluster/db-1:3306')).toEqual([]);
    expect(await list('audit-recovery?unacknowledged=true')).toEqual([]);
    expect(await list('audit-recovery')).toMatchObject([{ Acknowledged: true, AcknowledgedComment: 'seen' }]);
    expect(await json('ack-all-recoveries?comment=all')).toMatchObject({ Code: 'OK', Details: 'all' });
    expect(await json('ack-recovery/instance/db-1/3306?comment=a')).toMatchObject({ Code: 'OK' });
  });

  test('are switched off and on everywhere', async () => {
    const check = async () => ((await json('check-global-recoveries')) as Envelope).Details;
    expect(await check()).toBe('enabled');
    expect(await json('disable-global-recoveries')).toMatchObject({ Code: 'OK', Details: 'disabled' });
    expect(await check()).toBe('disabled');
    const readiness = (await json(`v1/clusters/${dead().cluster}/readiness`)) as { readonly servers: unknown };
    expect(readiness.servers).toMatchObject([{ instance: 'db-1:3306', scope: 'master', ready: false }]);
    expect(await json('enable-global-recoveries')).toMatchObject({ Code: 'OK', Details: 'enabled' });
    expect(await json('automated-recovery-filters')).toMatchObject({ Details: { RecoverMasterClusterFilters: [] } });
  });
});

describe('the own API', () => {
  const post = async (path: string, body: unknown) => {
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
      'x-topiary-client': 'cli',
    };
    const answer = await fetch(`${server.url}/api/v1/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };

  test('lists recoveries by filter, and shows one with its steps', async () => {
    const page = (await json('v1/recoveries?state=ended&code=DeadMaster')) as { readonly items: { uid: string }[] };
    expect(page.items).toHaveLength(1);
    expect(await json('v1/recoveries?instance=db-2:3306')).toMatchObject({ items: [], total: 0 });
    const shown = await json(`v1/recoveries/${page.items[0]?.uid}`);
    expect(shown).toMatchObject({ recovery: { id: 1 }, steps: [{ message: { params: { text: 'done' } } }] });
    expect(await json('v1/recoveries/nobody')).toMatchObject({ error: { code: 'recovery-unknown' } });
    expect(await json('v1/failure-detections')).toMatchObject({ total: 1 });
    expect((await post(`recoveries/${page.items[0]?.uid}/acknowledge`, { comment: ' ' })).body).toMatchObject({
      error: { code: 'recovery-refused', reasons: [{ code: 'recoveries-comment-missing' }] },
    });
    expect((await post('recoveries/acknowledge', { comment: 'x' })).body).toEqual({ recoveries: 0, detections: 0 });
  });

  test('switches one cluster off, with who and why', async () => {
    const { cluster } = dead();
    expect((await post('recovery-switch', { cluster, on: false, reason: '' })).status).toBe(409);
    const off = await post('recovery-switch', { cluster, on: false, reason: 'move', duration: '30m' });
    expect(off.body).toMatchObject({ kind: 'read', off: [{ cluster, reason: 'move' }] });
    expect((await post('recovery-switch', { cluster, on: true })).body).toEqual({ kind: 'read', off: [] });
    expect((await post('recovery-switch', { cluster: 'x', on: true })).status).toBe(404);
  });

  test('shows what hooks would run, which is nothing where none are configured', async () => {
    expect((await post('hooks/preview', {})).body).toEqual({ instance: 'db-1:3306', hooks: [] });
    expect((await post('hooks/preview', { instance: 'x:1' })).status).toBe(404);
  });
});
