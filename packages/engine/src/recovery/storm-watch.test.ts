/** Many masters at once: what only the network may be is held back, what is certain is not, and a person may know better. */
import type { ClusterId, InstanceId, RecoveryRules } from '@topiary/domain';
import { NO_AUTOMATIC_RECOVERY, say } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { createMemoryStore } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import { SOMEBODY, startWorld } from '../testing/index.ts';
import type { World } from '../testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const everything = { text: '*', matches: () => true };
const RULES: RecoveryRules = {
  ...NO_AUTOMATIC_RECOVERY,
  masters: [everything],
  blockMs: 1,
  brake: { masters: 3, share: 0, windowMs: 60_000 },
};
const CLUSTERS = 8;
const m = (number: number): InstanceId => id(`m${number}`);
const page = { page: 0, pageSize: 50 };

async function fleet(rules: RecoveryRules = RULES): Promise<World> {
  const names = Array.from({ length: CLUSTERS }, (_, index) => index + 1);
  return startWorld({
    turn,
    store: (clock) => createMemoryStore({ clock }),
    topology: names.map((name) => `m${name} > a${name}, b${name}`).join('\n'),
    seeds: names.map((name) => `m${name}`),
    settings: { recovery: rules },
  });
}

const clusterOf = (at: World, server: InstanceId): ClusterId => {
  const found = at.engine.snapshot().instances.get(server)?.cluster;
  if (found === undefined) throw new Error(`no cluster of ${server}`);
  return found;
};

async function gateOf(at: World, server: InstanceId): Promise<string> {
  const wish = { code: 'DeadMaster', instance: server, cluster: clusterOf(at, server), forced: false };
  const result = await at.clock.until(at.engine.recoveries.begin(wish));
  if (result.kind === 'registered') {
    await at.clock.until(result.recovery.resolve({ successor: null, lost: [], errors: [] }));
    return 'begun';
  }
  return result.kind === 'refused' ? result.gate.code : result.kind;
}

/** A switch fails: the master and one of its replicas are gone, the other one is not. */
function cutOff(at: World, number: number): void {
  at.servers.silence(m(number));
  at.servers.silence(id(`a${number}`));
}

const audited = async (at: World): Promise<readonly string[]> =>
  (await at.engine.audit({ ...page, action: 'storm-brake' })).items.map(
    ({ result, summary }) => `${result} ${summary[0]?.code}`,
  );

describe('masters that fail at once', () => {
  test('with part of their replicas are held back, told once, and released when they are back', async () => {
    const at = await fleet();
    for (const number of [1, 2, 3, 4]) cutOff(at, number);
    await at.clock.advance(20_000);
    expect(at.engine.status().storm).toMatchObject({ masters: [m(1), m(2), m(3), m(4)], of: CLUSTERS });
    expect(await gateOf(at, m(1))).toBe('storm-brake');
    expect(await audited(at)).toEqual(['failed storm-began']);
    for (const number of [1, 2, 3, 4]) for (const name of ['m', 'a']) at.servers.revive(id(`${name}${number}`));
    await at.clock.advance(20_000);
    expect(at.engine.status().storm).toBeNull();
    expect(await audited(at)).toEqual(['ok storm-ended', 'failed storm-began']);
  });

  test('are recovered once a person says that they are gone', async () => {
    const at = await fleet();
    for (const number of [1, 2, 3, 4]) cutOff(at, number);
    await at.clock.advance(20_000);
    const released = await at.engine.recoveries.releaseStorm(SOMEBODY);
    expect(released.kind === 'done' && say(released.said, 'zh')).not.toMatch(/\{/);
    expect([await gateOf(at, m(1)), at.engine.status().storm]).toEqual(['begun', null]);
    expect(await at.engine.recoveries.releaseStorm(SOMEBODY)).toMatchObject({ said: { code: 'storm-none' } });
  });

  test('are not held back where their hosts say that nobody listens there any more', async () => {
    const at = await fleet();
    for (let number = 1; number <= CLUSTERS; number += 1) at.servers.kill(m(number));
    await at.clock.advance(2_000);
    expect(at.engine.status().storm).toBeNull();
    for (let number = 1; number <= CLUSTERS; number += 1) expect(await gateOf(at, m(number))).toBe('begun');
  });

  test('a few of them wait only until all the others were asked', async () => {
    const at = await fleet();
    cutOff(at, 1);
    await at.clock.advance(6_500);
    expect(at.engine.snapshot().instances.get(m(1))?.health).not.toBe('ok');
    expect(await gateOf(at, m(1))).toBe('storm-brake');
    await at.clock.advance(10_000);
    expect(await gateOf(at, m(1))).toBe('begun');
  });
});

describe('a cluster whose profile', () => {
  const cluster = { text: 'm1', matches: ({ name }: { name: string }) => name.startsWith('m1:') };

  test('is by hand is never recovered by itself, and the others are', async () => {
    const at = await fleet({ ...RULES, profiles: { byHand: [cluster], grace: [everything], graceMs: 1 } });
    at.servers.kill(m(1));
    at.servers.kill(m(2));
    await at.clock.advance(1_000);
    expect([await gateOf(at, m(1)), await gateOf(at, m(2))]).toEqual(['profile', 'begun']);
  });

  test('has a grace leaves the server that long to come back', async () => {
    const at = await fleet({ ...RULES, profiles: { byHand: [], grace: [cluster], graceMs: 10_000 } });
    at.servers.kill(m(1));
    await at.clock.advance(9_000);
    expect(await gateOf(at, m(1))).toBe('profile');
    await at.clock.advance(2_000);
    expect(await gateOf(at, m(1))).toBe('begun');
  });

  test('is told with the worst times until a failure is sure, and what would shorten them', async () => {
    const at = await fleet({ ...RULES, profiles: { byHand: [], grace: [cluster], graceMs: 10_000 } });
    const shown = async (server: InstanceId) => {
      const readiness = await at.engine.recoveries.readiness(clusterOf(at, server));
      return readiness?.servers[0]?.detection;
    };
    expect((await shown(m(1)))?.profile).toEqual({ kind: 'grace', graceMs: 10_000 });
    expect((await shown(m(2)))?.times.map(({ manner, ms, shorter }) => [manner, ms, shorter?.code])).toEqual([
      ['dies', 500, undefined],
      ['stands-still', null, 'shorter-by-pulse'],
      ['cut-off', null, 'shorter-by-pulse'],
    ]);
  });
});
