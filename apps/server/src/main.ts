/**
 * The composition root: the only file that constructs adapters and puts the parts together. `startServer` starts one
 * Topiary and gives it back running; `serve` does that and stays until a signal ends it.
 */
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import type { Actor } from '@topiary/domain';
import { createEngine } from '@topiary/engine';
import type { Clock, Engine, Logger, Servers, Store } from '@topiary/engine';
import { createServers } from '@topiary/mysql';
import type { ReplicationAccountSource } from '@topiary/mysql';
import {
  hasSharedStore,
  isOrchestratorFile,
  openMysqlBackend,
  openSqliteBackend,
  openStore,
  OrchestratorBackendError,
  readOrchestratorBackend,
  StoreError,
  WRITE_BEHIND,
} from '@topiary/store';
import type { OpenStoreOptions, OrchestratorData, StoreConfiguration } from '@topiary/store';
import { AuditFile } from './audit-file/audit-file.ts';
import { BUILT_WEB_APP, openWebApp } from './assets.ts';
import type { Environment } from './config/expand-environment.ts';
import type { ConfigFiles } from './config/load.ts';
import { urlOf } from './config/listen-address.ts';
import type { HttpSettings } from './config/http-settings.ts';
import type { ServerSettings, Settings } from './config/settings.ts';
import { createSystemHooks } from './hooks/system-hooks.ts';
import { Graphite } from './metrics/graphite.ts';
import { graphitePrefix, graphiteReport } from './metrics/graphite-report.ts';
import { Past } from './history/past.ts';
import { Metrics } from './metrics/metrics.ts';
import { withNotifications } from './notifications/with-notifications.ts';
import { createHttpApp } from './http/app.ts';
import { importOrchestrator } from './import-orchestrator/import-orchestrator.ts';
import type { OrchestratorImportReport } from './import-orchestrator/report.ts';
import { boundHeapGrowth } from './runtime/heap-growth.ts';
import { createPinoLogger } from './runtime/pino-logger.ts';
import type { DetailedLogger } from './runtime/pino-logger.ts';
import { detailedServers } from './syslog/detailed-servers.ts';
import { openLog } from './syslog/open-log.ts';
import { createSystemClock } from './runtime/system-clock.ts';
import { createSystemNames } from './runtime/system-names.ts';
import { createSystemRandom } from './runtime/system-random.ts';
import { createServices } from './services/create-services.ts';
import type { Runtime } from './services/create-services.ts';
import { makeAccessKey } from './start/access-key.ts';
import { makeDirectory, readHttpTls, readTlsFiles } from './start/files.ts';
import { listen } from './start/listener.ts';
import { orchestratorSource } from './start/orchestrator-source.ts';
import type { OrchestratorSource } from './start/orchestrator-source.ts';
import { readBackendKeys, readChecked, readSettings } from './start/read-settings.ts';
import { engineSettings } from './start/engine-settings.ts';
import { besideOrchestrator, heldByOther, placeOf } from './start/store-place.ts';
import type { Listener } from './start/listener.ts';
import { ConfigurationKeeper } from './start/configuration-keeper.ts';
import type { ConfigurationKeeperOptions, ReloadResult } from './start/configuration-keeper.ts';
import { stopOnSignal } from './start/signals.ts';
import { StartFailure } from './start/start-failure.ts';
import { MEMORY_FILE } from './store-file.ts';
import { readSource } from './sources/read-source.ts';
import { SourceKeeper } from './sources/source-keeper.ts';
import { VERSION } from './version.ts';

/** For running plans to end their stage. */
export const PLANS_STOP_DEADLINE_MS = 5_000;
/** For requests that are being answered, after the plans. */
export const REQUESTS_STOP_DEADLINE_MS = 2_000;
/** For everything; a process that hangs longer ends itself. */
export const STOP_DEADLINE_MS = 25_000;
/** Who may signal a process is a user of this machine, and no other is known. */
const BY_SIGNAL: Actor = { user: 'SIGHUP', address: 'topiary', via: 'engine' };

export interface StartOptions {
  readonly configFiles: ConfigFiles;
  /** Keys that the command line states, by name. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  readonly environment?: Environment;
  readonly logger?: Logger & Partial<Pick<DetailedLogger, 'detailed'>>;
  /** Instead of the standard error stream. */
  readonly logFile?: string;
  /** Instead of a socket at `ListenAddress`. */
  readonly listener?: Listener;
}

