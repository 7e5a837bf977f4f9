// A rule that is misspelt, renamed or switched off by an upgrade is silent. So each one that the project counts on is made to
// complain here, by the real linter with the real settings, about a file in a scratch copy of the tree.

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, bin } from '../../bootstrap/paths.mjs';

interface Case {
  readonly rule: string;
  readonly path: string;
  readonly code: string;
}

const DOMAIN = 'packages/domain/src';
const SERVER = 'apps/server/src';
const WEB = 'apps/web/src';
const PROMISE = 'declare function work(): Promise<number>;';
const UNION = "declare const shape: 'round' | 'square';";

const CASES: readonly Case[] = [
  { rule: 'typescript(no-explicit-any)', path: `${SERVER}/a1.ts`, code: 'export const a: any = 1;' },
  {
    rule: 'typescript(no-non-null-assertion)',
    path: `${SERVER}/a2.ts`,
    code: 'export const f = (a?: string): number => a!.length;',
  },
  { rule: 'typescript(no-unsafe-assignment)', path: `${SERVER}/a3.ts`, code: "export const a = JSON.parse('1');" },
  {
    rule: 'typescript(no-unsafe-member-access)',
    path: `${SERVER}/a4.ts`,
    code: "export const f = (): unknown => JSON.parse('1').a as unknown;",
  },
  { rule: 'typescript(ban-ts-comment)', path: `${SERVER}/a5.ts`, code: '// @ts-ignore\nexport const a: number = 1;' },
  {
    rule: 'typescript(consistent-type-imports)',
    path: `${SERVER}/a6.ts`,
    code: "import { Thing } from './thing.ts';\nexport const f = (a: Thing): string => a.name;",
  },
  {
    rule: 'typescript(switch-exhaustiveness-check)',
    path: `${SERVER}/a7.ts`,
    code: `${UNION}\nswitch (shape) { case 'round': break; }`,
  },
  {
    rule: 'typescript(no-floating-promises)',
    path: `${SERVER}/b1.ts`,
    code: `${PROMISE}\nexport function f(): void { work(); }`,
  },
  {
    rule: 'typescript(no-misused-promises)',
    path: `${SERVER}/b2.ts`,
    code: `${PROMISE}\nexport const f = (): number => (work() ? 1 : 2);`,
  },
  {
    rule: 'typescript(await-thenable)',
    path: `${SERVER}/b3.ts`,
    code: 'export const f = async (a: number): Promise<number> => await a;',
  },
  {
    rule: 'typescript(only-throw-error)',
    path: `${SERVER}/b4.ts`,
    code: "export function f(): never { throw 'text'; }",
  },
  {
    rule: 'typescript(return-await)',
    path: `${SERVER}/b5.ts`,
    code: `${PROMISE}\nexport async function f(): Promise<number> { try { return work(); } catch { return 1; } }`,
  },
  { rule: 'eslint(no-unused-vars)', path: `${SERVER}/c1.ts`, code: 'const unused = 1;\nexport const a = 2;' },
  { rule: 'eslint(no-console)', path: `${SERVER}/c2.ts`, code: "console.log('x');" },
  {
    rule: 'eslint(eqeqeq)',
    path: `${SERVER}/c3.ts`,
    code: 'export const f = (a: number, b: number): boolean => a == b;',
  },
  {
    rule: 'eslint(no-param-reassign)',
    path: `${SERVER}/c4.ts`,
    code: 'export function f(a: number): number { a = 2; return a; }',
  },
  {
    rule: 'eslint(max-params)',
    path: `${SERVER}/c5.ts`,
    code: 'export const f = (a: number, b: number, c: number, d: number, e: number): number => a + b + c + d + e;',
  },
  {
    rule: 'eslint(preserve-caught-error)',
    path: `${SERVER}/c6.ts`,
    code: "export function f(): void { try { f(); } catch (error) { throw new Error('x'); } }",
  },
  {
    rule: 'unicorn(prefer-node-protocol)',
    path: `${SERVER}/c7.ts`,
    code: "import { join } from 'path';\nexport const a = join('a', 'b');",
  },
  { rule: 'unicorn(no-process-exit)', path: `${SERVER}/c8.ts`, code: 'process.exit(1);' },
  { rule: 'unicorn(filename-case)', path: `${SERVER}/camelCase.ts`, code: 'export const a = 1;' },
  { rule: 'import(no-default-export)', path: `${SERVER}/d1.ts`, code: 'export default 1;' },
  {
    rule: 'import(no-cycle)',
    path: `${SERVER}/cycle-one.ts`,
    code: "import { two } from './cycle-two.ts';\nexport const one = (): number => two();",
  },
  {
    rule: 'import(no-cycle)',
    path: `${SERVER}/cycle-two.ts`,
    code: "import { one } from './cycle-one.ts';\nexport const two = (): number => one();",
  },
  ...['Date', 'setTimeout', 'setInterval', 'performance', 'console', 'fetch', 'process', 'crypto'].map(
    (name, index) => ({
      rule: 'eslint(no-restricted-globals)',
      path: `${DOMAIN}/global-${index}.ts`,
      code: `export const a: unknown = ${name};`,
    }),
  ),
  { rule: 'eslint(no-restricted-globals)', path: 'packages/engine/src/e1.ts', code: 'export const a: unknown = Date;' },
  {
    rule: 'eslint(no-restricted-properties)',
    path: `${DOMAIN}/random.ts`,
    code: 'export const a = (): number => Math.random();',
  },
  {
    rule: 'react-hooks(rules-of-hooks)',
    path: `${WEB}/w1.tsx`,
    code: "import { useState } from 'react';\nexport function View(props: { on: boolean }) { if (props.on) { useState(1); } return null; }",
  },
  {
    rule: 'react-hooks(exhaustive-deps)',
    path: `${WEB}/w2.tsx`,
    code: "import { useEffect } from 'react';\nexport function View(props: { n: number }) { useEffect(() => { String(props.n); }, []); return null; }",
  },
  {
    rule: 'react(no-danger)',
    path: `${WEB}/w3.tsx`,
    code: "export const View = () => <p dangerouslySetInnerHTML={{ __html: 'x' }} />;",
  },
  { rule: 'jsx-a11y(alt-text)', path: `${WEB}/w4.tsx`, code: 'export const View = () => <img src="x" />;' },
  {
    rule: 'vitest(no-focused-tests)',
    path: `${SERVER}/t1.test.ts`,
    code: "import { expect, test } from 'vitest';\ntest.only('x', () => { expect(1).toBe(1); });",
  },
  {
    rule: 'vitest(expect-expect)',
    path: `${SERVER}/t2.test.ts`,
    code: "import { test } from 'vitest';\ntest('x', () => { Math.max(1); });",
  },
];

