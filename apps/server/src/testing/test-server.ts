/**
 * A whole Topiary over servers in memory: the real engine, the real HTTP side on an ephemeral loopback port, the memory
 * store. Every answer is checked against the contract.
 */
import { createServer } from 'node:http';
import { DEFAULT_ANALYSIS_SETTINGS, DEFAULT_POLICY, NO_PSEUDO_GTID, NO_AUTOMATIC_RECOVERY } from '@topiary/domain';
import type { Address } from '@topiary/domain';
import { recordsOf } from '@topiary/domain/testing';
import type { TopologyOptions } from '@topiary/domain/testing';
import { createEngine, HOOK_LISTS, NO_FILTERS, NO_NAMING, NO_QUERIES } from '@topiary/engine';
import type { Engine, EngineSettings, HookList, Logger } from '@topiary/engine';
import { FakeServers } from '@topiary/engine/testing';
import { createMemoryStore } from '@topiary/store';
import type { MemoryDisk } from '@topiary/store';
import { openWebApp } from '../assets.ts';
import type { HttpSettings } from '../config/http-settings.ts';
import type { KeyValueSettings } from '../config/key-value.ts';
import type { Settings } from '../config/settings.ts';
import { defined } from '../http/defined.ts';
import { createHttpApp } from '../http/app.ts';
import { Past } from '../history/past.ts';
import { Metrics } from '../metrics/metrics.ts';
import type { ReadSource } from '../sources/read-source.ts';
import { SourceKeeper } from '../sources/source-keeper.ts';
import type { SourceSettings } from '../sources/source-settings.ts';
import { createSystemClock } from '../runtime/system-clock.ts';
import { createSystemRandom } from '../runtime/system-random.ts';
import type { ProblemFilter } from '../presenters/problem-counts.ts';
import { createServices } from '../services/create-services.ts';
import type { ServicesInput } from '../services/create-services.ts';
import type { Services } from '../services/services.ts';

export interface TestServerOptions {
  readonly topology?: string;
  readonly topologyOptions?: TopologyOptions;
  readonly http?: Partial<HttpSettings>;
  readonly engine?: Partial<EngineSettings>;
  /** A directory with a built page; by default there is none. */
  readonly webApp?: string;
  readonly seeds?: readonly Address[];
  readonly sources?: { readonly settings: readonly SourceSettings[]; readonly read: ReadSource };
  /** So that a second server goes on where the first one ended. */
  readonly disk?: MemoryDisk;
  /** `ProblemIgnoreHostnameFilters`. */
  readonly problemFilter?: ProblemFilter;
  /** `OSCIgnoreHostnameFilters`. */
  readonly controlReplicaFilter?: ProblemFilter;
  readonly keyValue?: KeyValueSettings;
  readonly reload?: Services['reload'];
  readonly auditFile?: ServicesInput['auditFile'];
  /** Signs access tokens. */
  readonly accessKey?: Buffer;
  /** To break the engine in one place. */
  readonly wrap?: (engine: Engine) => Engine;
}

export interface TestServer {
  /** Without a slash at the end, with the path prefix. */
  readonly url: string;
  readonly engine: Engine;
  readonly servers: FakeServers;
  readonly services: Services;
  readonly log: readonly { readonly event: string; readonly fields: unknown }[];
  request(path: string, init?: RequestInit): Promise<Response>;
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  close(): Promise<void>;
}

export const HTTP_DEFAULTS: HttpSettings = {
  listen: { host: '127.0.0.1', port: 0 },
  socket: null,
  tls: null,
  urlPrefix: '',
  statusPath: null,
  authentication: { kind: 'none' },
  readOnly: false,
  hostNames: [],
  openWithoutAuthentication: false,
  raftNodes: [],
  page: { message: null, cutFromNames: '' },
  messageIdentity: { kind: 'none' },
};

/** With an account for replication, as people who made a co-master would have. */
const POLICY = { ...DEFAULT_POLICY, replicationAccount: { origin: 'configured', user: 'replicator' } } as const;

const POLL_INTERVAL_MS = 50;
const PATIENCE_MS = 60_000;

/** A directory that is not there: the page is not built. */
const NO_PAGE = '/nonexistent/topiary-page';

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const runtime = { ...loggerInto(), clock: createSystemClock(), random: createSystemRandom() };
  const records = recordsOf(options.topology ?? 'a > b, c; b > d', options.topologyOptions);
  const servers = new FakeServers(runtime.clock, records);
  const seeds = options.seeds ?? [...records.values()].map(({ address }) => address);
  const store = createMemoryStore({ clock: runtime.clock, ...defined({ disk: options.disk }) });
  const metrics = new Metrics(runtime.clock, POLL_INTERVAL_MS, { batchRows: 500, intervalMs: 500 });
  const past = new Past({ ...runtime, store: store.clusterHistory, keptDays: 30, onlyObserves: false });
  const engine = createEngine({
    ...runtime,
    servers: past.ofServers(metrics.ofServers(servers)),
    store: metrics.ofStore(store),
    policy: POLICY,
    settings: { ...ENGINE_DEFAULTS, seeds, ...options.engine },
  });
  const settings = settingsOf(options);
  const sources = new SourceKeeper({
    ...runtime,
    engine,
    sources: settings.sources,
    memory: store.sources,
    read: options.sources?.read ?? (() => Promise.reject(new Error('this test has no sources'))),
  });
  const services = createServices({
    ...runtime,
    engine: options.wrap?.(engine) ?? engine,
    settings,
    accessKey: options.accessKey ?? null,
    reload: options.reload ?? (() => ({ kind: 'reloaded', changed: [], needRestart: [] })),
    sources,
    past,
    lifecycle: { isClosing: false },
    webApp: openWebApp(options.webApp ?? NO_PAGE),
    metrics,
    auditFile: options.auditFile ?? { failure: null },
    checkAnswers: true,
  });
  await engine.start();
  metrics.watchQueue(() => engine.status());
  await untilSeen(engine, seeds.length);
  past.start(engine);
  await sources.start();
  const listening = await listenOn(services);
  const url = `http://127.0.0.1:${listening.port}${settings.http.urlPrefix}`;
  return {
    url,
    engine,
    servers,
    services,
    log: runtime.log,
    request: (path, init) => fetch(`${url}${path}`, init),
    post: (path, body, headers = {}) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    close: async () => {
      services.live.close();
      sources.stop();
      metrics.stop();
      past.stop();
      await listening.close();
      await engine.stop({ deadlineMs: 1_000 });
      await store.close();
    },
  };
}

