import { describe, expect, test } from 'vitest';
import { topology } from './topology.ts';
import { id, readTopologyText } from './topology-text.ts';

function links(text: string): readonly string[] {
  return readTopologyText(text).links.map(({ replica, source, channel }) =>
    `${replica} < ${source.host}:${source.port} ${channel}`.trim(),
  );
}

describe('a topology text', () => {
  test('names servers, alone or with what replicates from them', () => {
    expect(readTopologyText('a; b:3307').servers).toEqual([
      { host: 'a', port: 3306 },
      { host: 'b', port: 3307 },
    ]);
    expect(links('a > b, c\n b > d')).toEqual(['b:3306 < a:3306', 'c:3306 < a:3306', 'd:3306 < b:3306']);
  });

  test('makes chains, co-masters, rings and replicas of several sources', () => {
    expect(links('a > b > c')).toEqual(['b:3306 < a:3306', 'c:3306 < b:3306']);
    expect(links('a <> b')).toEqual(['b:3306 < a:3306', 'a:3306 < b:3306']);
    expect(links('a > b > a')).toEqual(['b:3306 < a:3306', 'a:3306 < b:3306']);
    expect(links('a, b > c')).toEqual(['c:3306 < a:3306 a', 'c:3306 < b:3306 b']);
  });

  test('that makes no sense is refused with the offending part', () => {
    expect(() => readTopologyText('a > ')).toThrow('not a server in a topology text: "" (empty-host)');
    expect(() => readTopologyText('a > b!')).toThrow('"b!"');
    expect(() => topology('a', { servers: { b: {} } })).toThrow(
      'options for "b", which the topology text does not name',
    );
  });
});

describe('the servers of a topology text', () => {
  test('have everything that their masters wrote', () => {
    const gtids = [...topology('a, b > c').instances.values()].map(({ id: each, observation }) => [
      each,
      observation?.gtid.kind === 'mysql' ? observation.gtid.executed.replaceAll('00000000-0000-0000-0000-', '') : null,
    ]);
    expect(gtids).toEqual([
      [id('a'), '000000000001:1-100'],
      [id('b'), '000000000002:1-100'],
      [id('c'), '000000000001:1-100,000000000002:1-100'],
    ]);
  });

  test('are read-only below their masters; of co-masters only the first takes writes', () => {
    const readOnly = (text: string) =>
      [...topology(text).instances.values()].map(({ observation }) => observation?.settings.readOnly);
    expect(readOnly('a > b > c')).toEqual([false, true, true]);
    expect(readOnly('b <> a; a > c')).toEqual([true, false, true]);
  });
});
