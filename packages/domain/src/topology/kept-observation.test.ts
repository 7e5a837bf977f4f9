import { expect, test } from 'vitest';
import { channel, observation } from '../testing/observations.ts';
import { keptObservation } from './kept-observation.ts';
import type { Observation } from './observation.ts';

const at = (host: string) => ({ host, port: 3306 });
const seen = (): Observation =>
  observation({ address: at('b'), number: 2, channels: [channel({ source: at('a'), sourceNumber: 1 })] });

function changed(found: Observation): Observation {
  const [first] = found.channels;
  if (first === undefined) throw new Error('the observation has a channel');
  return {
    ...found,
    uptimeSeconds: found.uptimeSeconds + 5,
    settings: { ...found.settings, readOnly: !found.settings.readOnly },
    channels: [{ ...first, lagSeconds: 12 }],
  };
}

test('is equal to the new one', () => {
  expect(keptObservation(seen(), changed(seen()))).toEqual(changed(seen()));
  expect(keptObservation(changed(seen()), { ...seen(), channels: [] })).toEqual({ ...seen(), channels: [] });
  expect(keptObservation(null, seen())).toEqual(seen());
});

test('keeps every part of a server that tells all that a server can tell', () => {
  const all = (): Observation => ({
    ...seen(),
    connectedReplicas: [{ host: 'c', port: 3306, serverId: 3, serverUuid: null }],
    semiSync: {
      sourceEnabled: true,
      sourceActive: true,
      sourceClients: 1,
      sourceTimeoutMs: 10_000,
      sourceWaitForReplicas: 1,
      replicaEnabled: false,
      replicaActive: false,
    },
    group: { groupName: 'g', mode: 'single-primary', members: [] },
    ndbSqlNodes: [{ host: 'n', port: 3306 }],
  });
  const before = all();
  const kept = keptObservation(before, { ...all(), uptimeSeconds: before.uptimeSeconds + 5 });
  const parts = Object.entries(before).filter(([, part]) => typeof part === 'object' && part !== null);
  const anew = parts.filter(([name, part]) => Reflect.get(kept, name) !== part);
  expect(anew.map(([name]) => name)).toEqual([]);
  expect(keptObservation(before, { ...all(), ndbSqlNodes: null }).ndbSqlNodes).toBeNull();
});

test('keeps the objects that did not change, and no others', () => {
  const before = seen();
  const kept = keptObservation(before, changed(seen()));
  expect(kept.identity).toBe(before.identity);
  expect(kept.gtid).toBe(before.gtid);
  expect(kept.settings).not.toBe(before.settings);
  expect(kept.channels[0]).not.toBe(before.channels[0]);
  expect(kept.channels[0]?.settings).toBe(before.channels[0]?.settings);
  expect(keptObservation(before, seen()).channels).toBe(before.channels);
});
