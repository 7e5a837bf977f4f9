/**
 * The `Servers` port over servers that exist in memory only: they can be probed, pointed elsewhere, stopped, killed and
 * cut. Small on purpose: it knows replication threads and addresses, not data.
 */
import type {
  Address,
  InstanceId,
  Observation,
  ProbeFailure,
  ProcessList,
  QueriedFact,
  QueryAnswer,
  ReplicationChannel,
  SeenAccounts,
  ServerRecord,
  ServerStanding,
  Settings,
  Step,
  ThreadStates,
} from '@topiary/domain';
import { addressOf, instanceIdOf, predictStep } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { LogListResult, LogReadResult, MarkerWritten } from '../ports/logs.ts';
import type { ProcessListResult, ProcessOptions, SettingsResult, StandingResult } from '../ports/processes.ts';
import type {
  AskResult,
  ChannelsResult,
  ConfiguredQuery,
  ConnectionLost,
  ExecuteContext,
  ExecuteResult,
  ListenResult,
  ObserveOptions,
  ObserveResult,
  RenderContext,
  Servers,
} from '../ports/servers.ts';
import { BARE, beginningOf, copyOf, hearingOf, logsNamed, REFUSED, SILENT } from './fake-answers.ts';

const PROBE_MS = 1;
const STATEMENT_MS = 5;

export class FakeServers implements Servers {
  /** Every step that was sent, in order. */
  readonly executed: { readonly instance: InstanceId; readonly kind: Step['kind'] }[] = [];
  /** Where a connection for acts was asked for beforehand. */
  readonly prepared: InstanceId[] = [];
  /** How many probes each address answered or refused. */
  readonly probes = new Map<InstanceId, number>();
  /** Decides what a step meets; by default it works. */
  onExecute: (step: Step) => ExecuteResult | 'works' | 'hangs' = () => 'works';
  /** Receivers of these replicas fail with this error when pointed at that source. */
  readonly refusedSources = new Map<string, number>();
  /** What a query gives on a server; '' by default. */
  onAsk: (id: InstanceId, query: ConfiguredQuery) => QueryAnswer = () => ({ kind: 'value', text: '' });
  /** Every query that was asked, in order. */
  readonly asked: { readonly instance: InstanceId; readonly fact: QueriedFact }[] = [];
  /** Every marker that was written, in order. */
  readonly markers: { readonly instance: InstanceId; readonly statement: string }[] = [];
  /** What becomes of a marker; by default it is written. */
  onMarker: (id: InstanceId) => MarkerWritten = () => ({ kind: 'written' });
  /** What runs on a server; nothing by default. */
  onProcesses: (id: InstanceId) => ProcessList = () => ({ processes: [], isCut: false, grant: null });
  /** How a server is set up; without events by default. */
  onStanding: (id: InstanceId) => ServerStanding = () => BARE;
  /** What is set on a server; nothing by default. */
  onSettings: (id: InstanceId) => Settings = () => ({});
  /** By which accounts others replicate from a server; by default it does not tell. */
  readAccounts: (address: Address) => Promise<SeenAccounts> = async () => ({ kind: 'failed', grant: null });
  /** What the oldest log of a server begins with, as `[type, info]`; by default it has no log. */
  readonly oldestLogs = new Map<InstanceId, readonly (readonly [type: string, info: string])[]>();
  /** The names of a server's binary logs, the oldest first; none by default. */
  readonly binaryLogs = new Map<InstanceId, readonly string[]>();
  /** Whether servers let themselves be told apart. */
  provable = true;
  private readonly clock: Clock;
  private readonly observations = new Map<InstanceId, Observation>();
  private readonly dead = new Set<InstanceId>();
  private readonly silent = new Set<InstanceId>();
  private readonly mute = new Set<InstanceId>();
  private readonly silentSinceMs = new Map<InstanceId, number>();
  private readonly same = new Set<string>();
  private readonly alternatives = new Map<InstanceId, InstanceId>();
  private listener: (lost: ConnectionLost) => void = () => undefined;
  private backListener: (id: InstanceId) => void = () => undefined;

