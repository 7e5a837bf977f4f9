/** The `Servers` port over the network: what is held per server, and the six operations on it. */
import {
  assert,
  instanceIdOf,
  type Address,
  type InstanceId,
  type SeenAccounts,
  type SqlStep,
  type Step,
} from '@topiary/domain';
import type {
  AccountOptions,
  AskResult,
  ConfiguredQuery,
  ConnectionLost,
  ExecuteContext,
  ExecuteResult,
  Logger,
  LogListResult,
  LogReadRequest,
  LogReadResult,
  MarkerWritten,
  ObserveOptions,
  ObserveResult,
  ProbeDepth,
  ProbeOptions,
  ProcessListResult,
  StandingOptions,
  StandingResult,
  ProcessOptions,
  RenderContext,
  Servers,
  SettingsResult,
} from '@topiary/engine';
import { chooseDialect } from './dialects/choose.ts';
import { clearPreview } from './dialects/clear-preview.ts';
import { fencePreview } from './dialects/fence-preview.ts';
import { eventsPreview } from './dialects/log-statements.ts';
import { ColumnShapes } from './dialects/result-set.ts';
import { failure } from './errors.ts';
import { ActingSessions } from './execute/acting-sessions.ts';
import { observeChannels } from './execute/observe-channels.ts';
import { proveSame } from './execute/prove-same.ts';
import { listen } from './execute/listen.ts';
import { listProcesses } from './execute/list-processes.ts';
import { readAccounts } from './execute/read-accounts.ts';
import { readSettings } from './execute/read-settings.ts';
import { readStanding } from './execute/read-standing.ts';
import { listBinaryLogs, readLog, writeMarker } from './execute/read-log.ts';
import { runStep } from './execute/run-step.ts';
import { WaitsTogether } from './execute/wait-together.ts';
import {
  ACTING_IDLE_MS,
  DEFAULT_CONNECT_TIMEOUT_MS,
  MAX_CONNECTING,
  MAX_LOOKUPS,
  WAIT_ANSWER_MARGIN_MS,
} from './limits.ts';
import { ask, withoutEnd, yieldedBy } from './observe/ask.ts';
import { probe } from './observe/probe.ts';
import { pulse } from './observe/pulse.ts';
import { ServerLink } from './observe/server-link.ts';
import { Secret, type Credentials } from './secret.ts';
import type { Connector } from './wire/connect.ts';
import { LATE, within } from './wire/deadline.ts';
import { boundedLookup } from './wire/lookup.ts';
import { RepeatedTexts } from './wire/repeated-text.ts';
import { Slots } from './wire/slots.ts';
import { tlsContext, type TlsOptions } from './wire/tls.ts';

export interface ServersOptions {
  /** Asked at each connect, so that a changed password takes effect without a restart. */
  readonly credentials: (address: Address) => { readonly user: string; readonly password: string };
  /** What `change-credentials` gives a replica; missing: that step is refused. */
  readonly replicationAccount?: ReplicationAccountSource;
  readonly tls: TlsOptions;
  /** `ReplicationLagQuery`: asked as the last statement of each probe. */
  readonly lagQuery?: string;
  readonly timeouts?: Timeouts;
  readonly logger?: Logger;
  /** Milliseconds from any origin, never going back. */
  readonly monotonicMs: () => number;
}

/** Asked when a step is run, so that a changed password takes effect without a restart. */
export type ReplicationAccountSource =
  /** `ReplicationCredentialsQuery`: user and password in its first two columns, asked on the replica. */
  | { readonly kind: 'query'; readonly sql: string }
  | { readonly kind: 'account'; readonly account: () => { readonly user: string; readonly password: string } };

export interface Timeouts {
  /** From the look-up to an authenticated session; also how long a greeting is waited for before a server is called frozen. */
  readonly connectMs?: number;
  readonly actingIdleMs?: number;
  /** How much longer than its own deadline a wait of the server is waited for. */
  readonly waitAnswerMarginMs?: number;
}

interface Probing {
  readonly link: ServerLink;
  inFlight: InFlight | null;
}

interface InFlight {
  readonly depth: ProbeDepth;
  readonly result: Promise<ObserveResult>;
}

export function createServers(options: ServersOptions): Servers {
  return new MysqlServers(options);
}

class MysqlServers implements Servers {
  readonly #options: ServersOptions;
  readonly #lagQuery: string;
  readonly #connector: Connector;
  readonly #acting: ActingSessions;
  readonly #waits: WaitsTogether;
  readonly #probing = new Map<InstanceId, Probing>();
  readonly #shapes = new ColumnShapes();
  readonly #texts = new RepeatedTexts();
  readonly #listeners = new Set<(lost: ConnectionLost) => void>();
  readonly #backListeners = new Set<(id: InstanceId) => void>();
  #closed = false;

