/**
 * A master of real servers stands still: no connection closes, and its kernel goes on taking new ones. It is replaced as soon
 * as its replicas miss a heartbeat, and one that only is slow is left alone.
 */
import { startSandbox } from '@topiary/sandbox';
import type { Sandbox, SandboxServer } from '@topiary/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IS_SOAK } from '../src/testing/real-world.ts';
import { eventually, TopiaryStarter } from './topiary-process.ts';
import type { TopiaryProcess } from './topiary-process.ts';

const FLAVORS = IS_SOAK ? (['mysql', 'mariadb'] as const) : (['mariadb'] as const);
const NAMES = ['m', 'a', 'b'] as const;
type Name = (typeof NAMES)[number];
/** The heartbeat period is a second: the goal is 3 s. A machine where other tests run at the same time gets some more. */
const GOAL_MS = IS_SOAK ? 3_000 : 5_000;
const LOOK_EVERY_MS = 20;
const starter = new TopiaryStarter();

// Another two servers, for what the simulator shows in every run.
describe.runIf(IS_SOAK)('a master whose replica is due to hear a heartbeat in half a minute only', () => {
  const HALF_A_MINUTE_S = 30;
  let sandbox: Sandbox;
  let topiary: TopiaryProcess;
  const server = (name: 'm' | 'a'): SandboxServer => sandbox.server(`h.${name}`);

  beforeAll(async () => {
    sandbox = await startSandbox({ clusters: [{ name: 'h', tree: 'm > a; flavor mysql' }] });
    await server('a').query(
      'SET GLOBAL replica_net_timeout = 60; STOP REPLICA IO_THREAD;' +
        ` CHANGE REPLICATION SOURCE TO SOURCE_HEARTBEAT_PERIOD = ${HALF_A_MINUTE_S}; START REPLICA IO_THREAD`,
    );
    topiary = await starter.start({
      seeds: [server('m').address],
      account: sandbox.credentials.topology,
      config: { RecoverMasterClusterFilters: ['*'], TopiaryRestartReceiverClusterFilters: ['*'] },
    });
    await topiary.clusterOf(server('m').address, 2);
  }, 120_000);

  afterAll(async () => {
    await server('m').thaw();
    await starter.endAll();
    await sandbox.stop();
  });

  test('is replaced long before, by a receiver that is restarted and not let in', async () => {
    const [cluster] = (await topiary.call('fleet', {})).clusters;
    const readiness = await topiary.call('readiness', { params: { cluster: cluster?.id ?? '' } });
    expect(readiness.servers[0]?.detection.times).toContainEqual({
      manner: 'stands-still',
      ms: expect.toSatisfy((ms: number) => ms < HALF_A_MINUTE_S * 100),
      shorter: null,
    });
    await server('m').freeze();
    const { items } = await eventually(async () => {
      const list = await topiary.call('recoveries', {});
      if (!list.items.some(({ endedAt }) => endedAt !== null)) throw new Error('no recovery has ended');
      return list;
    });
    expect(items[0]).toMatchObject({
      code: 'DeadMaster',
      instance: server('m').address,
      successor: server('a').address,
    });
    const audit = await topiary.call('audit', { query: { action: 'restart-replica' } });
    expect(audit.items).toMatchObject([{ instance: server('a').address, result: 'ok' }]);
  }, 60_000);
});

describe.each(FLAVORS)('a master of %s that stands still', (flavor) => {
  let sandbox: Sandbox;
  let topiary: TopiaryProcess;
  const server = (name: Name): SandboxServer => sandbox.server(`x.${name}`);

  beforeAll(async () => {
    sandbox = await startSandbox({ clusters: [{ name: 'x', tree: `m > (a, b); flavor ${flavor}` }] });
    const beat =
      flavor === 'mysql'
        ? 'STOP REPLICA IO_THREAD; CHANGE REPLICATION SOURCE TO SOURCE_HEARTBEAT_PERIOD = 1; START REPLICA IO_THREAD'
        : 'STOP SLAVE; CHANGE MASTER TO MASTER_HEARTBEAT_PERIOD = 1; START SLAVE';
    for (const replica of ['a', 'b'] as const) await server(replica).query(beat);
    topiary = await starter.start({
      seeds: [server('m').address],
      account: sandbox.credentials.topology,
      config: { RecoverMasterClusterFilters: ['*'] },
    });
    await topiary.clusterOf(server('m').address, NAMES.length);
  }, 120_000);

  afterAll(async () => {
    await server('m').thaw();
    await starter.endAll();
    await sandbox.stop();
  });

  test('is replaced once its replicas miss a heartbeat', async () => {
    const frozenAt = performance.now();
    await server('m').freeze();
    while (!(await isOpen('a')) && !(await isOpen('b')) && performance.now() - frozenAt < 20_000)
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    const tookMs = performance.now() - frozenAt;
    const { items } = await eventually(async () => {
      const list = await topiary.call('recoveries', {});
      if (list.items.every(({ endedAt }) => endedAt === null)) throw new Error('no recovery has ended');
      return list;
    });
    expect(items[0]).toMatchObject({ code: 'DeadMaster', instance: server('m').address });
    expect({ tookMs, timings: items[0]?.details.timings }).toMatchObject({
      tookMs: expect.toSatisfy((ms: number) => ms < GOAL_MS),
    });
  }, 60_000);

  async function isOpen(name: Name): Promise<boolean> {
    const [row] = await server(name).query('SELECT @@GLOBAL.read_only AS closed');
    return Number(row?.['closed']) === 0;
  }
});