  constructor(clock: Clock, records: ReadonlyMap<InstanceId, ServerRecord>) {
    this.clock = clock;
    for (const { id, observation } of records.values())
      if (observation !== null) this.observations.set(id, observation);
  }

  kill(id: InstanceId): void {
    this.dead.add(id);
    this.listener({ id, failure: { ...REFUSED, kind: 'connection-lost', code: 'ECONNRESET' } });
  }

  /** No connection closes, every probe waits for its whole deadline, and its replicas hear nothing. */
  silence(id: InstanceId): void {
    this.silent.add(id);
    this.silentSinceMs.set(id, this.clock.monotonicMs());
  }

  /** The connection for probes answers nothing, and nothing else is wrong. */
  muteHeldConnection(id: InstanceId): void {
    this.mute.add(id);
  }

  /** It serves its replicas, and does not let us in. */
  cutFromTopiary(id: InstanceId): void {
    this.silent.add(id);
  }

  /** The connection to it closes, whatever it says to the next one. */
  loseConnection(id: InstanceId): void {
    this.listener({ id, failure: { ...REFUSED, kind: 'connection-lost', code: 'ECONNRESET' } });
  }

  /** It goes on where it stood, and lets us in. */
  thaw(id: InstanceId): void {
    this.silent.delete(id);
    this.silentSinceMs.delete(id);
    this.backListener(id);
  }

  revive(id: InstanceId): void {
    this.dead.delete(id);
    this.silent.delete(id);
    this.silentSinceMs.delete(id);
  }

  sameServer(first: InstanceId, second: InstanceId): void {
    this.same.add(`${first} ${second}`).add(`${second} ${first}`);
  }

  /** The same server answers there too. */
  addAddress(alias: InstanceId, of: InstanceId): void {
    this.alternatives.set(alias, of);
    this.sameServer(alias, of);
  }

  /** As a virtual address is moved. */
  moveAddress(alias: InstanceId, to: InstanceId): void {
    const from = this.alternatives.get(alias);
    this.same.delete(`${alias} ${from}`);
    this.same.delete(`${from} ${alias}`);
    this.addAddress(alias, to);
  }

  /** As somebody does with `CHANGE MASTER TO` at a prompt. */
  moveByHand(replica: InstanceId, to: InstanceId): void {
    this.change(replica, (found) => ({
      ...found,
      channels: found.channels.map((channel) => ({
        ...channel,
        source: addressOf(to),
        receiver: 'running',
        applier: 'running',
      })),
    }));
  }

  change(id: InstanceId, change: (observation: Observation) => Observation): void {
    const observation = this.observations.get(id);
    if (observation !== undefined) this.observations.set(id, change(observation));
  }

  sourceOf(id: InstanceId): InstanceId | null {
    const channel = this.observations.get(id)?.channels[0];
    return channel === undefined ? null : instanceIdOf(channel.source);
  }

  threadsOf(id: InstanceId): string {
    const channel = this.observations.get(id)?.channels[0];
    return channel === undefined ? 'none' : `${channel.receiver}/${channel.applier}`;
  }

  async observe(address: Address, options?: ObserveOptions): Promise<ObserveResult> {
    const id = instanceIdOf(address);
    this.probes.set(id, (this.probes.get(id) ?? 0) + 1);
    if (this.silent.has(id)) {
      const tookMs = options?.deadlineMs ?? 0;
      await this.clock.sleep(tookMs);
      return { kind: 'failed', failure: SILENT, tookMs };
    }
    await this.clock.sleep(PROBE_MS);
    const observation = this.observations.get(this.alternatives.get(id) ?? id);
    if (observation === undefined || this.dead.has(id)) return { kind: 'failed', failure: REFUSED, tookMs: PROBE_MS };
    return { kind: 'observed', observation: copyOf(observation), tookMs: PROBE_MS };
  }

  async ask(address: Address, queries: readonly ConfiguredQuery[]): Promise<AskResult> {
    await this.clock.sleep(PROBE_MS);
    const id = instanceIdOf(address);
    if (this.dead.has(id) || this.silent.has(id)) return { answers: {}, failure: REFUSED };
    for (const { fact } of queries) this.asked.push({ instance: id, fact });
    return { answers: Object.fromEntries(queries.map((query) => [query.fact, this.onAsk(id, query)])), failure: null };
  }

