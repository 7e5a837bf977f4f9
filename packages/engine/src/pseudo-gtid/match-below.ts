/**
 * Matches stopped replicas below one server by pseudo-GTID: reads their logs and its own, and answers for each where it goes
 * on there, or why that cannot be said. Nothing is changed anywhere. The target's log is read once for all of them.
 */
import {
  DEFAULT_MATCH_BOUNDS,
  formatCoordinates,
  instanceIdOf,
  logsOf,
  markerPattern,
  match,
  refused,
  rowSizesOf,
} from '@topiary/domain';
import type {
  Address,
  InstanceId,
  LogAnswer,
  LogRequest,
  MarkerPattern,
  MatchBounds,
  MatchRefusal,
  MatchResult,
  MatchSide,
  Observation,
  PseudoGtidSettings,
  Reading,
  StoppedReplica,
} from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { BinaryLogFile } from '../ports/logs.ts';
import type { Servers } from '../ports/servers.ts';
import { Limiter } from '../shared/limiter.ts';
import type { MarkerMemory } from './marker-memory.ts';
import { SharedReads } from './shared-reads.ts';

export interface MatchServices {
  readonly servers: Pick<Servers, 'listBinaryLogs' | 'readLog' | 'observeChannels'>;
  readonly clock: Clock;
  /** Missing: nothing is known of earlier matches. */
  readonly markers?: MarkerMemory;
}

/** A server with what was observed of it last: settings and product. */
export interface MatchServer {
  readonly address: Address;
  readonly observation: Observation;
}

export interface MatchedReplica extends MatchServer {
  /** Which channel is to be pointed elsewhere. Its applier must be stopped. */
  readonly channel: string;
}

export interface MatchBelowRequest {
  readonly target: MatchServer;
  readonly replicas: readonly MatchedReplica[];
  readonly settings: PseudoGtidSettings;
  /** For all of them. */
  readonly deadlineMs: number;
  readonly bounds?: MatchBounds;
  readonly onProgress?: (progress: MatchProgress) => void;
}

export interface MatchProgress {
  readonly server: InstanceId;
  /** Read of this server's logs so far. */
  readonly events: number;
}

export type MatchAnswers = ReadonlyMap<InstanceId, MatchResult>;

/** Replicas whose logs are read at once. */
const MAX_REPLICAS_AT_ONCE = 16;
/** For one read of one log. */
const READ_DEADLINE_MS = 20_000;
const LIST = 'the list of binary logs';

export async function matchBelow(services: MatchServices, request: MatchBelowRequest): Promise<MatchAnswers> {
  const { replicas, deadlineMs } = request;
  const source = new MatchSource(services, request);
  const limiter = new Limiter(MAX_REPLICAS_AT_ONCE);
  const untilMs = services.clock.monotonicMs() + deadlineMs;
  const answers = await Promise.all(
    replicas.map(async (replica): Promise<readonly [InstanceId, MatchResult]> => {
      const leftMs = (): number => untilMs - services.clock.monotonicMs();
      return [instanceIdOf(replica.address), await limiter.run(() => source.match(replica, leftMs()))];
    }),
  );
  return new Map(answers);
}

export type MatchSourceParts = Omit<MatchBelowRequest, 'replicas' | 'deadlineMs'>;

/** The server below which replicas are matched, as it is from now on: its log is read once for all of them. */
export class MatchSource {
  /** Monotonic: what it wrote later may not be seen. */
  readonly openedMs: number;
  readonly #parts: Pick<Run, 'services' | 'request' | 'target' | 'keepsOrder'>;

  constructor(services: MatchServices, request: MatchSourceParts) {
    this.openedMs = services.clock.monotonicMs();
    const { target } = request;
    this.#parts = {
      services,
      request,
      target: readsOf(target, '', { services, request, untilMs: Infinity }),
      keepsOrder: once(() => orderOf(services, target)),
    };
  }

  async match(replica: MatchedReplica, deadlineMs: number): Promise<MatchResult> {
    const { services, request } = this.#parts;
    const pattern = markerPattern(request.settings);
    if (pattern.kind === 'none') return refused({ kind: 'no-pattern' });
    if (pattern.kind === 'invalid') return refused({ kind: 'bad-pattern', detail: pattern.detail });
    const run: Run = { ...this.#parts, deadlineMs, untilMs: services.clock.monotonicMs() + deadlineMs };
    return matchOne(run, replica, pattern.pattern);
  }
}

interface Timed {
  readonly services: MatchServices;
  readonly request: MatchSourceParts;
  /** Monotonic. */
  readonly untilMs: number;
}

interface Run extends Timed {
  readonly deadlineMs: number;
  readonly target: SharedReads;
  /** Whether the target keeps the order of commits; asked once for all replicas. */
  readonly keepsOrder: () => Promise<OrderOrRefusal>;
}

type OrderOrRefusal =
  | { readonly kind: 'order'; readonly keepsOrder: boolean; readonly logs: readonly BinaryLogFile[] }
  | ReturnType<typeof refused>;

