/** The engine's `Servers` port over the fleet, without SQL: one process's view of the servers, through its network. */
import { addressOf, chunkOf, fencingParts, instanceIdOf } from '@topiary/domain';
import type {
  Address,
  Hearing,
  InstanceId,
  LogEvent,
  Observation,
  ProbeFailure,
  SeenAccounts,
  ServerProcess,
  SqlStep,
  Step,
} from '@topiary/domain';
import type {
  AskResult,
  BinaryLogFile,
  ChannelsResult,
  ConfiguredQuery,
  ConnectionLost,
  ExecuteContext,
  ExecuteResult,
  ListenResult,
  LogListResult,
  LogReadRequest,
  LogReadResult,
  MarkerWritten,
  ObserveOptions,
  ObserveResult,
  ProbeOptions,
  ProcessListResult,
  ProcessOptions,
  StandingOptions,
  SettingsResult,
  StandingResult,
  RenderContext,
  Servers,
} from '@topiary/engine';
import type { Fleet } from '@topiary/fleet';
import type { Paths } from '../network/paths.ts';
import type { Life } from '../topiary/life.ts';
import type { ProcessClock } from '../topiary/process-clock.ts';
import type { Ran } from './connection.ts';
import { failureOfNumber } from './failures.ts';
import { TOPIARY } from './host.ts';
import type { Host, Statement } from './host.ts';
import { ServerClient } from './server-client.ts';
import { SteadyFacts } from './steady-facts.ts';
import { resultOf, statementsOf } from './step-statements.ts';

export interface SimulatedServersParts {
  readonly processName: string;
  readonly fleet: Fleet;
  readonly hosts: ReadonlyMap<InstanceId, Host>;
  readonly paths: Paths;
  readonly life: Life;
  readonly clock: ProcessClock;
}

/** A server answers a bounded wait a little after the time it was given. As the driver's. */
const WAIT_ANSWER_MARGIN_MS = 250;
/** Refusals for want of a privilege, and of what the server is called to. */
const PRIVILEGE_ERRORS: ReadonlySet<number> = new Set([1044, 1045, 1142, 1143, 1227, 1370]);

const NO_SUCH_TABLE = 1146;
const MS_PER_SECOND = 1_000;

export class SimulatedServers implements Servers {
  private readonly parts: SimulatedServersParts;
  private readonly clients = new Map<InstanceId, ServerClient>();
  private readonly steady = new SteadyFacts();
  private readonly listeners = new Set<(lost: ConnectionLost) => void>();
  private readonly backListeners = new Set<(id: InstanceId) => void>();

  constructor(parts: SimulatedServersParts) {
    this.parts = parts;
    // The kernel closes what a dead process held.
    parts.life.whenDead(() => this.closeAll());
  }

  async observe(address: Address, { deadlineMs, depth = 'full' }: ProbeOptions): Promise<ObserveResult> {
    const result = await this.clientOf(address).observe(deadlineMs);
    return this.steady.told(instanceIdOf(address), depth, result);
  }

  /** The model has no tables of users: every query meets the error that a server without them gives. */
  async ask(address: Address, queries: readonly ConfiguredQuery[], options: ObserveOptions): Promise<AskResult> {
    const read: Statement = { kind: 'read', text: 'configured queries', read: () => null };
    const ran = await this.clientOf(address).look([read], this.parts.clock.monotonicMs() + options.deadlineMs);
    if (ran.kind === 'lost') return { answers: {}, failure: ran.failure };
    const code = String(ran.kind === 'error' ? ran.number : NO_SUCH_TABLE);
    const problem = { code, detail: 'no such table', grant: null };
    return {
      answers: Object.fromEntries(queries.map(({ fact }) => [fact, { kind: 'unknown', problem }])),
      failure: null,
    };
  }

  async observeChannels(address: Address, { deadlineMs }: ObserveOptions): Promise<ChannelsResult> {
    const read: Statement = { kind: 'read', text: 'replica status', read: () => this.observationOf(address).channels };
    const ran = await this.clientOf(address).look([read], this.parts.clock.monotonicMs() + deadlineMs);
    if (ran.kind === 'answered') return { kind: 'observed', channels: ran.values[0] as Observation['channels'] };
    return { kind: 'failed', failure: ran.kind === 'lost' ? ran.failure : failureOfNumber(ran.number) };
  }

  async listen(address: Address, { deadlineMs }: ObserveOptions): Promise<ListenResult> {
    const read: Statement = { kind: 'read', text: 'what was heard', read: () => this.hearingsOf(address) };
    const ran = await this.clientOf(address).look([read], this.parts.clock.monotonicMs() + deadlineMs);
    if (ran.kind !== 'answered') return failedReading(ran);
    return { kind: 'heard', channels: ran.values[0] as readonly Hearing[] };
  }

