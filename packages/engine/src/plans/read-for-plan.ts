/** Reads from a server what its snapshot does not hold and a plan is decided by. */
import {
  accountsFor,
  addressOf,
  BEGINNING_EVENTS,
  gtidList,
  namedIn,
  oldestFilesFor,
  oldestLogsFor,
  planIntent,
  readFailing,
  readsOf,
  sessionsFor,
  variablesAskedFor,
} from '@topiary/domain';
import type {
  Address,
  Check,
  InstanceId,
  Intent,
  Plan,
  PlanQuestion,
  PlanReads,
  Policy,
  ProcessList,
  Read,
  SeenAccounts,
  ServerStanding,
  TopologySnapshot,
} from '@topiary/domain';
import type { ProcessOptions } from '../ports/processes.ts';
import type { Servers } from '../ports/servers.ts';
import { detailOf } from '../shared/detail-of.ts';

const READ_DEADLINE_MS = 3_000;
/** Without it a plan only says less. */
const OLDEST_LOG_DEADLINE_MS = 1_000;
const ACCOUNTS_DEADLINE_MS = 1_000;

export interface ReadingParts {
  readonly servers: Pick<Servers, 'listBinaryLogs' | 'listProcesses' | 'readAccounts' | 'readLog' | 'readStanding'>;
  readonly snapshot: () => TopologySnapshot;
}

export interface ProposalParts extends ReadingParts {
  /** Resolves when the snapshot holds observations of these that began after the call. */
  readonly refresh: (ids: readonly InstanceId[]) => Promise<void>;
}

/**
 * What a plan is proposed by: it is planned once to see below which servers it puts replicas. An older observation of a replica
 * that goes on would be called too far behind for a log that was purged since: it is looked at again before it is refused.
 */
export async function readForProposal(
  question: Omit<PlanQuestion, 'snapshot' | 'reads'>,
  parts: ProposalParts,
): Promise<PlanReads> {
  const reads = await readForPlan(question.intent, { ...parts, policy: question.policy });
  const planned = planIntent({ ...question, snapshot: parts.snapshot(), reads });
  if ('kind' in planned) return reads;
  const [purged, oldestFiles, sessions, both, accounts] = await Promise.all([
    readOldestLogs(oldestLogsFor(planned, parts.snapshot()), parts.servers),
    readOldestFiles(oldestFilesFor(planned, parts.snapshot()), parts.servers),
    readSessions(sessionsFor(planned), parts.servers),
    readStandings(sessionsFor(planned), { ...parts, policy: question.policy }),
    readAccounts(accountsFor(planned, parts.snapshot()), parts.servers),
  ]);
  const standings = joined(reads, both);
  const all = { ...reads, purged, oldestFiles, sessions, standings, accounts };
  if (purged.size === 0) return all;
  const { checks } = planIntent({ ...question, snapshot: parts.snapshot(), reads: { ...reads, purged } });
  const behind = checks.flatMap((check) => behindIn(check) ?? []);
  if (behind.length > 0) await parts.refresh([...behind, ...purged.keys()]);
  return all;
}

/** The same when it is confirmed; accounts were read: one that went meanwhile turns its replica away, which is put back. */
export async function readAgain(
  plan: Plan,
  parts: ReadingParts & { readonly policy: () => Policy },
): Promise<PlanReads> {
  const [reads, purged, oldestFiles, sessions, both] = await Promise.all([
    readForPlan(plan.intent, { ...parts, policy: parts.policy() }),
    readOldestLogs(oldestLogsFor(plan, parts.snapshot()), parts.servers),
    readOldestFiles(oldestFilesFor(plan, parts.snapshot()), parts.servers),
    readSessions(sessionsFor(plan), parts.servers),
    readStandings(sessionsFor(plan), { ...parts, policy: parts.policy() }),
  ]);
  return { ...reads, purged, oldestFiles, sessions, standings: joined(reads, both) };
}

type Standings = NonNullable<PlanReads['standings']>;

function joined({ standings = new Map() }: PlanReads, both: Standings): Standings {
  return new Map([...standings, ...both]);
}

function behindIn({ replica, message }: Check): InstanceId | null {
  return message.code === 'purged-on-target' ? replica : null;
}

/** What was logged before the oldest log of each; of one that does not tell, nothing. */
export async function readOldestLogs(
  ids: readonly InstanceId[],
  servers: Pick<Servers, 'readLog'>,
): Promise<ReadonlyMap<InstanceId, string>> {
  const request = { log: 'binary', channel: '', file: null, from: null, limit: BEGINNING_EVENTS } as const;
  const found = await Promise.all(
    ids.map(async (id): Promise<readonly (readonly [InstanceId, string])[]> => {
      const read = await settled(async (): Promise<Read<string | null>> => {
        const answer = await servers.readLog(addressOf(id), request, { deadlineMs: OLDEST_LOG_DEADLINE_MS });
        return { kind: 'read', value: answer.kind === 'chunk' ? gtidList(answer.chunk.events) : null };
      });
      return read.kind === 'read' && read.value !== null ? [[id, read.value]] : [];
    }),
  );
  return new Map(found.flat());
}

/** The oldest binary log of each, by its name; of one that does not tell, nothing. */
async function readOldestFiles(
  ids: readonly InstanceId[],
  servers: ReadingParts['servers'],
): Promise<ReadonlyMap<InstanceId, string>> {
  const found = await Promise.all(
    ids.map(async (id): Promise<readonly (readonly [InstanceId, string])[]> => {
      const read = await readLogs(addressOf(id), servers, OLDEST_LOG_DEADLINE_MS);
      const [oldest] = read.kind === 'read' ? read.value : [];
      return oldest === undefined ? [] : [[id, oldest.name]];
    }),
  );
  return new Map(found.flat());
}

