/** What looks like many deaths and is none: nobody is replaced. And what is: everybody is, and in time. */
import { afterEach, describe, expect, test } from 'vitest';
import { LET_IN_MS } from '@topiary/domain';
import type { Actor } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { AlarmStage } from '../../test/alarm-stage.ts';
import type { StageOptions } from '../../test/alarm-stage.ts';

const IS_SOAK = process.env['SOAK_CONTRACT'] !== undefined;
const MANY = IS_SOAK ? 200 : 12;
const SOMEBODY: Actor = { user: 'li', address: '127.0.0.1', via: 'api' };
let stage: AlarmStage;

async function opened(clusters: number, options: Partial<StageOptions> = {}): Promise<AlarmStage> {
  stage = await AlarmStage.open({ clusters, heartbeatSeconds: 1, ...options });
  return stage;
}

afterEach(() => stage.close());

describe('no master is replaced', () => {
  test('while a rack is cut off that holds all masters and half of the replicas, nor when it comes back', async () => {
    const at = await opened(MANY);
    const rack = at.numbers.flatMap((number) => [at.master(number), id(`a${number}`)]);
    at.cut(rack, true);
    await at.time.advance(60_000);
    expect(at.engine.status().storm?.masters).toHaveLength(MANY);
    at.cut(rack, false);
    await at.time.advance(60_000);
    expect([await at.begun(), at.engine.status().storm]).toEqual([0, null]);
  });

  test('while Topiary alone is cut off, wholly or from the masters', async () => {
    const at = await opened(4);
    at.changePaths(at.fleet.ids, { isUp: false });
    await at.time.advance(40_000);
    at.changePaths(at.fleet.ids, { isUp: true });
    at.changePaths(
      at.numbers.map((number) => at.master(number)),
      { isUp: false },
    );
    await at.time.advance(40_000);
    expect(await at.begun()).toBe(0);
  });

  test('while the network around Topiary is slow and loses every third packet', async () => {
    const at = await opened(4);
    at.changePaths(at.fleet.ids, { delayMs: 1_500, jitterMs: 1_000, lossRate: 0.3 });
    await at.time.advance(60_000);
    expect(await at.begun()).toBe(0);
  });

  test('because Topiary was started anew, or its wall clock jumped', async () => {
    const at = await opened(4);
    at.clock.wallErrorMs = 3_600_000;
    await at.time.advance(15_000);
    at.clock.wallErrorMs = -3_600_000;
    await at.time.advance(15_000);
    await at.restart();
    await at.time.advance(15_000);
    expect(await at.begun()).toBe(0);
  });
});

describe('every master is replaced', () => {
  test('of many that die at once', async () => {
    const many = IS_SOAK ? 60 : MANY;
    const at = await opened(many);
    at.kill(at.numbers.map((number) => at.master(number)));
    await at.time.advance(10_000);
    const recovered = await at.recovered();
    expect(new Set(recovered.filter(({ successor }) => successor !== null).map(({ instance }) => instance)).size).toBe(
      many,
    );
  });

  test('that stands still, within its heartbeat period and two seconds', async () => {
    const at = await opened(2);
    at.freeze(at.master(1));
    await at.time.advance(3_000);
    expect(at.engine.snapshot().instances.get(at.master(1))?.failure?.kind).toBe('frozen');
    await at.time.advance(2_000);
    expect(await at.recovered()).toMatchObject([{ instance: at.master(1) }]);
  });
});

describe('a master that stands still where no heartbeat is due for long', () => {
  const SELDOM = { heartbeatSeconds: 30 };

  test('is replaced at once where one receiver may be restarted to see, which is in the audit', async () => {
    const at = await opened(1, { ...SELDOM, restartsReceivers: true });
    at.freeze(at.master(1));
    await at.time.advance(8_000);
    expect(await at.recovered()).toMatchObject([{ instance: at.master(1), successor: id('a1') }]);
    expect(await at.audited('restart-receiver-to-see')).toEqual([id('b1')]);
    expect(await at.audited('restart-replica')).toEqual([id('b1')]);
  });

  test('is left alone until then where none may', async () => {
    const at = await opened(1, SELDOM);
    at.freeze(at.master(1));
    await at.time.advance(8_000);
    expect([await at.begun(), await at.audited('restart-replica')]).toEqual([0, []]);
    await at.time.advance(32_000);
    expect(await at.recovered()).toMatchObject([{ instance: at.master(1) }]);
  });

  test('is not replaced when it goes on before the receiver that was restarted is given up', async () => {
    const at = await opened(1, { ...SELDOM, restartsReceivers: true });
    at.freeze(at.master(1));
    for (let turn = 0; turn < 80 && (await at.audited('restart-replica')).length === 0; turn += 1)
      await at.time.advance(50);
    expect(await at.audited('restart-replica')).toEqual([id('b1')]);
    await at.time.advance(LET_IN_MS / 2);
    at.thaw(at.master(1));
    await at.time.advance(40_000);
    expect(await at.begun()).toBe(0);
    expect(at.engine.snapshot().instances.get(id('b1'))?.observation?.channels).toMatchObject([
      { receiver: 'running' },
    ]);
  });

  test('is not looked into so where people decide', async () => {
    const at = await opened(1, { ...SELDOM, restartsReceivers: true });
    await at.engine.recoveries.setSwitch({ cluster: null, on: false, reason: 'test', durationMs: null }, SOMEBODY);
    at.freeze(at.master(1));
    await at.time.advance(8_000);
    expect(await at.audited('restart-receiver-to-see')).toEqual([]);
  });
});