  async observeChannels(address: Address): Promise<ChannelsResult> {
    const result = await this.observe(address);
    return result.kind === 'failed' ? result : { kind: 'observed', channels: result.observation.channels };
  }

  async listen(address: Address, options?: ObserveOptions): Promise<ListenResult> {
    const result = await this.observe(address, options);
    if (result.kind === 'failed') return result;
    const now = this.clock.monotonicMs();
    const untilMs = (source: Address): number => this.silentSinceMs.get(instanceIdOf(source)) ?? now;
    const { channels } = result.observation;
    return { kind: 'heard', channels: channels.map((channel) => hearingOf(channel, untilMs(channel.source))) };
  }

  async pulse(address: Address, { deadlineMs }: ObserveOptions): Promise<'answers' | 'silent' | 'no-connection'> {
    const id = instanceIdOf(address);
    const isSilent = this.silent.has(id) || this.mute.has(id);
    await this.clock.sleep(isSilent ? deadlineMs : PROBE_MS);
    return this.dead.has(id) ? 'no-connection' : isSilent ? 'silent' : 'answers';
  }

  async greets(address: Address, { deadlineMs }: ObserveOptions): Promise<ProbeFailure | null> {
    const id = instanceIdOf(address);
    const isSilent = this.silent.has(id);
    await this.clock.sleep(isSilent ? deadlineMs : PROBE_MS);
    return this.dead.has(id) ? REFUSED : isSilent ? { ...SILENT, kind: 'frozen', code: 'NO_GREETING' } : null;
  }

  prepareToAct(address: Address): Promise<void> {
    this.prepared.push(instanceIdOf(address));
    return Promise.resolve();
  }

  listBinaryLogs(address: Address): Promise<LogListResult> {
    return Promise.resolve(logsNamed(this.binaryLogs.get(instanceIdOf(address)) ?? []));
  }

  listProcesses(address: Address, { only }: ProcessOptions): Promise<ProcessListResult> {
    return this.readUnlessDead(address, (id) => {
      const { processes, ...list } = this.onProcesses(id);
      const asked = processes.filter((process) => only === null || process.id === only);
      return { kind: 'processes', list: { ...list, processes: asked } };
    });
  }

  readStanding(address: Address): Promise<StandingResult> {
    return this.readUnlessDead(address, (id) => ({ kind: 'standing', standing: this.onStanding(id) }));
  }

  readSettings(address: Address): Promise<SettingsResult> {
    return this.readUnlessDead(address, (id) => ({ kind: 'settings', settings: this.onSettings(id) }));
  }

  private async readUnlessDead<Read>(
    address: Address,
    read: (id: InstanceId) => Read,
  ): Promise<Read | { readonly kind: 'failed'; readonly failure: ProbeFailure }> {
    await this.clock.sleep(STATEMENT_MS);
    const id = instanceIdOf(address);
    return this.dead.has(id) ? { kind: 'failed', failure: REFUSED } : read(id);
  }

  readLog(address: Address): Promise<LogReadResult> {
    return Promise.resolve(beginningOf(this.oldestLogs.get(instanceIdOf(address)) ?? []));
  }

  async writeMarker(address: Address, statement: string): Promise<MarkerWritten> {
    await this.clock.sleep(STATEMENT_MS);
    const instance = instanceIdOf(address);
    const result = this.dead.has(instance) ? { kind: 'failed' as const, failure: REFUSED } : this.onMarker(instance);
    if (result.kind === 'written') this.markers.push({ instance, statement });
    return result;
  }

  async execute(step: Step, context: ExecuteContext): Promise<ExecuteResult> {
    await this.clock.sleep(STATEMENT_MS);
    const decided = this.dead.has(step.instance) ? ({ kind: 'lost', failure: REFUSED } as const) : this.onExecute(step);
    if (decided === 'hangs') return new Promise(() => undefined);
    if (decided !== 'works') return decided;
    this.executed.push({ instance: step.instance, kind: step.kind });
    return this.perform(step, context);
  }

