import { describe, expect, test } from 'vitest';
import { fileLengthViolations, functionLengthViolations } from './lengths.ts';
import { legacySqlViolations } from './legacy-sql.ts';
import { moduleStateViolations } from './module-state.ts';
import { plainTypeViolations } from './plain-types.ts';
import { pureWordViolations } from './pure-words.ts';
import { parseSource } from './source-file.ts';
import type { SourceFile } from './source-file.ts';
import { sourceRelativeViolations } from './source-relative.ts';
import type { Violation } from './violation.ts';

type Rule = (file: SourceFile) => readonly Violation[];

function linesOf(rule: Rule, path: string, text: string): readonly number[] {
  return rule(parseSource(path, text)).map((violation) => violation.line);
}

const statements = (count: number): string => 'f();\n'.repeat(count);

describe('the length of functions', () => {
  test.each([
    ['a declaration', (body: string) => `function f() {\n${body}}`],
    ['an arrow', (body: string) => `const f = () => {\n${body}};`],
    ['a method', (body: string) => `class C { m() {\n${body}} }`],
    ['a function inside an object', (body: string) => `const o = { m: function () {\n${body}} };`],
  ])('counts %s from its first to its last line', (_name, wrap) => {
    expect(linesOf(functionLengthViolations, 'packages/domain/src/a.ts', wrap(statements(68)))).toEqual([]);
    expect(linesOf(functionLengthViolations, 'packages/domain/src/a.ts', wrap(statements(69)))).toEqual([1]);
  });

  test('does not count a list of tests in a test file, but the tests in it', () => {
    const text = `export function suite() {\ndescribe('x', () => {\ntest('y', () => {\n${statements(80)}});\n});\n}`;
    expect(linesOf(functionLengthViolations, 'packages/store/src/a.test.ts', text)).toEqual([3]);
    expect(linesOf(functionLengthViolations, 'packages/store/src/contract/a.ts', text)).toEqual([3]);
    expect(linesOf(functionLengthViolations, 'packages/store/src/a.ts', text)).toEqual([1, 2, 3]);
  });
});

describe('the length of files', () => {
  const file = (lines: number): SourceFile => parseSource('packages/domain/src/a.ts', statements(lines));
  const entry = { 'packages/domain/src/a.ts': 'one row per version' };

  test('is asked about from 401 lines on, but for listed tables', () => {
    expect(fileLengthViolations([file(400)], {})).toEqual([]);
    expect(fileLengthViolations([file(401)], {})).toHaveLength(1);
    expect(fileLengthViolations([file(401)], entry)).toEqual([]);
  });

  test('makes an entry that is no longer needed an error', () => {
    expect(fileLengthViolations([file(10)], entry)).toHaveLength(1);
    expect(fileLengthViolations([], entry)).toHaveLength(1);
  });
});

describe('time and chance in the pure worlds', () => {
  test.each([
    'new Date();',
    'Date.now();',
    'type A = Date;',
    'setTimeout(f, 1);',
    'const { performance } = x;',
    'Math.random();',
    "Math['random']();",
    'crypto.randomUUID();',
  ])('finds %s', (text) => {
    for (const world of ['domain', 'contract', 'engine', 'fleet']) {
      expect(linesOf(pureWordViolations, `packages/${world}/src/a.ts`, text)).toEqual([1]);
    }
  });

  test.each([
    'clock.setTimeout(f, 1);',
    'interface A { Date: string }',
    'const a = { performance: 1 };',
    'Math.max(1, 2);',
    "const a = 'Date';",
  ])('leaves %s alone', (text) => {
    expect(linesOf(pureWordViolations, 'packages/domain/src/a.ts', text)).toEqual([]);
  });

  test('is a matter of the pure worlds and not of their tests', () => {
    expect(linesOf(pureWordViolations, 'packages/mysql/src/a.ts', 'new Date();')).toEqual([]);
    expect(linesOf(pureWordViolations, 'packages/domain/src/a.test.ts', 'new Date();')).toEqual([]);
  });
});

