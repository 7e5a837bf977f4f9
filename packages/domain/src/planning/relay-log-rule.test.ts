import { describe, expect, test } from 'vitest';
import { id, move, refusalOf, uuidOf, warningsOf } from '../testing/index.ts';
import type { TopologyOptions } from '../testing/index.ts';
import type { Observation, ReplicationChannel } from '../topology/observation.ts';

const TREE = 'm > a; a > b, c';

/** `b` has received up to 20 and applied up to 10; `c` has applied `others`. */
function waiting(others: number, change: Partial<ReplicationChannel> = {}, semiSync = false): TopologyOptions {
  const mysql =
    (upTo: number, retrieved: string) =>
    (found: Observation): Observation => ({
      ...found,
      gtid: { kind: 'mysql', mode: 'ON', executed: `${uuidOf(1)}:1-${upTo}`, purged: '' },
      semiSync: { ...found.semiSync, replicaEnabled: semiSync },
      channels: found.channels.map((one) => ({ ...one, retrieved, ...change })),
    });
  return {
    servers: {
      m: { change: mysql(8, '') },
      a: { health: 'unreachable', change: mysql(20, '') },
      b: { change: mysql(10, `${uuidOf(1)}:5-20`) },
      c: { change: mysql(others, '') },
    },
  };
}

const failed = { applier: 'stopped', applierError: { number: 1062, text: 'duplicate' } } as const;
const asked = (options: TopologyOptions) => ({ topology: TREE, options, intent: move('b', 'c') });

describe('a relay log that is the only copy', () => {
  test('is thrown away only when a person accepts that', () => {
    expect(refusalOf(asked(waiting(10, failed)))).toEqual(['relay-log-lost']);
    expect(refusalOf(asked(waiting(10, failed, true)))).toEqual(['acknowledged-lost']);
    const intent = { ...move('b', 'c'), acceptsLoss: true } as const;
    expect(warningsOf({ ...asked(waiting(10, failed)), intent })).toContain('relay-log-lost');
  });

  test('is kept by a move that leaves the applier alone', () => {
    expect(refusalOf(asked(waiting(10)))).toEqual([]);
  });

  test('is kept by it only until a restart with relay_log_recovery, which is said', () => {
    const { servers } = waiting(10);
    const b = servers?.['b']?.change;
    const recovering = (found: Observation): Observation => {
      const changed = b?.(found) ?? found;
      return { ...changed, settings: { ...changed.settings, relayLogRecovery: true } };
    };
    const options = { servers: { ...servers, b: { change: recovering } } };
    expect(warningsOf(asked(options))).toContain('only-copy-in-relay-log');
    expect(warningsOf(asked(waiting(10)))).not.toContain('only-copy-in-relay-log');
  });

  test('is named where a reset throws it away', () => {
    const intent = { kind: 'control', instance: id('b'), act: { kind: 'reset-replica', channel: null } } as const;
    expect(warningsOf({ ...asked(waiting(10, failed)), intent })).toContain('reset-drops-only-copy');
    expect(warningsOf({ ...asked(waiting(20, failed)), intent })).not.toContain('reset-drops-only-copy');
  });

  test('is no copy that matters where somebody else has it, or its master lives', () => {
    expect(refusalOf(asked(waiting(20, failed)))).toEqual([]);
    const { servers } = waiting(10, failed);
    expect(refusalOf(asked({ servers: { ...servers, a: { ...servers?.['a'], health: 'ok' } } }))).toEqual([]);
  });

  test('is thrown away on MariaDB whatever its threads do', () => {
    const change = (found: Observation): Observation => ({
      ...found,
      channels: found.channels.map((one) => ({ ...one, retrieved: '0-1-9000' })),
    });
    const options = { family: 'mariadb', servers: { a: { health: 'unreachable' }, b: { change } } } as const;
    expect(refusalOf({ topology: TREE, options, intent: move('b', 'm') })).toEqual(['relay-log-lost']);
  });
});