export interface ServeOptions extends StartOptions {
  /** Ends the process at once, whatever hangs. */
  readonly exit: (code: number) => void;
  /** Told where it can be reached. */
  readonly onReady?: (url: string) => void;
}

export interface RunningServer {
  readonly url: string;
  readonly engine: Pick<Engine, 'status' | 'snapshot'>;
  /** Reads the configuration again. */
  reload(actor: Actor): ReloadResult;
  stop(): Promise<void>;
}

/** Stays until SIGTERM or SIGINT. Throws `StartFailure`. */
export async function serve(options: ServeOptions): Promise<void> {
  boundHeapGrowth();
  const logger = options.logger ?? createPinoLogger(options.logFile);
  const server = await startServer({ ...options, logger });
  const reload = () => void server.reload(BY_SIGNAL);
  const stop = () => server.stop();
  const ended = stopOnSignal({ stop, reload, logger, deadlineMs: STOP_DEADLINE_MS, exit: options.exit });
  // Whoever hears of it may send a signal at once.
  options.onReady?.(server.url);
  await ended;
}

/** Throws `StartFailure` with sentences for the person who started it. */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const clock = createSystemClock();
  const { read, reading, log } = readOptions(options, clock);
  const { logger } = reading;
  const { dataDirectory } = read.places;
  const settings = besideOrchestrator(read.settings, { isOrchestratorFile, logger });
  const tlsTexts = readTlsFiles(settings.servers.tls, 'MySQLTopologySSL');
  const { http } = settings;
  const listener = options.listener ?? (await listen({ ...http, tls: readHttpTls(http.tls) }));
  const runtime: Runtime = { logger, clock, random: createSystemRandom() };
  // What was opened, to be closed in the opposite order, whether the start fails or the server is stopped.
  const closeListener = () => listener.close(REQUESTS_STOP_DEADLINE_MS);
  const open: (() => Promise<void>)[] = [() => log.close(), closeListener];
  try {
    const usesTokens = http.authentication.kind === 'token';
    if (usesTokens || dirname(settings.store.file) === dataDirectory) makeDirectory(dataDirectory);
    const accessKey = usesTokens ? makeAccessKey(dataDirectory) : null;
    const metrics = new Metrics(runtime.clock, settings.discovery.pollIntervalMs, WRITE_BEHIND);
    const measured = { ...runtime, onWrittenBehind: metrics.writtenBehind };
    const { store: opened, auditFile } = await openAuditedStore(settings, measured, open);
    const store = log.ofStore(opened);
    const servers = openServers(settings.servers, tlsTexts, runtime);
    // Requests that are being answered may still ask the store.
    open.push(() => servers.close(), closeListener);
    const url = urlOfListener(listener, http);
    const { policy } = settings;
    const past = pastOf(settings, store, runtime);
    const engine = createEngine({
      ...runtime,
      servers: past.ofServers(detailedServers(metrics.ofServers(servers), logger)),
      store: metrics.ofStore(store),
      names: createSystemNames(),
      policy,
      hooks: withNotifications(createSystemHooks(settings.hooks, runtime.clock), () => settings.notifications, runtime),
      settings: engineSettings(settings, url),
    });
    open.push(() => engine.stop({ deadlineMs: PLANS_STOP_DEADLINE_MS }));
    await startEngine(engine);
    past.start(engine);
    metrics.watchQueue(() => engine.status());
    const stopGraphite = startGraphite({ choice: settings.graphite, counts: metrics.counts, engine }, runtime);
    open.push(() => Promise.resolve(past.stop()));
    open.push(() => Promise.resolve(metrics.stop()), stopGraphite);
    const memory = store.sources;
    const sources = new SourceKeeper({ ...runtime, engine, memory, sources: settings.sources, read: readSource });
    open.push(() => Promise.resolve(sources.stop()));
    await sources.start();
    const lifecycle = { isClosing: false };
    const again = () => readChecked(reading);
    const reload = reloading({ ...runtime, read: again, first: { ...read, settings }, audit: store.audit }, engine);
    const webApp = openWebApp(BUILT_WEB_APP);
    const input = { ...runtime, engine, settings, accessKey, lifecycle, sources, webApp, metrics, auditFile };
    const services = createServices({ ...input, past, reload, checkAnswers: false });
    listener.serve(createHttpApp(services));
    logger.info('server.started', { url, version: VERSION, store: placeOf(settings.store) });
    const stop = once(async () => {
      lifecycle.isClosing = true;
      services.live.close();
      listener.refuse();
      await closeAll(open);
    });
    return { url, engine, reload, stop };
  } catch (error) {
    await closeAll(open);
    throw error;
  }
}