describe('legacy SQL', () => {
  const STATEMENTS = [
    'SHOW SLAVE STATUS',
    'show all slaves status',
    'Start Slave',
    'STOP ALL SLAVES',
    'CHANGE  MASTER TO',
    'SHOW MASTER STATUS',
    'RESET MASTER',
    'SHOW SLAVE HOSTS',
    'SELECT MASTER_POS_WAIT(1, 2)',
  ];
  const COLUMNS = [
    'Seconds_Behind_Master',
    'Slave_IO_Running',
    'slave_sql_state',
    'Master_Host',
    'MASTER_LOG_FILE',
    'Exec_Master_Log_Pos',
    'Relay_Master_Log_File',
  ];

  test.each([...STATEMENTS, ...COLUMNS])('"%s" is found in string and template literals', (words) => {
    expect(linesOf(legacySqlViolations, 'packages/engine/src/a.ts', `const a = '${words}';`)).toEqual([1]);
    expect(linesOf(legacySqlViolations, 'packages/mysql/src/observe/a.ts', `const a = \`x \${b} ${words}\`;`)).toEqual([
      1,
    ]);
  });

  test('is known to the dialects and the sandbox', () => {
    for (const path of [
      'packages/mysql/src/dialects/mariadb/a.ts',
      'packages/sandbox/src/a.ts',
      'e2e/specs/a.spec.ts',
    ]) {
      expect(linesOf(legacySqlViolations, path, "const a = 'SHOW SLAVE STATUS';")).toEqual([]);
    }
  });

  test.each(COLUMNS)('"%s" may name a field of the API that orchestrator had', (name) => {
    expect(linesOf(legacySqlViolations, 'apps/server/src/compat/a.ts', `const a = '${name}';`)).toEqual([]);
  });

  test.each(STATEMENTS)('"%s" may not be said there', (statement) => {
    expect(linesOf(legacySqlViolations, 'apps/server/src/compat/a.ts', `const a = '${statement}';`)).toEqual([1]);
  });

  test.each(['the master of this cluster', 'is master', 'slaves', 'master'])('"%s" are words for people', (words) => {
    expect(linesOf(legacySqlViolations, 'apps/web/src/a.ts', `const a = '${words}';`)).toEqual([]);
  });
});

describe('plain types', () => {
  test.each([
    'let a: any;',
    'f(x as any);',
    'const a = b!;',
    'enum A { B }',
    'class A { constructor(private readonly b: string) {} }',
    'namespace A { export const b = 1; }',
    "import fs = require('node:fs');",
    '// @ts-ignore\nf();',
    '/* oxlint-disable no-console */',
  ])('finds %s', (text) => {
    expect(linesOf(plainTypeViolations, 'packages/domain/src/a.test.ts', text)).toEqual([1]);
  });

  test.each([
    'let a: unknown;',
    "declare module 'x';",
    'declare global { interface A {} }',
    '// oxlint-disable-next-line no-console -- the terminal is the output\nf();',
    'const a = !b;',
  ])('leaves %s alone', (text) => {
    expect(linesOf(plainTypeViolations, 'packages/domain/src/a.ts', text)).toEqual([]);
  });
});

describe('state in modules', () => {
  test.each([
    'let a = 1;',
    'export let a = 1;',
    'var a;',
    'const a = new Map<string, number>();',
    'const a: string[] = [];',
    'export const a = {};',
    'const a: Record<string, number> = {};',
  ])('finds %s', (text) => {
    expect(linesOf(moduleStateViolations, 'packages/domain/src/a.ts', text)).toEqual([1]);
  });

  test.each([
    'const a = 1;',
    'const a = new Map([[1, 2]]);',
    'function f() { let a = 1; }',
    'const a = [1];',
    'declare let a: number;',
    'const a: readonly string[] = [];',
    'const a: ReadonlyMap<string, number> = new Map();',
    'const a: Intervals = [];',
    "const a: View['changes'] = [];",
  ])('leaves %s alone', (text) => {
    expect(linesOf(moduleStateViolations, 'packages/domain/src/a.ts', text)).toEqual([]);
  });
});

describe('files beside the source', () => {
  test.each(["new URL('./x.sql', import.meta.url);", 'join(import.meta.dirname, x);'])(
    '%s is found outside assets modules',
    (text) => {
      expect(linesOf(sourceRelativeViolations, 'packages/store/src/a.ts', text)).toEqual([1]);
      expect(linesOf(sourceRelativeViolations, 'packages/store/src/assets.ts', text)).toEqual([]);
      expect(linesOf(sourceRelativeViolations, 'packages/store/src/a.test.ts', text)).toEqual([]);
    },
  );

  test('does not mind what else import.meta knows', () => {
    expect(linesOf(sourceRelativeViolations, 'apps/web/src/a.ts', 'import.meta.env.DEV;')).toEqual([]);
    expect(linesOf(sourceRelativeViolations, 'apps/server/src/a.ts', 'import.meta.main;')).toEqual([]);
  });
});
