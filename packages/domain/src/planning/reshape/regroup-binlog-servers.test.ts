import { describe, expect, test } from 'vitest';
import { id, planned, refusalOf, topology } from '../../testing/index.ts';
import type { TopologyOptions } from '../../testing/index.ts';
import type { Observation } from '../../topology/observation.ts';
import { stepsInOrder } from '../plan.ts';
import type { Intent } from '../plan.ts';

/** Its log ends there. */
const relay = (position: number, file = 'bin.000007') => ({
  change: (found: Observation): Observation => ({
    ...found,
    product: { ...found.product, flavor: 'maxscale' as const },
    gtid: { kind: 'none' as const },
    binlog: { file, position },
  }),
});
const DEAD = { health: 'unreachable' } as const;

const regroup = (parts: { candidate?: string; all?: true } = {}): Intent => ({
  kind: 'reshape',
  shape: {
    kind: 'regroup-replicas',
    source: id('m'),
    candidate: parts.candidate === undefined ? null : id(parts.candidate),
    ...(parts.all === true ? {} : { among: 'binlog-servers' as const }),
  },
});

function moved(text: string, servers: TopologyOptions['servers'] = {}, intent = regroup()): Record<string, string> {
  const made = planned(topology(text, { gtid: false, servers }), intent);
  return Object.fromEntries(
    stepsInOrder(made).flatMap((step) => (step.kind === 'point-replica-at' ? [[step.instance, step.to.host]] : [])),
  );
}

describe('one binlog server above the others', () => {
  test('is the one that has most of the log, whether their master lives or not', () => {
    const servers = { s: relay(900), t: relay(4, 'bin.000010'), u: relay(1000) };
    expect(moved('m > s, t, u', servers)).toEqual({ [id('s')]: 't', [id('u')]: 't' });
    expect(moved('m > s, t, u', { ...servers, m: DEAD })).toEqual({ [id('s')]: 't', [id('u')]: 't' });
  });

  test('leaves other replicas where they are, and is meant where there are none', () => {
    const servers = { s: relay(900), t: relay(1000) };
    expect(moved('m > s, t, a', servers)).toEqual({ [id('s')]: 't' });
    expect(moved('m > s, t', servers, regroup({ all: true }))).toEqual({ [id('s')]: 't' });
  });

  test('is one that answers, or the one that is named', () => {
    const servers = { s: relay(900), t: { ...relay(1000), ...DEAD }, u: relay(800) };
    expect(moved('m > s, t, u', servers)).toEqual({ [id('u')]: 's' });
    expect(moved('m > s, u', { s: relay(900), u: relay(800) }, regroup({ candidate: 'u' }))).toEqual({
      [id('s')]: 'u',
    });
  });

  test('is nobody where there is none', () => {
    const refused = (text: string, servers: NonNullable<TopologyOptions['servers']>, intent = regroup()) =>
      refusalOf({ topology: text, options: { gtid: false, servers }, intent });
    expect(refused('m > a, b', {})).toEqual(['no-binlog-servers']);
    expect(refused('m > s, a', { s: relay(1) })).toEqual(['no-replicas-to-move']);
    expect(refused('m > s, a', { s: relay(1) }, regroup({ candidate: 'a' }))).toEqual(['not-a-binlog-server-of']);
    expect(refused('m > s', { s: { ...relay(1), ...DEAD } })[0]).toBe('no-candidate');
  });
});
