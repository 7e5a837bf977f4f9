import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareCoordinates,
  formatCoordinates,
  nextBinlogFile,
  parseBinlogFileName,
  parseCoordinates,
  previousBinlogFile,
  sameBinlogBase,
} from './binlog-coordinates.ts';

describe('the name of a log', () => {
  test('has six digits and grows beyond them', () => {
    expect(nextBinlogFile('mysql-bin.000009')).toBe('mysql-bin.000010');
    expect(nextBinlogFile('mysql-bin.999999')).toBe('mysql-bin.1000000');
    expect(previousBinlogFile('mysql-bin.1000000')).toBe('mysql-bin.999999');
    expect(previousBinlogFile('mysql-bin.000001')).toBe(null);
    expect(nextBinlogFile('mysql-bin.2147483647')).toBe(null);
    expect(nextBinlogFile('mysql-bin')).toBe(null);
  });

  test('may hold dots in its base', () => {
    expect(parseBinlogFileName('db-1.example.com-bin.000123')).toEqual({ base: 'db-1.example.com-bin', number: 123 });
    expect(sameBinlogBase('db-1.example.com-bin.000123', 'db-1.example.com-bin.1000000')).toBe(true);
    expect(sameBinlogBase('a.000001', 'b.000001')).toBe(false);
    expect(sameBinlogBase('not a log', 'not a log')).toBe(false);
  });
});

describe('coordinates', () => {
  test('are ordered by the number of the log, then by position, never as text', () => {
    const at = (file: string, position: number) => ({ file, position });
    expect(compareCoordinates(at('bin.999999', 9000), at('bin.1000000', 4))).toBe('before');
    expect(compareCoordinates(at('bin.000002', 4), at('bin.000001', 900))).toBe('after');
    expect(compareCoordinates(at('bin.000002', 900), at('bin.000002', 1000))).toBe('before');
    expect(compareCoordinates(at('bin.000002', 7), at('bin.000002', 7))).toBe('equal');
    expect(compareCoordinates(at('bin.000001', 4), at('log.000002', 4))).toBe('incomparable');
    expect(compareCoordinates(at('', 4), at('log.000002', 4))).toBe('incomparable');
  });

  test('are ordered like their numbers', () => {
    const coordinates = fc.record({
      number: fc.integer({ min: 1, max: 2_000_000 }),
      position: fc.integer({ min: 4, max: 2 ** 32 }),
    });
    fc.assert(
      fc.property(coordinates, coordinates, (a, b) => {
        const place = (c: typeof a): number => c.number * 2 ** 33 + c.position;
        const expected = place(a) === place(b) ? 'equal' : place(a) < place(b) ? 'before' : 'after';
        const text = (c: typeof a) => ({ file: `bin.${String(c.number).padStart(6, '0')}`, position: c.position });
        expect(compareCoordinates(text(a), text(b))).toBe(expected);
        expect(parseCoordinates(formatCoordinates(text(a)))).toEqual(text(a));
      }),
    );
  });

  test('that are no coordinates are refused', () => {
    for (const text of [
      'bin.000001',
      'bin:4',
      'bin.000001:',
      'bin.000001:x',
      ':4',
      'bin.000001:9999999999999999',
      'a b.000001:4',
    ]) {
      expect(parseCoordinates(text)).toBe(null);
    }
  });
});
