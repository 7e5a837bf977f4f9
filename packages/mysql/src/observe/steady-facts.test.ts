import type { Observation } from '@topiary/domain';
import { channel, observation } from '@topiary/domain/testing';
import { expect, test } from 'vitest';
import { withSteadyFacts } from './steady-facts.ts';

const at = (host: string) => ({ host, port: 3306 });

function seen(heartbeatPeriodSeconds: number | null, compression: string | null, name = ''): Observation {
  const one = channel({ source: at('a'), sourceNumber: 1, name });
  return {
    ...observation({ address: at('b'), number: 2 }),
    channels: [{ ...one, settings: { ...one.settings, heartbeatPeriodSeconds, compression } }],
  };
}

test('what was not asked is as it was told last', () => {
  const replica = { host: 'c', port: 3306, serverId: 3, serverUuid: null };
  const whole = { ...seen(1.5, 'zstd'), connectedReplicas: [replica], ndbSqlNodes: [at('n')] };
  const now = { ...seen(null, null), connectedReplicas: null, ndbSqlNodes: null };
  expect(withSteadyFacts(now, whole)).toEqual(whole);
});

test('what was asked is as it is told now', () => {
  expect(withSteadyFacts(seen(30, 'none'), seen(1.5, 'zstd'))).toEqual(seen(30, 'none'));
});

test('a channel that was not there has no settings of another', () => {
  expect(withSteadyFacts(seen(null, null, 'new'), seen(1.5, 'zstd'))).toEqual(seen(null, null, 'new'));
});

test('a server that is no SQL node does not become one', () => {
  expect(withSteadyFacts(seen(null, null), seen(1.5, null))).not.toHaveProperty('ndbSqlNodes');
});