/** With the log that the settings ask for, also for what is read later. */
function readOptions({ configFiles, overrides = {}, ...options }: StartOptions, clock: Clock) {
  const logger = options.logger ?? createPinoLogger(options.logFile);
  const environment = options.environment ?? process.env;
  const given = { configFiles, overrides, environment };
  const read = readSettings({ ...given, logger });
  const log = openLog({ settings: read.settings.log, logger, clock, environment });
  return { read, log, reading: { ...given, logger: log.logger } };
}

export interface ImportOptions extends StartOptions {
  /** A path, or `mysql://user@host:port/database`; `null`: what the configuration names. */
  readonly from: string | null;
  /** orchestrator's own, where it is another one than Topiary's. */
  readonly orchestratorConfig: ConfigFiles | null;
  /** `false`: say what would come, and write nothing. */
  readonly write: boolean;
}

/** Takes what orchestrator knows into the configured store. Throws `StartFailure`. */
export async function importFromOrchestrator(options: ImportOptions): Promise<OrchestratorImportReport> {
  const logger = options.logger ?? createPinoLogger(options.logFile);
  const environment = options.environment ?? process.env;
  const { configFiles, overrides = {}, from, write } = options;
  const reading = { configFiles, overrides, environment, logger };
  const backendKeys = readBackendKeys({ ...reading, configFiles: options.orchestratorConfig ?? configFiles });
  const data = await readOrchestrator(orchestratorSource({ ...backendKeys, from, environment }));
  const { settings: configured, places } = readSettings(reading);
  const { dataDirectory } = places;
  const settings = besideOrchestrator(configured, { isOrchestratorFile, logger });
  const runtime: Runtime = { logger, clock: createSystemClock(), random: createSystemRandom() };
  const { file, retention } = settings.store;
  if (write && dirname(file) === dataDirectory) makeDirectory(dataDirectory);
  const store = await (write ? openConfiguredStore(settings, runtime) : openForPreview(settings, runtime));
  try {
    if (write) {
      const state = await store.lease.acquire({ hostname: hostname(), processId: process.pid, url: '' });
      if (state.kind !== 'held') throw new StartFailure([heldByOther(state, placeOf(settings.store))]);
    }
    return await importOrchestrator({
      ...runtime,
      data,
      store,
      into: placeOf(settings.store),
      expiry: settings.registry.lifetimes,
      retention,
      write,
    });
  } catch (error) {
    throw failureOf(error);
  } finally {
    if (write) await store.lease.release();
    await store.close();
  }
}

async function readOrchestrator(source: OrchestratorSource): Promise<OrchestratorData> {
  try {
    const backend = source.kind === 'sqlite' ? openSqliteBackend(source.file) : await openMysqlBackend(source.target);
    try {
      return await readOrchestratorBackend(backend);
    } finally {
      await backend.close();
    }
  } catch (error) {
    throw failureOf(error);
  }
}

function reloading(options: Omit<ConfigurationKeeperOptions, 'onSeeds'>, engine: Engine): RunningServer['reload'] {
  const onSeeds: ConfigurationKeeperOptions['onSeeds'] = (seeds, actor) =>
    void Promise.all(seeds.map((seed) => engine.discover(seed, actor)));
  const keeper = new ConfigurationKeeper({ ...options, onSeeds });
  return (actor) => keeper.reload(actor);
}

interface GraphiteInput {
  readonly choice: Settings['graphite'];
  readonly counts: Metrics['counts'];
  readonly engine: Engine;
}

/** What stops it. */
function startGraphite({ choice, counts, engine }: GraphiteInput, runtime: Runtime): () => Promise<void> {
  if (choice === 'off' || 'wrong' in choice) return () => Promise.resolve();
  const prefix = graphitePrefix(choice, hostname());
  const report = () => graphiteReport({ ...choice, prefix, counts, status: engine.status(), at: runtime.clock.now() });
  const graphite = new Graphite({ ...runtime, ...choice, report });
  graphite.start();
  return () => Promise.resolve(graphite.stop());
}

