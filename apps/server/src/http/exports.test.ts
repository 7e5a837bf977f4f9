/** Lists as files: what is in them, what keeps them bounded, and what a store that fails does to them. */
import { exportRoutes, MAX_PAGE_SIZE } from '@topiary/contract';
import type { ApiErrorBody } from '@topiary/contract';
import { asClusterId, asInstant, message } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import type { AuditEntry, Engine, NewAuditEntry, Page } from '@topiary/engine';
import { parse } from 'csv-parse/sync';
import { afterEach, describe, expect, test } from 'vitest';
import { startTestServer } from '../testing/test-server.ts';
import type { TestServer, TestServerOptions } from '../testing/test-server.ts';

const running: TestServer[] = [];
afterEach(() => Promise.all(running.splice(0).map((server) => server.close())));

type ReadAudit = Engine['audit'];

async function start(audit: ReadAudit, options: Partial<TestServerOptions> = {}): Promise<TestServer> {
  const wrap = (engine: Engine): Engine => Object.create(engine, { audit: { value: audit } }) as Engine;
  const server = await startTestServer({ topology: 'm > a', ...options, wrap });
  running.push(server);
  return server;
}

const entry = (number: number, fields: Partial<NewAuditEntry> = {}): AuditEntry => ({
  id: number,
  at: asInstant(Date.UTC(2026, 0, 2, 3, 4, 5) + number),
  actor: { user: '李雷', address: '10.0.0.1', via: 'web' },
  action: 'begin-downtime',
  cluster: asClusterId('c1'),
  clusterName: 'm:3306',
  instance: id('a'),
  plan: null,
  result: 'ok',
  summary: [message('audit-text', { text: 'done' })],
  ...fields,
});

function listOf(entries: readonly AuditEntry[]): ReadAudit {
  return async ({ page, pageSize }): Promise<Page<AuditEntry>> => ({
    items: entries.slice(page * pageSize, (page + 1) * pageSize),
    total: entries.length,
    page,
    pageSize,
  });
}

const codeOf = async (response: Response) => ((await response.json()) as ApiErrorBody).error.code;
const rowsOf = (text: string) =>
  parse(text, { columns: true, bom: true }) as readonly Readonly<Record<string, string>>[];

describe('the audit as a file', () => {
  test('has all pages of the list as rows of CSV, with sentences in the language asked for and nothing that runs', async () => {
    const many = Array.from({ length: MAX_PAGE_SIZE + 3 }, (_, index) => entry(MAX_PAGE_SIZE + 3 - index));
    const formula = entry(0, { summary: [message('audit-text', { text: '=HYPERLINK("http://evil","x")' })] });
    const server = await start(listOf([...many, formula]));
    const response = await server.request('/api/v1/exports/audit?language=zh');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="topiary-audit-\d{4}-\d\d-\d\d\.csv"$/,
    );
    expect(response.headers.get('topiary-total')).toBe(String(MAX_PAGE_SIZE + 4));
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect(bytes.slice(0, 3)).toEqual(Uint8Array.of(0xef, 0xbb, 0xbf));
    const rows = rowsOf(new TextDecoder().decode(bytes));
    expect(rows).toHaveLength(MAX_PAGE_SIZE + 4);
    expect(rows[0]).toMatchObject({
      id: '203',
      user: '李雷',
      at: '2026-01-02T03:04:05.203Z',
      plan: '',
      instance: 'a:3306',
    });
    expect(rows.at(-1)?.['summary']).toBe(`'=HYPERLINK("http://evil","x")`);
  });

  test('as JSON is an array of what the list gives', async () => {
    const entries = [entry(2), entry(1)];
    const server = await start(listOf(entries));
    const found = (await (await server.request('/api/v1/exports/audit?format=json')).json()) as unknown[];
    expect(found).toEqual(entries);
    for (const item of found) expect(exportRoutes.exportAudit.item.safeParse(item).success).toBe(true);
  });

  test('is filtered as the list is, and one of nothing is empty', async () => {
    const asked: Parameters<ReadAudit>[0][] = [];
    const server = await start(async (query) => {
      asked.push(query);
      return { items: [], total: 0, page: query.page, pageSize: query.pageSize };
    });
    const query = 'cluster=c1&action=undo&result=failed&from=5&text=x&format=json';
    expect(await (await server.request(`/api/v1/exports/audit?${query}`)).json()).toEqual([]);
    const filter = { cluster: 'c1', action: 'undo', result: 'failed', from: 5, text: 'x' };
    expect(asked).toEqual([{ ...filter, page: 0, pageSize: MAX_PAGE_SIZE }]);
    expect(rowsOf(await (await server.request('/api/v1/exports/audit')).text())).toEqual([]);
  });

  test('does not give an entry twice that newer ones pushed onto the next page', async () => {
    const before = Array.from({ length: MAX_PAGE_SIZE + 1 }, (_, index) => entry(MAX_PAGE_SIZE + 1 - index));
    let reads = 0;
    const server = await start((query) => {
      reads += 1;
      return listOf(reads === 1 ? before : [entry(999), ...before])(query);
    });
    const rows = rowsOf(await (await server.request('/api/v1/exports/audit')).text());
    expect(rows.map(({ id: number }) => Number(number))).toEqual(before.map(({ id: number }) => number));
  });

  test('that asks for nonsense is refused', async () => {
    const server = await start(listOf([]));
    const response = await server.request('/api/v1/exports/audit?format=xls');
    expect([response.status, await codeOf(response)]).toEqual([400, 'invalid-input']);
  });

  test('is an error while the store fails, and is broken off where it fails in the middle', async () => {
    const broken = Object.assign(new Error('no disk'), { code: 'store-unreadable' });
    const whole = await start(() => Promise.reject(broken));
    const response = await whole.request('/api/v1/exports/audit');
    expect([response.status, await codeOf(response)]).toEqual([503, 'store-failing']);
    const many = listOf(Array.from({ length: MAX_PAGE_SIZE * 2 }, (_, index) => entry(1_000 - index)));
    const half = await start((query) => (query.page === 0 ? many(query) : Promise.reject(broken)));
    await expect(half.request('/api/v1/exports/audit').then((answer) => answer.text())).rejects.toThrow(
      /fetch failed|terminated/,
    );
  });
});

test.each(['recoveries', 'failure-detections'])('%s are files too', async (path) => {
  const server = await start(listOf([]));
  const response = await server.request(`/api/v1/exports/${path}?cluster=c1&code=DeadMaster&from=1&to=2`);
  expect([response.status, rowsOf(await response.text())]).toEqual([200, []]);
  expect(await (await server.request(`/api/v1/exports/${path}?format=json`)).json()).toEqual([]);
});
