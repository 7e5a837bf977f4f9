/** Reads from a server what its snapshot does not hold and a plan is decided by. */
import { addressOf, namedIn, readsOf } from '@topiary/domain';
import type { Address, Intent, PlanReads, ProcessList, Read, TopologySnapshot } from '@topiary/domain';
import type { Servers } from '../ports/servers.ts';
import { detailOf } from '../shared/detail-of.ts';

const READ_DEADLINE_MS = 3_000;

export interface ReadingParts {
  readonly servers: Pick<Servers, 'listBinaryLogs' | 'listProcesses'>;
  readonly snapshot: () => TopologySnapshot;
}

/** Nothing of a server that is not known: it is not spoken to. */
export async function readForPlan(intent: Intent, { servers, snapshot }: ReadingParts): Promise<PlanReads> {
  const [id] = namedIn(intent);
  if (id === undefined || !snapshot().instances.has(id)) return {};
  const reads = readsOf(intent);
  const [address, only] = [addressOf(id), processIn(intent)];
  return {
    ...(reads.includes('logs') ? { logs: await readLogs(address, servers) } : {}),
    ...(only === null ? {} : { processes: await readProcess(address, servers, only) }),
  };
}

function processIn(intent: Intent): number | null {
  return intent.kind === 'control' && intent.act.kind === 'kill-query' ? intent.act.process : null;
}

function readProcess(address: Address, servers: ReadingParts['servers'], only: number): Promise<Read<ProcessList>> {
  return settled(async (): Promise<Read<ProcessList>> => {
    const result = await servers.listProcesses(address, { deadlineMs: READ_DEADLINE_MS, only });
    return result.kind === 'failed'
      ? { kind: 'failed', code: result.failure.code }
      : { kind: 'read', value: result.list };
  });
}

type LogsRead = NonNullable<PlanReads['logs']>;

function readLogs(address: Address, servers: ReadingParts['servers']): Promise<LogsRead> {
  return settled(async (): Promise<LogsRead> => {
    const result = await servers.listBinaryLogs(address, { deadlineMs: READ_DEADLINE_MS });
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