function pastOf({ store: { retention }, discovery }: Settings, store: Store, runtime: Runtime): Past {
  const onlyObserves = discovery.observeOnly !== null;
  return new Past({ ...runtime, store: store.clusterHistory, keptDays: retention.historyDays, onlyObserves });
}

function urlOfListener({ address }: Listener, { socket, tls, urlPrefix }: HttpSettings): string {
  if (socket !== null) return `unix:${socket}${urlPrefix}`;
  return urlOf(address, urlPrefix, tls === null ? 'http' : 'https');
}

async function closeAll(open: (() => Promise<void>)[]): Promise<void> {
  for (let close = open.pop(); close !== undefined; close = open.pop()) await close();
}

async function startEngine(engine: Engine): Promise<void> {
  try {
    await engine.start();
  } catch (error) {
    throw failureOf(error);
  }
}

async function openAuditedStore(settings: Settings, runtime: OpenStoreOptions, open: (() => Promise<void>)[]) {
  const store = await openConfiguredStore(settings, runtime);
  const auditFile = new AuditFile({ ...runtime, file: () => settings.audit.file });
  const closeStore = () => store.close();
  open.push(closeStore, () => auditFile.close());
  return { store: auditFile.ofStore(store), auditFile };
}

async function openConfiguredStore(settings: Settings, runtime: OpenStoreOptions): Promise<Store> {
  try {
    return await openStore(storeConfiguration(settings.store), runtime);
  } catch (error) {
    throw failureOf(error);
  }
}

/** Makes neither a file nor tables. */
async function openForPreview(settings: Settings, runtime: Runtime): Promise<Store> {
  const configuration = storeConfiguration(settings.store);
  try {
    if (!(await isThere(configuration))) return await openStore({ kind: 'memory' }, runtime);
    const kept =
      configuration.kind === 'mysql' ? { ...configuration, opensFile: 'when-acting' as const } : configuration;
    return await openStore(kept, runtime);
  } catch (error) {
    throw failureOf(error);
  }
}

function isThere(configuration: StoreConfiguration): boolean | Promise<boolean> {
  if (configuration.kind === 'mysql') return hasSharedStore(configuration.backend);
  return configuration.kind === 'sqlite' && existsSync(configuration.file);
}

function storeConfiguration({ file, retention, backend }: Settings['store']): StoreConfiguration {
  const { historyDays, historyRevisions } = retention;
  const kept = {
    auditRetentionDays: retention.auditDays,
    journalRetentionDays: retention.planDays,
    maxAuditRows: retention.auditRows,
    historyDays,
    maxRevisions: historyRevisions,
  };
  if (backend === null) return file === MEMORY_FILE ? { kind: 'memory' } : { kind: 'sqlite', file, ...kept };
  const { tls, ...place } = backend;
  const secured = tls === null ? null : { ...readTlsFiles(tls, 'MySQLOrchestratorSSL'), skipVerify: tls.skipVerify };
  return { kind: 'mysql', backend: { ...place, tls: secured }, file, ...kept };
}

/** A store says itself what is wrong with it and what to do. */
function failureOf(error: unknown): unknown {
  return error instanceof StoreError || error instanceof OrchestratorBackendError
    ? new StartFailure([error.message], { cause: error })
    : error;
}

function openServers(settings: ServerSettings, tlsTexts: ReturnType<typeof readTlsFiles>, runtime: Runtime): Servers {
  const { tls, connectTimeoutMs, lagQuery } = settings;
  return createServers({
    // A reload may give other ones.
    credentials: () => ({ user: settings.user, password: settings.password }),
    replicationAccount: accountSource(settings.replicationAccount),
    tls: { mode: tls.mode, ...tlsTexts },
    timeouts: { connectMs: connectTimeoutMs },
    lagQuery,
    logger: runtime.logger,
    monotonicMs: () => runtime.clock.monotonicMs(),
  });
}

function accountSource(account: ServerSettings['replicationAccount']): ReplicationAccountSource {
  if (account.origin === 'query') return { kind: 'query', sql: account.sql };
  return { kind: 'account', account: () => ({ user: account.user, password: account.password }) };
}

/** The same promise to everybody who asks again. */
function once(action: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  return () => (running ??= action());
}
