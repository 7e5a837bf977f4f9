import { describe, expect, test } from 'vitest';
import { ColumnCache, ColumnShapes, columnsOf } from './result-set.ts';

const resultOf = (...names: string[]) => ({ names, rows: [] });

describe('the columns of results', () => {
  test('are one map for all servers that answer with the same names', () => {
    const shapes = new ColumnShapes();
    const [one, other] = [new ColumnCache(shapes), new ColumnCache(shapes)];
    const seen = one.columnsOf('replica-status', resultOf('Server_Id', 'Host'));
    expect(seen).toEqual(columnsOf(resultOf('server_id', 'host')));
    expect(other.columnsOf('replica-status', resultOf('Server_Id', 'Host'))).toBe(seen);
  });

  test('are others when a name is added, on that server alone', () => {
    const shapes = new ColumnShapes();
    const [old, upgraded] = [new ColumnCache(shapes), new ColumnCache(shapes)];
    const before = old.columnsOf('replicas', resultOf('Host', 'Port'));
    upgraded.columnsOf('replicas', resultOf('Host', 'Port'));
    expect(upgraded.columnsOf('replicas', resultOf('Host', 'Weight', 'Port')).get('port')).toBe(2);
    expect(old.columnsOf('replicas', resultOf('Host', 'Port'))).toBe(before);
  });

  test('are kept for a bounded number of shapes, and stay right beyond it', () => {
    const cache = new ColumnCache(new ColumnShapes());
    for (let index = 0; index < 2_000; index += 1)
      expect(cache.columnsOf('settings', resultOf(`v${index}`, 'last')).get('last')).toBe(1);
  });
});
