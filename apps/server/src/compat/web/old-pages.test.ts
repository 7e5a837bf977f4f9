import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '@topiary/engine';
import { startTestServer } from '../../testing/test-server.ts';
import type { TestServer } from '../../testing/test-server.ts';
import { NEW_PAGE_SIZES, OLD_PAGES } from './old-pages.ts';

const UID = 'f1c2';
let server: TestServer;
let cluster: string;

beforeAll(async () => {
  server = await startTestServer({
    topology: 'db-1 > db-2, db-30; db-2 > db-4',
    http: { urlPrefix: '/orc' },
    wrap: withRecords,
  });
  cluster = encodeURIComponent([...server.engine.snapshot().clusters.keys()][0] ?? '');
});
afterAll(() => server.close());

/** One recovery and one detection, of a cluster that was called `shop` then. */
function withRecords(engine: Engine): Engine {
  const record = (query: Parameters<Engine['recoveries']['list']>[0]) => {
    const [id] = engine.snapshot().clusters.keys();
    const isMeant = query.id === 7 || query.clusterAlias === 'shop';
    return Promise.resolve({
      items: isMeant ? [{ uid: UID, cluster: id, instance: 'db-2:3306' }] : [],
      total: isMeant ? 1 : 0,
    });
  };
  const recoveries = Object.assign(Object.create(engine.recoveries) as object, { list: record, detections: record });
  return Object.defineProperty(Object.create(engine) as Engine, 'recoveries', { value: recoveries });
}

async function follow(path: string): Promise<readonly [number, string | null]> {
  const response = await fetch(`${server.url}/web/${path}`, { redirect: 'manual' });
  await response.text();
  return [response.status, response.headers.get('location')];
}

const CLUSTER = '/orc/clusters/CLUSTER';
const LEADS_TO: Readonly<Record<string, string>> = {
  '': '/orc/',
  home: '/orc/',
  about: '/orc/',
  'keep-calm': '/orc/',
  faq: '/orc/',
  status: '/orc/',
  clusters: '/orc/',
  'clusters/': '/orc/',
  'clusters-analysis': '/orc/problems',
  discover: '/orc/?discover=',
  search: '/orc/hosts',
  'search?s=': '/orc/hosts',
  'search?s=db-2:3306': `${CLUSTER}?instance=db-2%3A3306`,
  'search/b-3': `${CLUSTER}?instance=db-30%3A3306`,
  'search?s=db': '/orc/hosts?find=db',
  'search?s=gone.example:3307': '/orc/hosts?find=gone.example',
  'search?s=MariaDB%20%26%20co': '/orc/hosts?find=MariaDB+%26+co',
  'cluster/db-1:3306': CLUSTER,
  'cluster/db-1:3306?compact=true': CLUSTER,
  'cluster/db-4': CLUSTER,
  'cluster/db-4:3306/': CLUSTER,
  'cluster/gone:3306': '/orc/?find=gone%3A3306',
  'cluster/alias/db-1:3306': CLUSTER,
  'cluster/alias/gone': '/orc/?find=gone',
  'cluster/instance/db-4/3306': `${CLUSTER}?instance=db-4%3A3306`,
  'cluster/instance/gone/3306': '/orc/hosts?find=gone',
  'cluster-pools/db-1:3306': `${CLUSTER}/pools`,
  'cluster-pools/gone': '/orc/?find=gone',
  audit: '/orc/audit',
  'audit/0': '/orc/audit',
  'audit/5': '/orc/audit?page=2',
  'audit/x': '/orc/audit',
  'audit/instance/db-2/3306': '/orc/audit?instance=db-2%3A3306',
  'audit/instance/db-2/3306/3': '/orc/audit?instance=db-2%3A3306&page=1',
  'audit/instance/gone/3306': '/orc/audit?instance=gone%3A3306',
  'audit-recovery': '/orc/recoveries',
  'audit-recovery/3': '/orc/recoveries?page=2',
  'audit-recovery/id/7': `/orc/recoveries/${UID}`,
  'audit-recovery/id/8': '/orc/recoveries',
  'audit-recovery/id/x': '/orc/recoveries',
  'audit-recovery/uid/a%3Ab': '/orc/recoveries/a%3Ab',
  'audit-recovery-steps/a': '/orc/recoveries/a',
  'audit-recovery/cluster/db-1:3306': '/orc/recoveries?cluster=CLUSTER',
  'audit-recovery/cluster/db-1:3306/3': '/orc/recoveries?cluster=CLUSTER&page=2',
  'audit-recovery/cluster/gone': '/orc/recoveries',
  'audit-recovery/alias/shop': '/orc/recoveries?cluster=CLUSTER',
  'audit-recovery/alias/shop/3': '/orc/recoveries?cluster=CLUSTER&page=2',
  'audit-recovery/alias/gone': '/orc/recoveries',
  'audit-failure-detection': '/orc/recoveries?list=detections',
  'audit-failure-detection/3': '/orc/recoveries?list=detections&page=2',
  'audit-failure-detection/id/7': '/orc/recoveries?list=detections&cluster=CLUSTER&instance=db-2%3A3306',
  'audit-failure-detection/id/8': '/orc/recoveries?list=detections',
  'audit-failure-detection/alias/shop': '/orc/recoveries?list=detections&cluster=CLUSTER',
  'audit-failure-detection/alias/shop/3': '/orc/recoveries?list=detections&cluster=CLUSTER&page=2',
};

