import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { generateSequence } from './generate.ts';
import { isListed, LISTED_DIFFERENCES } from './listed-differences.ts';

const PAGE = readFileSync(new URL('../../../../docs/domain/fidelity.md', import.meta.url), 'utf8');

function idsOnPage(): readonly string[] {
  const section = PAGE.split('## ').find((part) => part.startsWith('Differences that stay')) ?? '';
  return [...section.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, id]) => id ?? '');
}

describe('differences that stay', () => {
  test('are on the page with their reason, each that a filter lets through, and no other', () => {
    expect(idsOnPage().toSorted()).toEqual(LISTED_DIFFERENCES.map(({ id }) => id).toSorted());
    expect(idsOnPage()).not.toEqual([]);
  });

  test('let nothing through but what they are for', () => {
    const sequence = generateSequence({ flavor: 'mariadb-11.8', mode: 'gtid' }, 1, 1);
    const at = (fact: string, real: string, fleet: string): string | null =>
      isListed({ difference: { fact, real, fleet }, sequence, step: null });
    expect(at('c.channel().read', 'binlog.000002 before', 'binlog.000002 equal')).toBe('binlog-checkpoint');
    expect(at('c.channel().read', 'binlog.000001 before', 'binlog.000002 equal')).toBeNull();
    expect(at('c.channel().read', 'binlog.000002 equal', 'binlog.000002 before')).toBeNull();
    expect(at('c.rows', '[]', '["garden.t/1"]')).toBeNull();
  });

  test('of a receiver that is stopped in an attempt are let through until it starts again', () => {
    const ground = { flavor: 'mariadb-11.8', mode: 'gtid' } as const;
    const texts = ['START SLAVE', 'STOP SLAVE', 'SHOW SLAVE STATUS', 'STOP SLAVE; START SLAVE'];
    const steps = texts.map((text) => ({ kind: 'sql', server: 'a', account: 'admin', text }) as const);
    const after = (count: number, fact = 'a.channel().receiverError', fleet = '1597'): string | null =>
      isListed({
        difference: { fact, real: 'null', fleet },
        sequence: { ground, seed: 1, steps },
        step: steps[count - 1] ?? null,
      });
    const listed = 'stopped-in-an-attempt';
    expect([after(0), after(1), after(2), after(3), after(4)]).toEqual([null, null, listed, listed, null]);
    expect(after(2, 'b.channel().receiverError')).toBeNull();
    expect(after(2, 'a.channel().receiverError', '1236')).toBeNull();
  });

  test('of places in a log that was reset under its readers are told by their file', () => {
    const ground = { flavor: 'mariadb-11.8', mode: 'gtid' } as const;
    const reset = { kind: 'sql', server: 'm', account: 'admin', text: 'RESET MASTER' } as const;
    const after = (count: number, real: string): string | null =>
      isListed({
        difference: { fact: 'a.channel().read', real, fleet: 'binlog.000001 equal' },
        sequence: { ground, seed: 1, steps: [reset] },
        step: count === 0 ? null : reset,
      });
    expect(after(0, 'binlog.000001 after')).toBeNull();
    expect(after(1, 'binlog.000001 after')).toBe('reset-by-bytes');
    expect(after(1, 'binlog.000002 after')).toBeNull();
  });

  test('of appliers that stop together are the number that is shown alone', () => {
    const sequence = generateSequence({ flavor: 'mysql', mode: 'gtid' }, 1, 1);
    const at = (fact: string, real: string, fleet: string): string | null =>
      isListed({ difference: { fact, real, fleet }, sequence, step: null });
    expect(at('a.channel().applierError', '3030', '1032')).toBe('stopped-with-another');
    expect(at('a.channel().applierError', '3030', 'null')).toBeNull();
    expect(at('a.channel().applierError', '1062', '1032')).toBeNull();
  });

  test('of an endless ring are let through once there was one', () => {
    const ground = { flavor: 'mysql', mode: 'file' } as const;
    const point = (server: 'b' | 'm', source: string) =>
      ({
        kind: 'sql',
        server,
        account: 'admin',
        text: `CHANGE REPLICATION SOURCE TO SOURCE_HOST = '{host:${source}}'`,
      }) as const;
    const steps = [point('b', 'a'), point('m', 'b')];
    const difference = { fact: 'a.channel().read', real: 'binlog.000001 before', fleet: 'binlog.000001 equal' };
    const after = (count: number): string | null =>
      isListed({ difference, sequence: { ground, seed: 1, steps }, step: steps[count - 1] ?? null });
    expect([after(0), after(1), after(2)]).toEqual([null, null, 'endless-ring']);
  });
});

describe('a sequence', () => {
  test('is the same for a seed, and another for another', () => {
    const of = (seed: number): string =>
      JSON.stringify(generateSequence({ flavor: 'mysql', mode: 'gtid' }, seed, 25).steps);
    expect(of(7)).toBe(of(7));
    expect(of(7)).not.toBe(of(8));
  });
});
