import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listFiles } from '../shared/list-files.ts';
import { contentHash } from '../shared/content-hash.ts';
import { readPreparedParts } from './report.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'topiary-prepare-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}

describe('the hash of inputs', () => {
  test('changes with contents, names and number of the files under the inputs, and with nothing else', () => {
    write('app/a.ts', 'one');
    write('app/sub/b.ts', 'two');
    const before = contentHash(folder, ['app', 'missing']);
    write('other/c.ts', 'three');
    write('app/dist/made.js', 'made');
    write('app/node_modules/x/index.js', 'made');
    expect(contentHash(folder, ['app', 'missing'])).toBe(before);
    write('app/sub/b.ts', 'two!');
    const after = contentHash(folder, ['app', 'missing']);
    expect(after).not.toBe(before);
    write('app/c.ts', '');
    expect(contentHash(folder, ['app', 'missing'])).not.toBe(after);
  });
});

describe('the list of files', () => {
  test('leaves out what installs, builds and tests made', () => {
    for (const file of [
      'a.ts',
      'b/c.ts',
      '.ci/run',
      'x.log',
      'x.tsbuildinfo',
      'dist/a.js',
      '.cache/a',
      'b/node_modules/c/a.js',
    ]) {
      write(file, '');
    }
    expect(listFiles(folder)).toEqual(['.ci/run', 'a.ts', 'b/c.ts']);
    expect(listFiles(folder, 'b')).toEqual(['b/c.ts']);
    expect(listFiles(folder, 'a.ts')).toEqual(['a.ts']);
  });
});

describe('the report of the set-up', () => {
  test('says which parts are there; what it is silent about is missing', () => {
    const file = path.join(folder, 'report.json');
    writeFileSync(
      file,
      JSON.stringify([
        { kind: 'ready', name: 'mysql' },
        { kind: 'missing', name: 'chromium', sentence: 'Get it.' },
        { kind: 'ready', name: 'nonsense' },
      ]),
    );
    const parts = readPreparedParts(file, ['mysql', 'mariadb', 'chromium']);
    expect(parts.map((part) => [part.name, part.kind])).toEqual([
      ['mysql', 'ready'],
      ['mariadb', 'missing'],
      ['chromium', 'missing'],
    ]);
    expect(readPreparedParts(path.join(folder, 'none.json'), ['mysql'])[0]?.kind).toBe('missing');
  });
});