const ALLOWED: readonly Case[] = [
  {
    rule: 'eslint(no-unused-vars)',
    path: `${SERVER}/thing.ts`,
    code: 'export class Thing { readonly name = String(1); }',
  },
  {
    rule: 'eslint(no-restricted-globals)',
    path: `${DOMAIN}/free.test.ts`,
    code: "import { expect, test } from 'vitest';\ntest('x', () => { expect(Date.now()).toBeGreaterThan(0); });",
  },
  {
    rule: 'eslint(no-restricted-globals)',
    path: `${DOMAIN}/shadowed.ts`,
    code: 'export const f = (fetch: () => number): number => fetch();',
  },
  { rule: 'eslint(no-console)', path: 'apps/cli/src/free.ts', code: "console.log('x');" },
  { rule: 'import(no-default-export)', path: 'free.config.ts', code: 'export default {};' },
];

/** What the linter says of the cases, as `file rule` lines. */
function lint(cases: readonly Case[]): ReadonlySet<string> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'topiary-lint-'));
  try {
    copyFileSync(path.join(ROOT, '.oxlintrc.json'), path.join(scratch, '.oxlintrc.json'));
    writeFileSync(path.join(scratch, 'tsconfig.json'), TSCONFIG);
    for (const { path: file, code } of cases) {
      mkdirSync(path.dirname(path.join(scratch, file)), { recursive: true });
      writeFileSync(path.join(scratch, file), code);
    }
    const env = { ...process.env, OXLINT_TSGOLINT_PATH: bin('tsgolint') };
    const run = spawnSync(bin('oxlint'), ['--format', 'json'], {
      cwd: scratch,
      env,
      encoding: 'utf8',
      timeout: 25_000,
    });
    expect(run.stderr).toBe('');
    return new Set(diagnosticsIn(run.stdout).map(({ filename, code }) => `${filename} ${code}`));
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

const TSCONFIG = JSON.stringify({
  compilerOptions: {
    target: 'ES2024',
    lib: ['ES2024', 'DOM'],
    module: 'ESNext',
    moduleResolution: 'Bundler',
    jsx: 'react-jsx',
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    types: [],
  },
  include: ['**/*.ts', '**/*.tsx'],
});

interface Diagnostic {
  readonly filename: string;
  readonly code: string;
}

function diagnosticsIn(output: string): readonly Diagnostic[] {
  const report: unknown = JSON.parse(output);
  const list: unknown =
    typeof report === 'object' && report !== null && 'diagnostics' in report ? report.diagnostics : undefined;
  return Array.isArray(list) ? list.filter(isDiagnostic) : [];
}

function isDiagnostic(value: unknown): value is Diagnostic {
  return typeof value === 'object' && value !== null && 'filename' in value && 'code' in value;
}

describe('the linter', () => {
  const said = lint([...CASES, ...ALLOWED]);

  test.each(CASES)('$rule fires in $path', ({ rule, path: file }) => {
    expect([...said].filter((line) => line.startsWith(`${file} `))).toContain(`${file} ${rule}`);
  });

  test.each(ALLOWED)('$rule is silent in $path', ({ rule, path: file }) => {
    expect([...said]).not.toContain(`${file} ${rule}`);
  });
});