  pulse(address: Address, { deadlineMs }: ObserveOptions): ReturnType<Servers['pulse']> {
    return this.clientOf(address).pulse(deadlineMs);
  }

  async greets(address: Address, { deadlineMs }: ObserveOptions): ReturnType<Servers['greets']> {
    const got = await this.clientOf(address).open(this.parts.clock.monotonicMs() + deadlineMs);
    if (got.kind === 'failed') return got.failure;
    got.connection.close();
    return null;
  }

  prepareToAct(address: Address, { deadlineMs }: ObserveOptions): Promise<void> {
    return this.clientOf(address).prepare(this.parts.clock.monotonicMs() + deadlineMs);
  }

  async listBinaryLogs(address: Address, { deadlineMs }: ObserveOptions): Promise<LogListResult> {
    const read: Statement = {
      kind: 'read',
      text: 'list of binary logs',
      read: () => this.filesOf(address).map(({ name, size }) => ({ name, size })),
    };
    const ran = await this.clientOf(address).look([read], this.parts.clock.monotonicMs() + deadlineMs);
    // The model applies one transaction after the other.
    if (ran.kind === 'answered')
      return { kind: 'logs', logs: ran.values[0] as readonly BinaryLogFile[], keepsOrder: true };
    return failedReading(ran);
  }

  /** The model's commands have no words: nobody is told to run anything. */
  async listProcesses(address: Address, { deadlineMs, only }: ProcessOptions): Promise<ProcessListResult> {
    const read: Statement = { kind: 'read', text: 'process list', read: () => this.processesOf(address) };
    const ran = await this.clientOf(address).look([read], this.parts.clock.monotonicMs() + deadlineMs);
    if (ran.kind !== 'answered') return failedReading(ran);
    const processes = (ran.values[0] as readonly ServerProcess[]).filter(({ id }) => only === null || id === only);
    return { kind: 'processes', list: { processes, isCut: false, grant: null } };
  }

  /** Nothing is asked for beside what the model's servers have: they have no events, and persist nothing. */
  async readStanding(address: Address, { deadlineMs }: StandingOptions): Promise<StandingResult> {
    const read: Statement = { kind: 'read', text: 'variables and events', read: () => [] };
    const ran = await this.clientOf(address).look([read], this.parts.clock.monotonicMs() + deadlineMs);
    if (ran.kind !== 'answered') return failedReading(ran);
    return { kind: 'standing', standing: { variables: {}, persisted: {}, sources: {}, events: [], seesEvents: true } };
  }

  /** The model's servers have none but what the model knows of them. */
  async readSettings(): Promise<SettingsResult> {
    return { kind: 'settings', settings: {} };
  }

  /** The model's servers let in whoever the network lets through. */
  async readAccounts(): Promise<SeenAccounts> {
    return { kind: 'failed', grant: null };
  }

  async readLog(
    address: Address,
    { limit, ...request }: LogReadRequest,
    { deadlineMs }: ObserveOptions,
  ): Promise<LogReadResult> {
    const asked = limit + 1;
    const read: Statement = {
      kind: 'read',
      text: `events of ${request.file ?? 'the oldest log'}`,
      read: () => this.parts.fleet.logEvents(instanceIdOf(address), { ...request, count: asked }),
    };
    const ran = await this.clientOf(address).look([read], this.parts.clock.monotonicMs() + deadlineMs);
    if (ran.kind !== 'answered') return failedReading(ran);
    const events = ran.values[0] as readonly LogEvent[] | null;
    // The model compresses nothing: every event stands by itself.
    const chunk = events === null ? null : chunkOf(events, asked);
    return chunk === null ? { kind: 'no-such-file' } : { kind: 'chunk', chunk };
  }

  async writeMarker(address: Address, statement: string, { deadlineMs }: ObserveOptions): Promise<MarkerWritten> {
    const write: Statement = {
      kind: 'command',
      text: statement,
      command: { kind: 'write', write: { kind: 'pseudo-gtid', statement } },
    };
    const ran = await this.clientOf(address).act([write], this.parts.clock.monotonicMs() + deadlineMs);
    return ran.kind === 'answered' ? { kind: 'written' } : failedReading(ran);
  }

  async execute(step: SqlStep, context: ExecuteContext): Promise<ExecuteResult> {
    const statements = statementsOf(step, { ...context, fleet: this.parts.fleet });
    const margin = step.kind === 'wait-for-position' ? WAIT_ANSWER_MARGIN_MS : 0;
    const untilMs = this.parts.clock.monotonicMs() + step.deadlineMs + margin;
    return concluded(step, await this.clientOf(context.address).act(statements, untilMs));
  }