  render(step: Step, context?: RenderContext): readonly string[] {
    const sql = `${step.kind} on ${step.instance}`;
    if (step.kind !== 'wait-for-position' || step.position.kind === 'known') return [sql];
    return [`${sql}: ${context?.results[step.position.step]?.['position'] ?? '<position>'}`];
  }

  proveSame(first: Address, second: Address): Promise<'same' | 'different' | 'not-provable'> {
    if (!this.provable) return Promise.resolve('not-provable');
    return Promise.resolve(this.same.has(`${instanceIdOf(first)} ${instanceIdOf(second)}`) ? 'same' : 'different');
  }

  onConnectionLost(listener: (lost: ConnectionLost) => void): () => void {
    this.listener = listener;
    return () => {
      this.listener = () => undefined;
    };
  }

  onServerBack(listener: (id: InstanceId) => void): () => void {
    this.backListener = listener;
    return () => {
      this.backListener = () => undefined;
    };
  }

  forget(): void {
    // Nothing is held.
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private perform(step: Step, context: ExecuteContext): ExecuteResult {
    switch (step.kind) {
      case 'stop-replication':
        this.changeChannel(step.instance, step.channel, (channel) => ({
          ...channel,
          receiver: 'stopped',
          applier: 'stopped',
        }));
        return { kind: 'done', results: { position: `position of ${step.instance}` } };
      case 'set-writability':
        this.change(step.instance, (observation) => predictStep(step, observation));
        return {
          kind: 'done',
          results: step.closes === true ? { position: `position of ${step.instance}` } : {},
        };
      case 'start-replication':
        this.changeChannel(step.instance, step.channel, (channel) => this.startedChannel(step, channel));
        return { kind: 'done', results: {} };
      case 'wait-for-position':
        if (step.position.kind === 'result' && context.results[step.position.step]?.['position'] === undefined) {
          throw new Error(`the result of ${step.position.step} is missing`);
        }
        return { kind: 'done', results: {} };
      case 'point-replica-at': {
        if (step.stops === 'none' && this.anyThreadRuns(step.instance, step.channel))
          return { kind: 'refused', errorNumber: 1198, text: 'a running slave', grant: null };
        this.changeChannel(step.instance, step.channel, (channel) =>
          this.startedChannel(step, { ...channel, source: step.to }),
        );
        return { kind: 'done', results: {} };
      }
      case 'set-up-replication': {
        // Its source serves it at once, which a receiver shows by the name of a log.
        const readPosition = { file: 'binlog.000001', position: 4 };
        this.change(step.instance, (observation) => {
          const { channels, ...rest } = predictStep(step, observation);
          const named = (channel: ReplicationChannel): ReplicationChannel =>
            channel.name === step.channel ? { ...channel, readPosition } : channel;
          return { ...rest, channels: channels.map(named) };
        });
        return { kind: 'done', results: {} };
      }
      default:
        this.change(step.instance, (observation) => predictStep(step, observation));
        return { kind: 'done', results: {} };
    }
  }

  /** What an error stopped is started too; a source that refuses the replica stops its receiver. */
  private startedChannel(
    { instance, before }: { readonly instance: InstanceId; readonly before: ThreadStates },
    channel: ReplicationChannel,
  ): ReplicationChannel {
    const error = this.refusedSources.get(`${instance} ${instanceIdOf(channel.source)}`);
    const receiver = before.receiver === 'failed' ? 'running' : before.receiver;
    const applier = before.applier === 'failed' ? 'running' : before.applier;
    return error === undefined || receiver === 'stopped'
      ? { ...channel, receiver, applier, receiverError: null }
      : { ...channel, receiver: 'stopped', applier, receiverError: { number: error, text: 'refused' } };
  }

  private anyThreadRuns(id: InstanceId, name: string): boolean {
    const channel = this.observations.get(id)?.channels.find((one) => one.name === name);
    return channel !== undefined && (channel.receiver !== 'stopped' || channel.applier !== 'stopped');
  }

  private changeChannel(
    id: InstanceId,
    name: string,
    change: (channel: ReplicationChannel) => ReplicationChannel,
  ): void {
    this.change(id, (observation) => ({
      ...observation,
      channels: observation.channels.map((channel) => (channel.name === name ? change(channel) : channel)),
    }));
  }
}