async function orderOf({ servers }: MatchServices, { address }: MatchServer): Promise<OrderOrRefusal> {
  const listed = await servers.listBinaryLogs(address, { deadlineMs: READ_DEADLINE_MS });
  return listed.kind === 'failed'
    ? refused({ kind: 'unreadable', side: 'target', what: LIST, failure: listed.failure })
    : { kind: 'order', keepsOrder: listed.keepsOrder, logs: listed.logs };
}

function once<Result>(ask: () => Promise<Result>): () => Promise<Result> {
  let asked: Promise<Result> | null = null;
  return () => (asked ??= ask());
}

function deadlineOf({ clock }: MatchServices, untilMs: number): number {
  return Math.max(1, Math.min(READ_DEADLINE_MS, untilMs - clock.monotonicMs()));
}

function readsOf({ address }: MatchServer, channel: string, { services, request, untilMs }: Timed): SharedReads {
  let events = 0;
  return new SharedReads({
    ...services,
    address,
    channel,
    chunkEvents: request.settings.chunkEvents,
    readDeadlineMs: READ_DEADLINE_MS,
    untilMs,
    onRead: (count) => {
      events += count;
      request.onProgress?.({ server: instanceIdOf(address), events });
    },
  });
}

async function matchOne(run: Run, replica: MatchedReplica, pattern: MarkerPattern): Promise<MatchResult> {
  const { request } = run;
  const before = await lookAt(run, replica);
  if (before.kind === 'refused') return before;
  const order = await run.keepsOrder();
  if (order.kind === 'refused') return order;
  const { observation } = request.target;
  const logs = logsOf(before.stopped, { observation, keepsOrder: order.keepsOrder });
  if (logs.kind === 'refused') return logs;
  const rowSizes = rowSizesOf(replica.observation, observation);
  const bounds = request.bounds ?? DEFAULT_MATCH_BOUNDS;
  const { skipsContaining } = request.settings;
  const sides = { replica: readsOf(replica, replica.channel, run), target: run.target };
  const id = instanceIdOf(request.target.address);
  const index = run.services.markers?.indexOf({ id, observation, logs: order.logs });
  const known = index === undefined ? {} : { index };
  const asked = { logs: logs.logs, pattern, rowSizes, bounds, skipsContaining, ...known };
  const result = await drive(run, sides, match(asked));
  if (result.kind === 'refused') return result;
  const after = await lookAt(run, replica);
  if (after.kind === 'refused') return after;
  return movedBetween(before.stopped, after.stopped) ?? result;
}

type Look = { readonly kind: 'stopped'; readonly stopped: StoppedReplica } | ReturnType<typeof refused>;

/** Where the replica stands now. */
async function lookAt({ services, untilMs }: Run, replica: MatchedReplica): Promise<Look> {
  const { servers } = services;
  const deadlineMs = deadlineOf(services, untilMs);
  const { address, observation, channel } = replica;
  const seen = await servers.observeChannels(address, { deadlineMs });
  if (seen.kind === 'failed') return unreadable('its replica status', seen.failure);
  const stopped = { observation, channels: seen.channels, channel };
  if (!observation.settings.logBin)
    return { kind: 'stopped', stopped: { ...stopped, binlogEnd: null, keepsOrder: true } };
  const listed = await servers.listBinaryLogs(address, { deadlineMs });
  if (listed.kind === 'failed') return unreadable(LIST, listed.failure);
  const last = listed.logs.at(-1);
  const binlogEnd = last === undefined ? null : { file: last.name, position: last.size };
  return { kind: 'stopped', stopped: { ...stopped, binlogEnd, keepsOrder: listed.keepsOrder } };
}

function unreadable(
  what: string,
  failure: Extract<MatchRefusal, { readonly kind: 'unreadable' }>['failure'],
): ReturnType<typeof refused> {
  return refused({ kind: 'unreadable', side: 'replica', what, failure });
}

/** Whoever started the replica meanwhile made the answer worthless. */
function movedBetween(before: StoppedReplica, after: StoppedReplica): MatchResult | null {
  if (after.channels.some(({ applier }) => applier !== 'stopped')) return refused({ kind: 'applier-runs' });
  for (const { name, executedPosition: expected } of before.channels) {
    const found = after.channels.find((channel) => channel.name === name)?.executedPosition ?? null;
    if (expected === null || (found !== null && formatCoordinates(found) === formatCoordinates(expected))) continue;
    return refused({ kind: 'replica-moved', expected, found });
  }
  return null;
}

/** Answers what the match asks, until it is at its end or the time is over. */
async function drive(
  { services, deadlineMs, untilMs }: Run,
  sides: Readonly<Record<MatchSide, SharedReads>>,
  reading: Reading<MatchResult>,
): Promise<MatchResult> {
  let step = reading.next();
  while (step.done !== true) {
    if (services.clock.monotonicMs() >= untilMs) return refused({ kind: 'out-of-time', waitedMs: deadlineMs });
    step = reading.next(await answer(sides[step.value.side], step.value));
  }
  return step.value;
}

function answer(reads: SharedReads, request: LogRequest): Promise<LogAnswer> {
  return request.kind === 'files' ? reads.files(request.isFresh) : reads.events(request);
}
