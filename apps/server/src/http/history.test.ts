/** How a cluster looked, through the API: what changed when, how it stood at a time, and how its servers fared. */
import type { CallOutput, ClusterHistoryView, ClusterMomentView } from '@topiary/contract';
import { id } from '@topiary/domain/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { killMaster } from '../testing/failures.ts';
import { startTestServer, until } from '../testing/test-server.ts';
import type { TestServer } from '../testing/test-server.ts';

let server: TestServer;
let cluster: string;
beforeEach(async () => {
  server = await startTestServer({ topology: 'm > a, b' });
  await until(() => server.engine.status().acting.kind === 'self');
  cluster = server.engine.snapshot().instances.get(id('m'))?.cluster ?? '';
});
afterEach(() => server.close());

async function get<Body>(path: string, status = 200): Promise<Body> {
  const response = await server.request(`/api/v1/${path}`);
  expect([path, response.status]).toEqual([path, status]);
  return (await response.json()) as Body;
}

const history = (query = `from=0&to=${Date.now() + 1_000}`) =>
  get<ClusterHistoryView>(`clusters/${cluster}/history?${query}`);
const moment = (at: number) => get<ClusterMomentView>(`clusters/${cluster}/history/moment?at=${at}`);

async function untilRecorded(revisions: number): Promise<ClusterHistoryView> {
  await until(async () => (await history()).revisions.length >= revisions);
  return history();
}

describe('the history of a cluster', () => {
  test('tells what changed when, and how it stood before and after', async () => {
    const begun = await untilRecorded(1);
    expect(begun).toMatchObject({ cluster, keptDays: 30, moreRevisions: 0, moreEvents: false });
    expect(begun.revisions).toMatchObject([{ kind: 'structure', changes: [], changeCount: 0 }]);
    killMaster(server, 'm');
    const { revisions, kept } = await untilRecorded(2);
    const [dead] = revisions;
    const codes = revisions.flatMap(({ changes }) => changes.map(({ code, instance, to }) => [code, instance, to]));
    expect(codes).toContainEqual(['health-changed', 'm:3306', 'unreachable']);
    expect(kept).toEqual({ first: begun.revisions[0]?.at, last: dead?.at });
    const now = await moment(Date.now() + 1_000);
    expect(now.revision.id).toBe(dead?.id);
    expect(now.before?.id).toBe(revisions[1]?.id);
    expect(now.picture.servers.find(({ id: server_ }) => server_ === 'm:3306')).toMatchObject({
      role: 'master',
      health: 'unreachable',
    });
    const before = await moment(kept?.first ?? 0);
    expect(before).toMatchObject({ before: null, changes: [], picture: { masters: ['m:3306'] } });
    expect(before.picture.servers.map(({ health }) => health)).toEqual(['ok', 'ok', 'ok']);
  });

  test('has what people did and what was detected', async () => {
    const maintenance = { kind: 'begin-maintenance', instance: 'a:3306', owner: 'ada', reason: 'disk', duration: '1h' };
    await server.post('/api/v1/registry', maintenance, { 'idempotency-key': 'one' });
    killMaster(server, 'm');
    await until(async () => (await history()).events.some(({ kind }) => kind === 'detection'));
    const { events } = await history();
    expect(events.find(({ kind }) => kind === 'detection')).toMatchObject({ instance: 'm:3306', result: null });
    const acts = events.filter(({ kind }) => kind === 'act').map(({ instance, result }) => [instance, result]);
    expect(acts).toContainEqual(['a:3306', 'ok']);
    expect((await history('from=0&to=1')).events).toEqual([]);
  });

  test('of a time before the first picture is said not to be kept, and of no cluster to be of none', async () => {
    await untilRecorded(1);
    const path = (of: string) => `clusters/${of}/history/moment?at=5`;
    expect(await get(path(cluster), 404)).toMatchObject({ error: { code: 'moment-not-kept', params: { cluster } } });
    expect(await get(path('nobody'), 404)).toMatchObject({ error: { code: 'cluster-unknown' } });
    expect(await get('clusters/nobody/history?from=0&to=1', 404)).toMatchObject({ error: { code: 'cluster-unknown' } });
  });

  test('is taken out whole, with how it stood when the range began', async () => {
    const begun = await untilRecorded(1);
    killMaster(server, 'm');
    await untilRecorded(2);
    const from = (begun.kept?.first ?? 0) + 1;
    const file = await get<CallOutput<'exportHistory'>>(
      `clusters/${cluster}/history/export?from=${from}&to=${Date.now() + 1_000}`,
    );
    expect(file).toMatchObject({ format: 'topiary-history-1', complete: true });
    expect(file.revisions[0]?.picture).toMatchObject({ cluster, masters: ['m:3306'] });
    const times = file.revisions.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.length).toBeGreaterThan(1);
  });
});

describe('samples', () => {
  test('are of one server, or of those of a cluster that were furthest behind', async () => {
    const of = () => get<CallOutput<'instanceSamples'>>('instances/a:3306/samples');
    await until(async () => (await of()).probeMs.some((value) => value !== null));
    expect(await of()).toMatchObject({ stepMs: 10_000, lagSeconds: { length: 360 }, probeMs: { length: 360 } });
    const { servers, more } = await get<CallOutput<'clusterSamples'>>(`clusters/${cluster}/samples?servers=1`);
    expect([servers.length, more]).toEqual([1, 1]);
    await get('instances/nobody:1/samples', 404);
    await get('clusters/nobody/samples', 404);
  });
});

test('times of recoveries are there to be counted', async () => {
  expect(await get(`recovery-times?from=0&to=${Date.now()}`)).toMatchObject({ recoveries: [], complete: true });
});
