/** What most probes leave out is neither late on the page nor old in a plan, on real servers, in a process as users start it. */
import { ApiError } from '@topiary/contract';
import type { InstanceId, PlanView } from '@topiary/contract';
import { startSandbox } from '@topiary/sandbox';
import type { Sandbox, SandboxServer } from '@topiary/sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { IS_SOAK } from '../src/testing/real-world.ts';
import { eventually, TopiaryStarter } from './topiary-process.ts';
import type { TopiaryProcess } from './topiary-process.ts';

const POLL_MS = 1_000;
/** Probes of a server until one asks everything, by default. */
const EVERY = 3;
/** Of each interval a tenth is jitter; and a busy machine is late. */
const SLACK_MS = 4_000;
const starter = new TopiaryStarter();
afterEach(() => starter.endAll());

const FLAVORS = IS_SOAK ? (['mysql', 'mariadb'] as const) : (['mariadb'] as const);

describe.each(FLAVORS)('on %s', (flavor) => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox({ clusters: [{ name: 'x', tree: `m > (a, b > c); flavor ${flavor}` }] });
  }, 120_000);
  afterAll(() => sandbox.stop());

  const server = (name: string): SandboxServer => sandbox.server(`x.${name}`);
  const idOf = (name: string): InstanceId => server(name).address as InstanceId;

  async function start(config: Readonly<Record<string, unknown>> = {}): Promise<TopiaryProcess> {
    const topiary = await starter.start({
      seeds: [idOf('m')],
      account: sandbox.credentials.topology,
      config: { TopiaryPollIntervalMilliseconds: POLL_MS, ...config },
    });
    await topiary.clusterOf(idOf('m'), 4);
    return topiary;
  }

  async function changeByHand(replica: SandboxServer, changes: Readonly<Record<string, string | number>>) {
    const [stop, change, begin, prefix] =
      flavor === 'mysql'
        ? ['STOP REPLICA', 'CHANGE REPLICATION SOURCE TO', 'START REPLICA', 'SOURCE']
        : ['STOP SLAVE', 'CHANGE MASTER TO', 'START SLAVE', 'MASTER'];
    const assigned = Object.entries(changes).map(([name, value]) => `${prefix}_${name} = ${value}`);
    await replica.query(`${stop}; ${change} ${assigned.join(', ')}; ${begin}`);
  }

  async function heartbeatOf(replica: SandboxServer): Promise<number> {
    const [row] = await replica.query(
      flavor === 'mysql'
        ? 'SELECT HEARTBEAT_INTERVAL AS period FROM performance_schema.replication_connection_configuration'
        : 'SHOW ALL SLAVES STATUS',
    );
    return Number(row?.['period'] ?? row?.['Slave_heartbeat_period']);
  }

  test('who begins to read a log is seen within the intervals that the configuration promises', async () => {
    const topiary = await start();
    const readersOf = async (name: string) =>
      (await topiary.call('instance', { params: { instance: idOf(name) } })).observation?.connectedReplicas ?? [];
    await eventually(async () => expect(await readersOf('b')).toHaveLength(1));
    expect(await readersOf('a')).toEqual([]);
    await changeByHand(server('c'), { HOST: `'${server('a').host}'`, PORT: server('a').port });
    const within = EVERY * POLL_MS + SLACK_MS;
    await eventually(async () => expect(await readersOf('a')).toMatchObject([{ port: server('c').port }]), within);
  }, 60_000);

  test('a setting that was changed by hand a moment before is restated as it is now', async () => {
    // By regular probes alone it would be seen only after ten seconds.
    const topiary = await start({ TopiaryFullProbeEvery: 100 });
    await new Promise((resolve) => setTimeout(resolve, 3 * POLL_MS));
    await changeByHand(server('c'), { HEARTBEAT_PERIOD: 3 });
    const done = await moved(topiary, 'c', 'm');
    expect(done.outcome).toBe('done');
    expect(await heartbeatOf(server('c'))).toBe(3);
  }, 60_000);

  /** A plan that was made of what was known before is refused when it is confirmed; the next one is made of what is. */
  async function moved(topiary: TopiaryProcess, replica: string, target: string): Promise<PlanView> {
    const propose = () => topiary.relocation(idOf(replica), idOf(target));
    try {
      return await topiary.confirm(await propose(), true);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'plan-stale') throw error;
      return topiary.confirm(await propose(), true);
    }
  }
});
