/** Every route of orchestrator's API, one after the other: that it is there, whom it refuses and how, and what it answers. */
import { message, NO_AUTOMATIC_RECOVERY } from '@topiary/domain';
import type { ClusterId, InstanceId, Observation } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compatGet, NOT_FOUND } from '../testing/compat-client.ts';
import type { CompatRequest, Envelope } from '../testing/compat-client.ts';
import { ORCHESTRATOR_ROUTES } from '../testing/orchestrator-routes.ts';
import type { OrchestratorRoute } from '../testing/orchestrator-routes.ts';
import { expectShape } from '../testing/expect-shape.ts';
import { startTestServer, until } from '../testing/test-server.ts';
import type { TestServer, TestServerOptions } from '../testing/test-server.ts';
import { compatRoutes } from './compat-routes.ts';

const TOPOLOGY = 'db-1 > db-2, db-30; db-2 > db-4\nx-1 > x-2';

/** Each is asked once; what happens by itself is no part of this. */
const QUIET = { pollIntervalMs: 600_000 };

/** What may be changed stands in a server of its own, so that what is read stays what it is. */
let full: TestServer;
let changed: TestServer;
let readOnly: TestServer;
let multi: TestServer;
let empty: TestServer;
const servers = () => [full, changed, readOnly, multi, empty];

beforeAll(async () => {
  const authentication = { kind: 'multi', user: 'dba', password: 'secret' } as const;
  const start = (options: TestServerOptions) =>
    startTestServer({ topology: TOPOLOGY, ...options, engine: { ...QUIET, ...options.engine } });
  [full, changed, readOnly, multi, empty] = await Promise.all([
    start({
      topologyOptions: { servers: { 'x-2': { change: stopped } } },
      engine: { recovery: { ...NO_AUTOMATIC_RECOVERY, masters: [{ text: '*', matches: () => true }] } },
    }),
    start({}),
    start({ http: { readOnly: true } }),
    start({ http: { authentication } }),
    start({ topology: '' }),
  ]);
  await until(() => servers().every(({ engine }) => engine.status().acting.kind === 'self'));
  await fill(full);
});
afterAll(() => Promise.all(servers().map((server) => server.close())));

function stopped(observation: Observation): Observation {
  const channels = observation.channels.map((channel) => ({ ...channel, applier: 'stopped' as const }));
  return { ...observation, channels };
}

/** Something of every kind that there is to read. */
async function fill(server: TestServer): Promise<void> {
  // A store in memory writes nothing behind.
  server.services.metrics.writtenBehind({ at: server.services.clock.now(), instances: 1, waitedMs: 500, tookMs: 1 });
  for (const path of [
    'set-cluster-alias/db-1:3306?alias=shop',
    'begin-downtime/db-30/3306/jo/why',
    'begin-maintenance/db-4/3306/jo/why',
    'tag/db-2/3306/role/backup',
    'submit-pool-instances/readers?instances=db-2',
    'register-candidate/db-2/3306/prefer',
  ])
    expect((await get(server, path)).status).toBe(200);
  await recovered(server, id('db-1'), { successor: id('db-2') });
  await recovered(server, id('x-1'), { successor: null });
  await until(() => [...server.engine.findings].length > 0);
}

/** Without a successor it goes on, and holds back a second one. */
async function recovered(server: TestServer, instance: InstanceId, end: { readonly successor: InstanceId | null }) {
  const { recoveries } = server.engine;
  const cluster: ClusterId | undefined = server.engine.snapshot().instances.get(instance)?.cluster;
  if (cluster === undefined) throw new Error(`${instance} is not there`);
  const dead = { code: 'DeadMaster', instance, cluster, forced: false } as const;
  const { id: detection } = await recoveries.detected({ ...dead, actionable: true });
  const begun = await recoveries.begin({ ...dead, detection });
  if (begun.kind !== 'registered') throw new Error(JSON.stringify(begun));
  begun.recovery.note(message('audit-text', { text: 'begun' }));
  if (end.successor === null) return;
  await begun.recovery.resolve({ successor: end.successor, lost: [], errors: [] });
  expect((await recoveries.begin(dead)).kind).toBe('refused');
}