/** Nothing of a server that is not known: it is not spoken to. */
async function readForPlan(
  intent: Intent,
  { servers, snapshot, policy }: ReadingParts & { readonly policy: Policy },
): Promise<PlanReads> {
  const [id] = namedIn(intent);
  if (id === undefined || !snapshot().instances.has(id)) return {};
  const reads = readsOf(intent);
  const [address, only] = [addressOf(id), processIn(intent)];
  return {
    ...(reads.includes('failing') ? await readFailingOf(intent, { servers, snapshot }) : {}),
    ...(reads.includes('logs') ? { logs: await readLogs(address, servers, READ_DEADLINE_MS) } : {}),
    ...(reads.includes('standings') ? { standings: await readStandings([id], { servers, policy }) } : {}),
    ...(only === null
      ? {}
      : { processes: await readProcesses(address, servers, { deadlineMs: READ_DEADLINE_MS, only }) }),
  };
}

/** Nothing where it is not clear which channel is meant: then nothing is planned either. */
async function readFailingOf(intent: Intent, { servers, snapshot }: ReadingParts): Promise<Pick<PlanReads, 'failing'>> {
  if (intent.kind !== 'control' || intent.act.kind !== 'skip-query') return {};
  const { instance: id, act } = intent;
  const channels =
    snapshot()
      .instances.get(id)
      ?.observation?.channels.filter(({ source }) => source.host !== '') ?? [];
  const channel = act.channel === null ? channels[0] : channels.find(({ name }) => name === act.channel);
  if (channel === undefined || channel.applierError === null || (act.channel === null && channels.length > 1))
    return {};
  const walk = readFailing(channel);
  try {
    for (let next = walk.next(); ;) {
      if (next.done === true) return { failing: next.value };
      const request = { log: 'relay', channel: channel.name, ...next.value } as const;
      next = walk.next(await servers.readLog(addressOf(id), request, { deadlineMs: READ_DEADLINE_MS }));
    }
  } catch (error) {
    const failure = { kind: 'server-error', code: 'INTERNAL', detail: detailOf(error) } as const;
    return { failing: { kind: 'failed', failure: { ...failure, grant: null, waitingFor: null } } };
  }
}

/** With what they hold, side by side. */
async function readSessions(
  ids: readonly InstanceId[],
  servers: ReadingParts['servers'],
): Promise<ReadonlyMap<InstanceId, Read<ProcessList>>> {
  const options = { deadlineMs: READ_DEADLINE_MS, only: null, holds: true } as const;
  return new Map(
    await Promise.all(ids.map(async (id) => [id, await readProcesses(addressOf(id), servers, options)] as const)),
  );
}

async function readStandings(
  ids: readonly InstanceId[],
  { servers, policy }: Pick<ReadingParts, 'servers'> & { readonly policy: Policy },
): Promise<ReadonlyMap<InstanceId, Read<ServerStanding>>> {
  const options = { deadlineMs: READ_DEADLINE_MS, variables: variablesAskedFor({ policy }) };
  const read = (id: InstanceId): Promise<Read<ServerStanding>> =>
    settled(async (): Promise<Read<ServerStanding>> => {
      const result = await servers.readStanding(addressOf(id), options);
      return result.kind === 'failed'
        ? { kind: 'failed', code: result.failure.code }
        : { kind: 'read', value: result.standing };
    });
  return new Map(await Promise.all(ids.map(async (id) => [id, await read(id)] as const)));
}

/** Of one that does not answer in time nothing is known, and nobody is kept from a plan by that. */
async function readAccounts(
  asked: ReadonlyMap<InstanceId, readonly string[]>,
  servers: ReadingParts['servers'],
): Promise<ReadonlyMap<InstanceId, SeenAccounts>> {
  const read = async (id: InstanceId, users: readonly string[]): Promise<SeenAccounts> => {
    try {
      return await servers.readAccounts(addressOf(id), { deadlineMs: ACCOUNTS_DEADLINE_MS, users });
    } catch {
      return { kind: 'failed', grant: null };
    }
  };
  return new Map(await Promise.all([...asked].map(async ([id, users]) => [id, await read(id, users)] as const)));
}

function processIn(intent: Intent): number | null {
  return intent.kind === 'control' && intent.act.kind === 'kill-query' ? intent.act.process : null;
}

function readProcesses(
  address: Address,
  servers: ReadingParts['servers'],
  options: ProcessOptions,
): Promise<Read<ProcessList>> {
  return settled(async (): Promise<Read<ProcessList>> => {
    const result = await servers.listProcesses(address, options);
    return result.kind === 'failed'
      ? { kind: 'failed', code: result.failure.code }
      : { kind: 'read', value: result.list };
  });
}

type LogsRead = NonNullable<PlanReads['logs']>;

function readLogs(address: Address, servers: ReadingParts['servers'], deadlineMs: number): Promise<LogsRead> {
  return settled(async (): Promise<LogsRead> => {
    const result = await servers.listBinaryLogs(address, { deadlineMs });
    return result.kind === 'failed'
      ? { kind: 'failed', code: result.failure.code }
      : { kind: 'read', value: result.logs };
  });
}

/** What a driver throws is something that was not read. */
async function settled<Value>(read: () => Promise<Read<Value>>): Promise<Read<Value>> {
  try {
    return await read();
  } catch (error) {
    return { kind: 'failed', code: detailOf(error) };
  }
}