const ENGINE_DEFAULTS: Omit<EngineSettings, 'seeds'> = {
  pollIntervalMs: POLL_INTERVAL_MS,
  probeDeadlineMs: 1_000,
  maxConcurrentProbes: 100,
  fullProbeEvery: 3,
  filters: NO_FILTERS,
  classification: NO_QUERIES,
  proposalLifetimeMs: 600_000,
  maxParallelSteps: 10,
  forgetUnseenMs: 3_600_000,
  observeOnlyReason: null,
  holder: { hostname: 'test', processId: 1, url: 'http://127.0.0.1:3000' },
};

const NO_LISTS = Object.fromEntries(HOOK_LISTS.map((list) => [list, []])) as unknown as Record<
  HookList,
  readonly string[]
>;

function settingsOf(options: TestServerOptions): Settings {
  return {
    policy: POLICY,
    discovery: {
      seeds: options.seeds ?? [],
      defaultPort: 3306,
      pollIntervalMs: POLL_INTERVAL_MS,
      maxConcurrentProbes: 100,
      fullProbeEvery: 3,
      pulse: null,
      writeProbe: null,
      forgetUnseenAfterMs: 3_600_000,
      pictureIntervalMs: null,
      probeDeadlineMs: 1_000,
      maxConcurrentReplicaOperations: 10,
      filters: NO_FILTERS,
      names: NO_NAMING,
      classification: NO_QUERIES,
      pseudoGtid: NO_PSEUDO_GTID,
      setAsideSchemas: [],
      observeOnly: null,
    },
    servers: {
      user: '',
      password: '',
      connectTimeoutMs: 1_000,
      lagQuery: '',
      replicationAccount: { origin: 'configured', user: 'replicator', password: '' },
      tls: { mode: 'preferred', caFile: null, certFile: null, keyFile: null },
    },
    http: { ...HTTP_DEFAULTS, ...options.http },
    registry: {
      lifetimes: { candidateMs: 3_600_000, poolMs: 3_600_000, virtualNameMs: 3_600_000 },
      fuzzyPoolNames: true,
      problemFilter: options.problemFilter ?? (() => null),
      controlReplicaFilter: options.controlReplicaFilter ?? (() => null),
    },
    sources: options.sources?.settings ?? [],
    analysis: DEFAULT_ANALYSIS_SETTINGS,
    recovery: options.engine?.recovery ?? NO_AUTOMATIC_RECOVERY,
    recoveryFilters: { masters: [], intermediateMasters: [], ignored: [] },
    notifications: [],
    keyValue: options.keyValue ?? { prefix: 'mysql/master/', stores: [] },
    hooks: { shell: 'bash', lists: NO_LISTS, deadlineMs: 60_000 },
    audit: { file: null },
    log: { details: false, toSyslog: false, auditToSyslog: false },
    graphite: 'off',
    store: {
      file: ':memory:',
      retention: { auditDays: 365, planDays: 365, auditRows: 1_000_000, historyDays: 30, historyRevisions: 1_000 },
      backend: null,
    },
  };
}

async function listenOn(services: Services): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = createServer(createHttpApp(services));
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the test server has no port');
  return {
    port: address.port,
    close: async () => {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}

async function untilSeen(engine: Engine, count: number): Promise<void> {
  const isSeen = () =>
    [...engine.snapshot().instances.values()].filter(({ observation }) => observation !== null).length >= count;
  await until(isSeen, PATIENCE_MS);
}

/** Waits until something is so; fails after `timeoutMs`. */
export async function until(isSo: () => boolean | Promise<boolean>, timeoutMs = PATIENCE_MS): Promise<void> {
  const clock = createSystemClock();
  const deadline = clock.monotonicMs() + timeoutMs;
  while (!(await isSo())) {
    if (clock.monotonicMs() > deadline) throw new Error(`not so within ${timeoutMs} ms: ${isSo.toString()}`);
    await clock.sleep(5);
  }
}

function loggerInto(): { readonly log: { event: string; fields: unknown }[]; readonly logger: Logger } {
  const log: { event: string; fields: unknown }[] = [];
  const note = (event: string, fields: unknown = {}): void => void log.push({ event, fields });
  return { log, logger: { info: note, warn: note, error: note } };
}