  render(step: Step, context: RenderContext): readonly string[] {
    if (step.kind === 'fence') return [...fencingParts(step).values()].flatMap((part) => this.render(part, context));
    if (step.kind === 'clear-sessions') return [`read what runs on ${step.instance}`];
    if (step.kind === 'match-position') return [`read the logs of ${step.instance} and ${step.target}`];
    return statementsOf(step, { ...context, fleet: this.parts.fleet }).map(({ text }) => text);
  }

  async proveSame(first: Address, second: Address, options: ObserveOptions): ReturnType<Servers['proveSame']> {
    const untilMs = this.parts.clock.monotonicMs() + options.deadlineMs;
    const [one, other] = await Promise.all([this.clientOf(first).open(untilMs), this.clientOf(second).open(untilMs)]);
    for (const got of [one, other]) if (got.kind === 'connection') got.connection.close();
    if (one.kind === 'failed' || other.kind === 'failed') return 'not-provable';
    return this.parts.fleet.at(first) === this.parts.fleet.at(second) ? 'same' : 'different';
  }

  onConnectionLost(listener: (lost: ConnectionLost) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  onServerBack(listener: (id: InstanceId) => void): () => void {
    this.backListeners.add(listener);
    return () => this.backListeners.delete(listener);
  }

  forget(id: InstanceId): void {
    this.clients.get(id)?.close();
    this.clients.delete(id);
    this.steady.forget(id);
  }

  close(): Promise<void> {
    this.closeAll();
    return Promise.resolve();
  }

  private closeAll(): void {
    for (const client of this.clients.values()) client.close();
    this.clients.clear();
  }

  private clientOf(address: Address): ServerClient {
    const id = instanceIdOf(address);
    const known = this.clients.get(id);
    if (known !== undefined) return known;
    const { processName, paths, hosts, life, clock } = this.parts;
    const client = new ServerClient({
      processName,
      life,
      clock,
      path: paths.between(processName, id),
      host: hosts.get(id) ?? null,
      probe: {
        observe: { kind: 'read', text: 'everything', read: () => this.observationOf(addressOf(id)) },
        log: { kind: 'command', text: 'the binary log', command: { kind: 'lock-log' } },
      },
      onLost: (failure) => {
        for (const listener of this.listeners) listener({ id, failure });
      },
      onBack: () => {
        for (const listener of this.backListeners) listener(id);
      },
    });
    this.clients.set(id, client);
    return client;
  }

  private hearingsOf(address: Address): readonly Hearing[] {
    const id = instanceIdOf(address);
    return this.observationOf(address).channels.map(({ name, source, receiver, settings }) => {
      const heardAtMs = this.parts.fleet.heardAtMs(id, name);
      return {
        channel: name,
        source: instanceIdOf(source),
        receiver,
        mark: String(heardAtMs),
        heartbeatMs: (settings.heartbeatPeriodSeconds ?? 0) * MS_PER_SECOND,
        silentForMs: heardAtMs === null ? null : this.parts.fleet.nowMs - heardAtMs,
      };
    });
  }

  private processesOf(address: Address): readonly ServerProcess[] {
    const { sessions } = this.parts.fleet.server(instanceIdOf(address));
    return [...sessions.values()].map(({ id, account: { user }, clientHost }) => ({
      id,
      role: user === TOPIARY ? 'topiary' : 'client',
      user,
      host: clientHost,
      database: '',
      command: 'Sleep',
      seconds: 0,
      state: '',
      statement: '',
    }));
  }

  private filesOf(address: Address): readonly BinaryLogFile[] {
    return this.parts.fleet.server(instanceIdOf(address)).binlog?.files ?? [];
  }

  private observationOf(address: Address): Observation {
    return this.parts.fleet.observe(instanceIdOf(address));
  }
}

function failedReading(ran: Exclude<Ran, { readonly kind: 'answered' }>): {
  readonly kind: 'failed';
  readonly failure: ProbeFailure;
} {
  return { kind: 'failed', failure: ran.kind === 'lost' ? ran.failure : failureOfNumber(ran.number) };
}

function concluded(step: SqlStep, ran: Ran): ExecuteResult {
  switch (ran.kind) {
    case 'answered':
      return resultOf(step, ran.values);
    case 'lost':
      return { kind: 'lost', failure: ran.failure };
    case 'error':
      return {
        kind: 'refused',
        errorNumber: ran.number,
        text: ran.text,
        grant: PRIVILEGE_ERRORS.has(ran.number) ? `a privilege on ${step.instance}` : null,
      };
  }
}