const get = (server: TestServer, path: string, options: CompatRequest = {}) =>
  compatGet(`${server.url}/api/${path}`, options);

const UNAUTHORIZED = {
  status: 500,
  type: 'application/json; charset=UTF-8',
  text: '{"Code":"ERROR","Message":"Unauthorized","Details":null}',
};
const READONLY_USER = { headers: { authorization: `Basic ${btoa('readonly:')}` } };
const BROWSER = { headers: { 'user-agent': 'Mozilla/5.0' } };

describe('the table', () => {
  test('has the 250 paths of the reference', () => {
    expect(new Set(ORCHESTRATOR_ROUTES.map(({ path }) => shapeOfPath(path))).size).toBe(250);
  });

  test('is all there, and what is there beside it is meant', () => {
    const there = compatRoutes(full.services).map(({ path }) => shapeOfPath(path.slice(1)));
    const wanted = ORCHESTRATOR_ROUTES.map(({ path }) => shapeOfPath(path));
    expect(wanted.filter((path) => !there.includes(path))).toEqual([]);
    const known = ORCHESTRATOR_ROUTES.map(({ path }) => shapeOfPath(path));
    expect(there.filter((path) => !known.includes(path)).toSorted()).toEqual(BESIDE.toSorted());
    expect(there.filter((path, index) => there.indexOf(path) !== index)).toEqual([]);
  });
});

/** Where other names are needed than those of `KNOWN`. */
const SAMPLES: Readonly<Record<string, string>> = {
  'problems/:clusterName': 'problems/x%25',
  'downtimed/:clusterHint': 'downtimed/shop',
  'in-maintenance/:host/:port': 'in-maintenance/db-4/3306',
  'tag-value/:host/:port': 'tag-value/db-2/3306?tag=role',
  tagged: 'tagged?tag=role',
  'replication-analysis/:clusterName': 'replication-analysis/x-1:3306',
  'replication-analysis/instance/:host/:port': 'replication-analysis/instance/x-1/3306',
  'active-cluster-recovery/:clusterName': 'active-cluster-recovery/x-1:3306',
  'audit-recovery/alias/:clusterAlias': 'audit-recovery/alias/shop',
  'audit-recovery/uid/:uid': 'audit-recovery/uid/{uid}',
  'audit-recovery-steps/:uid': 'audit-recovery-steps/{uid}',
};

/** Refused for what this world is; the reason beside. */
const FAILS_HERE: readonly string[] = [
  // Its names lead nowhere.
  'resolve/:host/:port',
  // Nothing is errant, and nobody writes markers.
  'locate-gtid-errant/:host/:port',
  'last-pseudo-gtid/:host/:port',
  // Never answered (decision 0035).
  'master-equivalent/:host/:port/:logFile/:logPos',
];

/** Empty in this world. */
const EMPTY_HERE: readonly string[] = ['hostname-resolve-cache'];

/** What never works there, and does here (`docs/differences.md`). */
const BETTER: Readonly<Record<string, OrchestratorRoute['answer']>> = {
  'untag-all/:tagName/:tagValue': 'env Key[]',
};

/** Called by the public client though orchestrator has them not, or twins that are missing there. */
const BESIDE = ['move-gtid/:/:/:/:', 'multi-match-slaves/:/:/:/:', 'multi-match-replicas/:/:/:/:', 'reset-master/:/:'];

