/** What is wrong now, through the API: everywhere, in one cluster, and as it changes. */
import type { CallOutput, ClusterAnalysisView, FindingsPage } from '@topiary/contract';
import type { ClusterId } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { killMaster } from '../testing/failures.ts';
import { LiveReader } from '../testing/live-reader.ts';
import { startTestServer, until } from '../testing/test-server.ts';
import type { TestServer } from '../testing/test-server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer({ topology: 'm > a, b\nx > y, z' });
  await until(() => server.engine.status().acting.kind === 'self');
});
afterEach(() => server.close());

const clusterOf = (name: string) => server.engine.snapshot().instances.get(id(name))?.cluster ?? '';

async function get<Body>(path: string): Promise<Body> {
  const response = await server.request(`/api/v1/${path}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Body;
}

const codes = ({ items }: FindingsPage) => items.map(({ instance, code }) => `${instance} ${code}`);

async function untilFound(code: string): Promise<void> {
  await until(() => [...server.engine.findings].some((finding) => finding.code === code));
}

describe('findings', () => {
  test('tell what is wrong with its evidence, and why it is not repaired by itself', async () => {
    killMaster(server, 'm');
    await untilFound('DeadMaster');
    const page = await get<FindingsPage>('findings?kind=failure');
    expect(codes(page)[0]).toBe('m:3306 DeadMaster');
    expect(page.severities).toEqual({ critical: 1, warning: page.total - 1 });
    const [found] = page.items;
    expect(found).toMatchObject({
      cluster: clusterOf('m'),
      summary: { code: 'finding-DeadMaster', params: { instance: 'm:3306' } },
      act: 'recover',
      leadsTo: 'dead-master',
      outrankedBy: null,
      skipped: null,
    });
    expect(found?.evidence.map(({ code }) => code)).toContain('clause-none-replicates');
    expect(found?.repair).toMatchObject({ scope: 'master', ready: false });
    const closed = found?.repair?.gates.filter(({ isOpen }) => !isOpen).map(({ code }) => code);
    expect(closed).toEqual(['cluster-filter']);
  });

  test('that began and ended are remembered, for orchestrator’s clients too', async () => {
    killMaster(server, 'm');
    await untilFound('DeadMaster');
    const changes = () => get<CallOutput<'findingChanges'>>('findings/changes?instance=m:3306&code=DeadMaster');
    await until(async () => (await changes()).total === 1);
    expect((await changes()).items).toMatchObject([
      { instance: 'm:3306', change: 'began', severity: 'critical', verdict: 'DeadMaster', clusterName: 'm:3306' },
    ]);
    expect((await get<CallOutput<'findingChanges'>>('findings/changes?change=ended&cluster=c9')).items).toEqual([]);
    const response = await server.request('/api/replication-analysis-changelog');
    const changelog = (await response.json()) as readonly {
      AnalyzedInstanceKey: { Hostname: string };
      Changelog: string[];
    }[];
    const own = changelog.find(({ AnalyzedInstanceKey: { Hostname } }) => Hostname === 'm');
    expect(Object.keys(own ?? {})).toEqual(['AnalyzedInstanceKey', 'Changelog']);
    expect(own?.AnalyzedInstanceKey).toEqual({ Hostname: 'm', Port: 3306 });
    expect(own?.Changelog.at(-1)).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d;DeadMaster,$/);
  });

  test('are asked for by cluster, server, code, kind and gravity, a page at a time', async () => {
    killMaster(server, 'm');
    killMaster(server, 'x');
    await until(() => [...server.engine.findings].filter(({ code }) => code === 'DeadMaster').length === 2);
    const all = await get<FindingsPage>('findings?code=DeadMaster');
    expect(codes(all)).toEqual(['m:3306 DeadMaster', 'x:3306 DeadMaster']);
    const second = await get<FindingsPage>('findings?code=DeadMaster&pageSize=1&page=1');
    expect(second).toMatchObject({ total: 2, page: 1, severities: { critical: 2 } });
    expect(codes(second)).toEqual(['x:3306 DeadMaster']);
    expect(codes(await get(`findings?severity=critical&cluster=${clusterOf('x')}`))).toEqual(['x:3306 DeadMaster']);
    expect(codes(await get('findings?kind=failure&instance=x%3A3306'))).toEqual(['x:3306 DeadMaster']);
    expect(codes(await get('findings?code=DeadMaster&kind=structure'))).toEqual([]);
    expect((await server.request('/api/v1/findings?code=Nothing')).status).toBe(400);
  });

  test('of a cluster come with what nearly is wrong, and what keeps it from being so', async () => {
    server.servers.kill(id('m'));
    await untilFound('UnreachableMaster');
    const analysis = await get<ClusterAnalysisView>(`clusters/${clusterOf('m')}/analysis`);
    expect(analysis.findings.map(({ code }) => code)).toEqual(['UnreachableMaster']);
    const missed = analysis.nearMisses.find(({ code }) => code === 'DeadMaster');
    expect(missed?.missing.map(({ clause, value }) => `${clause.code} ${value}`)).toEqual([
      'clause-none-replicates no',
    ]);
    expect((await server.request('/api/v1/clusters/none/analysis')).status).toBe(404);
  });

  test('and recoveries are told to who listens, while they run and when they end', async () => {
    const reader = await LiveReader.open(server.url);
    const wish = { code: 'DeadMaster', instance: id('x'), cluster: clusterOf('x') as ClusterId, forced: true };
    const begun = await server.engine.recoveries.begin(wish);
    if (begun.kind !== 'registered') throw new Error(begun.kind);
    const told = () => reader.all('recoveries').filter(({ uids }) => uids.includes(begun.recovery.uid)).length;
    await until(() => told() === 1);
    await begun.recovery.resolve({ successor: null, lost: [], errors: [] });
    await until(() => told() === 2);
    reader.close();
    expect(told()).toBe(2);
  });

  test('that came or went are told to who listens', async () => {
    const reader = await LiveReader.open(server.url);
    killMaster(server, 'x');
    const told = () => reader.all('findings').flatMap(({ clusters }) => clusters as readonly string[]);
    await until(() => told().includes(clusterOf('x')));
    reader.close();
    expect(told()).not.toContain(clusterOf('m'));
  });
});
