import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { withSoakResult } from './benchmark-page.ts';
import { pickSoakParts } from './soak-parts.ts';
import { readSoakState, withRepetition, withoutPart, writeSoakState } from './soak-state.ts';

const REPETITION = { passed: 10, failed: 1, ms: 61_000 };

describe('the state of a soak', () => {
  const folder = (): string => mkdtempSync(path.join(tmpdir(), 'topiary-soak-'));

  test('is found again for the same revision and begun anew for another', () => {
    const directory = folder();
    const file = path.join(directory, 'state.json');
    const state = withRepetition(readSoakState(file, 'abc'), 'contract', REPETITION);
    writeSoakState(file, state);
    expect(readSoakState(file, 'abc').done).toEqual({ contract: [REPETITION] });
    expect(readSoakState(file, 'def').done).toEqual({});
    writeFileSync(file, '{"revision": "abc"');
    expect(readSoakState(file, 'abc').done).toEqual({});
    rmSync(directory, { recursive: true });
  });

  test('forgets one part and keeps the others', () => {
    const state = { revision: 'abc', done: { a: [REPETITION], b: [REPETITION] } };
    expect(withoutPart(state, 'a').done).toEqual({ a: [], b: [REPETITION] });
  });
});

describe('the page of benchmarks', () => {
  const result = { date: '2030-01-02', commit: 'abc', part: 'contract', repetitions: [REPETITION, REPETITION] };
  const row = '| 2030-01-02 | abc | contract | 2 | 20 | 2 | 2:02 |';

  test('gets a table of soaks at its end, and then a row each time', () => {
    const once = withSoakResult('# Benchmarks\n\nMeasured.\n', result);
    expect(once).toMatch(/^# Benchmarks\n\nMeasured\.\n\n## Soak\n/);
    const twice = withSoakResult(`${once}\n## After\n`, { ...result, commit: 'def' });
    expect(twice.split('\n').filter((line) => line.startsWith('| 2030'))).toEqual([row, row.replace('abc', 'def')]);
    expect(twice.trimEnd().endsWith('## After')).toBe(true);
  });

  test('is begun when there is none', () => {
    expect(withSoakResult('', result)).toContain(row);
  });
});

describe('the choice of parts', () => {
  test('is all of them, or the named ones', () => {
    const properties = pickSoakParts(['properties']);
    expect(typeof properties === 'string' ? properties : properties.map((part) => part.name)).toEqual(['properties']);
    expect(pickSoakParts([]).length).toBeGreaterThan(1);
    expect(pickSoakParts(['nonsense'])).toBe('There is no part "nonsense".');
  });
});