describe.each(ORCHESTRATOR_ROUTES)('$path', (route) => {
  const { kind } = route;
  const answer = BETTER[route.path] ?? route.answer;

  test('is refused as it should be', async () => {
    const path = withNames(route, UNKNOWN);
    expect(await get(full, path, { method: 'POST' })).toEqual(NOT_FOUND);
    if (kind === 'reads') return;
    expect(await get(readOnly, path)).toEqual(UNAUTHORIZED);
    expect(await get(readOnly, `${path}/`, { method: 'HEAD' })).toEqual({ ...UNAUTHORIZED, text: '' });
    expect(await get(multi, path, READONLY_USER)).toEqual(UNAUTHORIZED);
    if (kind === 'changes') expect(await get(full, path, BROWSER)).toMatchObject({ status: 403, type: JSON_TYPE });
  });

  test('answers in its form where nothing has the name that is asked for', async () => {
    const told = await get(changed, withNames(route, UNKNOWN));
    expect([200, 500, 404]).toContain(told.status);
    expect(told.type).toBe(JSON_TYPE);
    if (told.status === 200) return expectAnswer(answer, told.text);
    if (told.status === 500) return expectError(told.text);
    expect([route.path.startsWith('leader-check/'), told.text]).toEqual([true, '"Not leader"']);
  });

  test('answers in its form where all is there', async () => {
    if (kind === 'changes') return;
    const path = (SAMPLES[route.path] ?? withNames(route, KNOWN)).replace('{uid}', await lastUid(full));
    const told = await get(full, path);
    const again = await get(full, path.replace(/(?=\?|$)/, '/'), { method: 'HEAD' });
    expect(again).toEqual({ ...told, text: '' });
    expect(told.type).toBe(JSON_TYPE);
    if (FAILS_HERE.includes(route.path) || answer === 'error') return expectError(told.text);
    expect(told.status).toBe(200);
    expectAnswer(answer, told.text);
    if (EMPTY_HERE.includes(route.path)) return;
    expect(told.text).not.toMatch(/^(?:\[\]|\{\})$|"Details":(?:\[\]|\{\}|null)\}$/);
  });

  test('answers with an empty list where nothing is there', async () => {
    if (kind === 'changes' || !answer.endsWith('[]') || route.path.includes(':')) return;
    const { status, text } = await get(empty, `${route.path}${route.path === 'tagged' ? '?tag=x' : ''}`);
    expect(status).toBe(200);
    expect(text).toMatch(answer.startsWith('bare') ? /^\[\]$/ : /^\{"Code":"OK","Message":".*","Details":\[\]\}$/);
  });
});

const JSON_TYPE = 'application/json; charset=UTF-8';

function expectError(text: string): void {
  const value = JSON.parse(text) as object;
  expect(Object.keys(value)).toEqual(['Code', 'Message', 'Details']);
  expect(value).toMatchObject({ Code: 'ERROR', Message: expect.stringMatching(/./) as string });
}

function expectAnswer(answer: OrchestratorRoute['answer'], text: string): void {
  const [form, type = ''] = answer.split(' ');
  const value: unknown = JSON.parse(text);
  if (form === 'bare') {
    // What has `Code` is an envelope for the public client.
    expect(typeof value !== 'object' || !('Code' in (value ?? {}))).toBe(true);
    return expectShape(type, value);
  }
  expect(Object.keys(value as object)).toEqual(['Code', 'Message', 'Details']);
  const { Code, Details } = value as Envelope;
  expect([Code, form]).toEqual(['OK', 'env']);
  expectShape(type, Details);
}

async function lastUid(server: TestServer): Promise<string> {
  const { items } = await server.engine.recoveries.list({ page: 0, pageSize: 1 });
  return encodeURIComponent(items[0]?.uid ?? '');
}

function shapeOfPath(path: string): string {
  return path.replaceAll(/:\w+/g, ':');
}

type Names = Readonly<Record<string, string>>;

const NUMBERS: Names = { page: '0', id: '1', seconds: '60', recoveryId: '99', seedId: '1', errorStatusCode: '503' };
const UNKNOWN: Names = { ...NUMBERS, port: '1', belowPort: '1', siblingPort: '1', maintenanceKey: '99', process: '7' };
const KNOWN: Names = {
  ...NUMBERS,
  host: 'db-2',
  port: '3306',
  belowHost: 'db-30',
  belowPort: '3306',
  searchString: 'db-3',
  clusterHint: 'db-1:3306',
  clusterName: 'db-1:3306',
  clusterAlias: 'shop',
  pool: 'readers',
  tagName: 'role',
  queue: 'DEFAULT',
};

/** What is not named is called `none`. */
function withNames({ path }: OrchestratorRoute, names: Names): string {
  return path.replaceAll(/:(\w+)/g, (_, name: string) => names[name] ?? (name.endsWith('Port') ? '1' : 'none'));
}
