import { asPlanId, DEFAULT_POLICY, planIntent } from '@topiary/domain';
import type { Message, Plan, ReplacedQuestion, TopologySnapshot } from '@topiary/domain';
import { id, topology, withChannels, withInstance, withSettings } from '@topiary/domain/testing';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { CONDITION_LOOK_MS, POST_CONDITIONS_MS, settleConditions } from './post-conditions.ts';

const open = withSettings({ readOnly: false, superReadOnly: false });

/** The failover from `m` to `a`, planned while both replicas had lost it. */
function failover(): Plan {
  const lost = withChannels({ receiver: 'connecting' });
  const cut = withInstance(topology('m > a, b'), 'm', { health: 'unreachable' });
  const snapshot = ['a', 'b'].reduce((found, name) => withInstance(found, name, { observation: lost }), cut);
  const intent = { kind: 'replace-master', master: id('m'), successor: id('a'), because: 'dead' } as const;
  const plan = planIntent({ snapshot, policy: DEFAULT_POLICY, intent, id: asPlanId('p') });
  if ('kind' in plan) throw new Error(plan.reasons.map(({ code }) => code).join(', '));
  return plan;
}

const AFTER = withInstance(topology('a > b'), 'a', { observation: open });

async function settled(at: (elapsedMs: number) => TopologySnapshot, alias: string | null = null) {
  const clock = new VirtualClock(() => turn());
  const fromMs = clock.monotonicMs();
  const [cluster] = [...AFTER.clusters.values()];
  if (cluster === undefined) throw new Error('no cluster');
  const noted: Message[] = [];
  const known: ReplacedQuestion['cluster'] = { id: cluster.id, name: cluster.name, alias };
  const unheld = await clock.until(
    settleConditions(
      { plan: failover(), successor: id('a'), cluster: known, note: (said) => noted.push(said) },
      { clock, snapshot: () => at(clock.monotonicMs() - fromMs), refresh: () => Promise.resolve() },
    ),
  );
  return {
    codes: unheld.map(({ code }) => code),
    noted: noted.map(({ code }) => code),
    ms: clock.monotonicMs() - fromMs,
  };
}

describe('a recovery', () => {
  test('is over at once where all holds that has to', async () => {
    expect(await settled(() => AFTER)).toEqual({ codes: [], noted: ['conditions-hold'], ms: 0 });
  });

  test('stays open until a replica replicates again', async () => {
    const stands = withInstance(AFTER, 'b', { observation: withChannels({ applier: 'stopped' }) });
    const { codes, ms } = await settled((elapsed) => (elapsed < 3_000 ? stands : AFTER));
    expect(codes).toEqual([]);
    expect(ms).toBeLessThan(3_000 + 2 * CONDITION_LOOK_MS);
  });

  test('ends at its bound and names what does not hold', async () => {
    const closed = withInstance(AFTER, 'a', { observation: withSettings({ readOnly: true }) });
    const elsewhere = withInstance(closed, 'b', { health: 'unreachable' });
    const { codes, ms } = await settled(() => elsewhere, 'shop');
    expect(codes).toEqual(['conditions-not-held', 'condition-writable', 'condition-replicates', 'condition-alias']);
    expect(ms).toBeGreaterThanOrEqual(POST_CONDITIONS_MS);
  });

  test('does not wait for a successor that died: the next recovery may begin', async () => {
    const { codes, ms } = await settled(() => withInstance(AFTER, 'a', { health: 'unreachable' }));
    expect([codes[0], ms]).toEqual(['conditions-given-up', 0]);
    expect(codes).toContain('condition-writable');
  });

  test('is not done while its old master takes writes again', async () => {
    const back = withInstance(topology('m; a > b'), 'a', { observation: open });
    expect((await settled(() => back)).codes).toContain('condition-old-closed');
  });
});