  constructor(options: ServersOptions) {
    this.#options = options;
    this.#lagQuery = withoutEnd(options.lagQuery ?? '');
    this.#connector = {
      connectTimeoutMs: options.timeouts?.connectMs ?? DEFAULT_CONNECT_TIMEOUT_MS,
      slots: new Slots(MAX_CONNECTING),
      lookup: boundedLookup(new Slots(MAX_LOOKUPS)),
      tls: tlsContext(options.tls),
    };
    this.#acting = new ActingSessions({
      connector: this.#connector,
      credentials: (address) => this.#credentials(address),
      monotonicMs: options.monotonicMs,
      idleMs: options.timeouts?.actingIdleMs ?? ACTING_IDLE_MS,
    });
    this.#waits = new WaitsTogether({ sessions: this.#acting, monotonicMs: options.monotonicMs });
  }

  async observe(address: Address, { deadlineMs, depth = 'full' }: ProbeOptions): Promise<ObserveResult> {
    assert(!this.#closed, 'servers are observed before close', address);
    const startedMs = this.#options.monotonicMs();
    const untilMs = startedMs + deadlineMs;
    const probing = this.#probingOf(address);
    for (let running = probing.inFlight; running !== null; running = probing.inFlight) {
      const joined = await within(running.result, untilMs - this.#options.monotonicMs());
      if (joined === LATE) return this.#tooLate(startedMs, deadlineMs);
      if (running.depth === depth || running.depth === 'full') return joined;
    }
    probing.inFlight = { depth, result: this.#probe(probing, { untilMs, depth }) };
    return probing.inFlight.result;
  }

  async ask(address: Address, queries: readonly ConfiguredQuery[], { deadlineMs }: ObserveOptions): Promise<AskResult> {
    const probing = this.#probingOf(address);
    return ask(
      { link: probing.link, probe: () => probing.inFlight?.result ?? null, ...this.#until(deadlineMs) },
      queries,
    );
  }

  observeChannels(address: Address, { deadlineMs }: ObserveOptions): ReturnType<Servers['observeChannels']> {
    return observeChannels(address, { sessions: this.#acting, ...this.#until(deadlineMs) });
  }

  listen(address: Address, { deadlineMs }: ObserveOptions): ReturnType<Servers['listen']> {
    return listen(address, { sessions: this.#acting, ...this.#until(deadlineMs) });
  }

  pulse(address: Address, { deadlineMs }: ObserveOptions): ReturnType<Servers['pulse']> {
    const probing = this.#probingOf(address);
    return pulse({
      link: probing.link,
      probe: () => probing.inFlight?.result ?? null,
      ...this.#until(deadlineMs),
    });
  }

  async greets(address: Address, { deadlineMs }: ObserveOptions): ReturnType<Servers['greets']> {
    const got = await this.#acting.open(address, this.#options.monotonicMs() + deadlineMs);
    if (got.kind === 'failed') return got.failure;
    got.acting.session.close();
    return null;
  }

  prepareToAct(address: Address, { deadlineMs }: ObserveOptions): Promise<void> {
    return this.#acting.prepare(address, this.#options.monotonicMs() + deadlineMs);
  }

  listBinaryLogs(address: Address, { deadlineMs }: ObserveOptions): Promise<LogListResult> {
    return listBinaryLogs(address, { sessions: this.#acting, ...this.#until(deadlineMs) });
  }

  listProcesses(address: Address, { deadlineMs, only, holds = false }: ProcessOptions): Promise<ProcessListResult> {
    const watching = this.#probing.get(instanceIdOf(address))?.link.connectionIds ?? [];
    return listProcesses(address, { sessions: this.#acting, watching, only, holds, ...this.#until(deadlineMs) });
  }

  readStanding(address: Address, { deadlineMs, variables }: StandingOptions): Promise<StandingResult> {
    return readStanding(address, { sessions: this.#acting, variables, ...this.#until(deadlineMs) });
  }

  readSettings(address: Address, { deadlineMs }: ObserveOptions): Promise<SettingsResult> {
    return readSettings(address, { sessions: this.#acting, ...this.#until(deadlineMs) });
  }

  readAccounts(address: Address, { deadlineMs, users }: AccountOptions): Promise<SeenAccounts> {
    return readAccounts(address, { sessions: this.#acting, users, ...this.#until(deadlineMs) });
  }

  readLog(address: Address, request: LogReadRequest, { deadlineMs }: ObserveOptions): Promise<LogReadResult> {
    return readLog(address, request, { sessions: this.#acting, ...this.#until(deadlineMs) });
  }

  writeMarker(address: Address, statement: string, { deadlineMs }: ObserveOptions): Promise<MarkerWritten> {
    return writeMarker(address, statement, { sessions: this.#acting, ...this.#until(deadlineMs) });
  }

  async execute(step: SqlStep, context: ExecuteContext): Promise<ExecuteResult> {
    const choice = chooseDialect(context.product);
    if (choice.kind === 'unsupported') return { kind: 'refused', errorNumber: 0, text: choice.detail, grant: null };
    return runStep(
      {
        sessions: this.#acting,
        dialect: choice.dialect,
        monotonicMs: this.#options.monotonicMs,
        replicationAccount: this.#options.replicationAccount ?? null,
        waits: this.#waits,
        waitAnswerMarginMs: this.#options.timeouts?.waitAnswerMarginMs ?? WAIT_ANSWER_MARGIN_MS,
        credentials: (address) => this.#credentials(address),
      },
      step,
      context,
    );
  }

  render(step: Step, context: RenderContext): readonly string[] {
    return renderStep(step, context);
  }

  proveSame(first: Address, second: Address, { deadlineMs }: ObserveOptions): ReturnType<Servers['proveSame']> {
    return proveSame(first, second, { sessions: this.#acting, ...this.#until(deadlineMs) });
  }

  onConnectionLost(listener: (lost: ConnectionLost) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onServerBack(listener: (id: InstanceId) => void): () => void {
    this.#backListeners.add(listener);
    return () => this.#backListeners.delete(listener);
  }

  forget(id: InstanceId): void {
    this.#probing.get(id)?.link.close();
    this.#probing.delete(id);
    this.#acting.forget(id);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const running = [...this.#probing.values()].flatMap((probing) => probing.inFlight?.result ?? []);
    for (const id of this.#probing.keys()) this.forget(id);
    this.#acting.close();
    await Promise.all(running);
  }

  #until(deadlineMs: number): { untilMs: number; monotonicMs: () => number } {
    return { untilMs: this.#options.monotonicMs() + deadlineMs, monotonicMs: this.#options.monotonicMs };
  }

  #tooLate(startedMs: number, deadlineMs: number): ObserveResult {
    return {
      kind: 'failed',
      failure: failure({ kind: 'timeout', code: 'NO_ANSWER', detail: `no answer within ${deadlineMs} ms` }),
      tookMs: this.#options.monotonicMs() - startedMs,
    };
  }

  async #probe(
    probing: Probing,
    { untilMs, depth }: { readonly untilMs: number; readonly depth: ProbeDepth },
  ): Promise<ObserveResult> {
    const { logger, monotonicMs } = this.#options;
    const startedMs = monotonicMs();
    try {
      await yieldedBy(probing.link);
      const outcome = await probe({
        link: probing.link,
        depth,
        shapes: this.#shapes,
        texts: this.#texts,
        lagQuery: this.#lagQuery,
        untilMs,
        monotonicMs,
        warn: (event, fields) => logger?.warn(event, fields),
      });
      return { ...outcome, tookMs: monotonicMs() - startedMs };
    } finally {
      probing.inFlight = null;
    }
  }

  #probingOf(address: Address): Probing {
    const id = instanceIdOf(address);
    const known = this.#probing.get(id);
    if (known !== undefined) return known;
    const link = new ServerLink({
      address,
      connector: this.#connector,
      credentials: () => this.#credentials(address),
      monotonicMs: this.#options.monotonicMs,
      texts: this.#texts,
      onLost: (lost) => {
        for (const listener of this.#listeners) listener({ id, failure: lost });
      },
      onBack: () => {
        for (const listener of this.#backListeners) listener(id);
      },
    });
    const created: Probing = { link, inFlight: null };
    this.#probing.set(id, created);
    return created;
  }

  #credentials(address: Address): Credentials {
    const { user, password } = this.#options.credentials(address);
    return { user, password: new Secret(password) };
  }
}

/** Pure: for previews that have no servers at hand. */
export function renderStep(step: Step, context: RenderContext): readonly string[] {
  const choice = chooseDialect(context.product);
  assert(choice.kind === 'dialect', 'a step is rendered for a supported server', context.product);
  if (step.kind === 'match-position') return [eventsPreview(context.product, step)];
  if (step.kind === 'clear-sessions') return clearPreview(step, choice.dialect);
  return step.kind === 'fence' ? fencePreview(step, choice.dialect, context) : choice.dialect.render(step, context);
}
