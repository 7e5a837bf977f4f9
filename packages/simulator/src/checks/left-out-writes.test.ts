import { Fleet } from '@topiary/fleet';
import { expect, test } from 'vitest';
import { generateSequence } from '../scenario/generate.ts';
import { LOGGED_SCHEMA, WRITTEN_SCHEMA } from '../scenario/scenario.ts';
import type { PlannedServer } from '../scenario/scenario.ts';
import { addServers, atPrompt, idNamed } from '../world/build-fleet.ts';
import { LeftOutWrites } from './left-out-writes.ts';

test('writes that a filter leaves out are known after their log was purged, and others are none', () => {
  const [master] = generateSequence(1, 0).servers;
  if (master === undefined) throw new Error('a sequence has servers');
  const plain: PlannedServer = { ...master, group: null, plugins: [], settings: { log_bin: 'ON', read_only: 'OFF' } };
  const source = {
    source: plain.name,
    name: '',
    heartbeatSeconds: 3,
    connectRetrySeconds: 1,
    delaySeconds: 0,
  } as const;
  const channel = { ...source, positioning: 'gtid', ignoredSchema: LOGGED_SCHEMA, stopped: 'none' } as const;
  const servers: readonly PlannedServer[] = [{ ...plain, channels: [channel] }];
  const fleet = new Fleet({ startMs: 0 });
  addServers(fleet, servers);
  const id = idNamed(plain.name);
  for (const schema of [WRITTEN_SCHEMA, LOGGED_SCHEMA, WRITTEN_SCHEMA])
    atPrompt(fleet, id, [{ kind: 'write', write: { schema } }]);
  const leftOut = new LeftOutWrites(servers);
  const numbers = (): readonly (readonly number[])[] => [...leftOut.seenBy(fleet).values()].map((seen) => [...seen]);
  expect(numbers()).toEqual([[2]]);
  atPrompt(fleet, id, [{ kind: 'flush-logs', which: 'binary' }]);
  const kept = fleet.server(id).binlog?.files.at(-1)?.name ?? '';
  atPrompt(fleet, id, [{ kind: 'purge-logs', until: { toFile: kept } }]);
  expect(fleet.server(id).binlog?.files).toHaveLength(1);
  expect(numbers()).toEqual([[2]]);
});