describe("a page of orchestrator's", () => {
  test.each(Object.entries(LEADS_TO))('%s leads to %s', async (path, target) => {
    expect(await follow(path)).toEqual([302, target.replace('CLUSTER', cluster)]);
  });

  test('is in the table above, whichever it is', () => {
    const patterns = OLD_PAGES.map(({ path }) => new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`));
    const followed = Object.keys(LEADS_TO).map((path) => path.replace(/\?.*$/, ''));
    for (const pattern of patterns) expect(followed.some((path) => pattern.test(path))).toBe(true);
  });

  test.each(['agents', 'agent/db-1', 'seeds', 'seed-details/7'])('%s is none of ours, and says so', async (path) => {
    const response = await fetch(`${server.url}/web/${path}`);
    expect(response.status).toBe(404);
    expect(await response.text()).toMatch(/Topiary does not support orchestrator-agent[^]*Topiary 不支持/);
  });

  test.each(['cluster/..%2F..%2Fetc', 'cluster/%2F%2Fevil.example', 'search?s=//evil.example', 'cluster/a%0D%0AX:y'])(
    '%s never leads out of here',
    async (path) => {
      const [status, location] = await follow(path);
      expect(status).toBe(302);
      expect(location).toMatch(/^\/orc\/(?:hosts)?\?find=[^/\r\n]*$/);
    },
  );

  test('is asked for by GET: nothing else is answered there', async () => {
    expect((await fetch(`${server.url}/web/clusters`, { method: 'POST' })).status).toBe(404);
  });
});

describe('what the page says of itself', () => {
  const page = (path: string) => readFile(new URL(`../../../../web/src/${path}`, import.meta.url), 'utf8');

  test('every target is one of its routes', async () => {
    const routes = [...(await page('app/routes.tsx')).matchAll(/path: '([^'*]+)'/g)].map(
      ([, path = '']) => new RegExp(`^/orc/${path.replaceAll(/:\w+/g, '[^/]+')}$`),
    );
    for (const target of Object.values(LEADS_TO)) {
      const [path = ''] = target.split('?');
      expect([path, path === '/orc/' || routes.some((route) => route.test(path))]).toEqual([path, true]);
    }
  });

  test('its pages are as long as is reckoned with', async () => {
    expect(await page('features/audit/audit-filter.ts')).toContain(`AUDIT_PAGE_SIZE = ${NEW_PAGE_SIZES.audit};`);
    expect(await page('features/recovery/recovery-filter.ts')).toContain(
      `RECOVERY_PAGE_SIZE = ${NEW_PAGE_SIZES.recoveries};`,
    );
  });
});
