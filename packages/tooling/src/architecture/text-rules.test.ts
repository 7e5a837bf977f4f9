import { describe, expect, test } from 'vitest';
import { catalogueViolations, flattenCatalogue } from './catalogues.ts';
import { machinePathViolations } from './machine-paths.ts';
import { catalogViolations, manifestVersionViolations, manifestWorldViolations } from './manifest-rules.ts';
import { parseManifest } from './manifest.ts';

describe('manifests', () => {
  const manifest = (path: string, fields: object) => parseManifest(path, JSON.stringify(fields));
  const catalog = new Map([['zod', '4.6.7']]);

  test('may depend on the worlds that their code may know, and on any for tests', () => {
    const dependencies = { '@topiary/domain': 'workspace:*', '@topiary/mysql': 'workspace:*' };
    const found = manifestWorldViolations(manifest('packages/engine/package.json', { dependencies }));
    expect(found.map((violation) => violation.message)).toEqual([
      'packages/engine may not depend on "@topiary/mysql".',
    ]);
    expect(
      manifestWorldViolations(manifest('packages/engine/package.json', { devDependencies: dependencies })),
    ).toEqual([]);
  });

  test.each([
    ['packages/engine/package.json', { zod: '4.6.7' }],
    ['packages/engine/package.json', { unlisted: 'catalog:' }],
    ['packages/engine/package.json', { '@topiary/domain': '0.1.0' }],
    ['package.json', { zod: '4.6.7' }],
    ['package.json', { tool: '^1.0.0' }],
  ])('%s may not say %o', (path, dependencies) => {
    expect(manifestVersionViolations(manifest(path, { dependencies }), catalog)).toHaveLength(1);
  });

  test.each([
    ['packages/engine/package.json', { zod: 'catalog:', '@topiary/domain': 'workspace:*' }],
    ['package.json', { tool: '1.0.0' }],
  ])('%s may say %o', (path, devDependencies) => {
    expect(manifestVersionViolations(manifest(path, { devDependencies }), catalog)).toEqual([]);
  });

  test('the catalog names exact versions, aliases included', () => {
    const versions = ['^1.0.0', '1.x', 'latest', 'npm:@xyflow/react@12.x', '1.0.0', 'npm:@xyflow/react@12.12.1'];
    const found = catalogViolations(new Map(versions.map((version) => [version, version])));
    expect(found).toHaveLength(4);
  });
});

describe('paths of one machine', () => {
  // In pieces, because this file is looked at too.
  const path = (...parts: readonly string[]): string => `/${parts.join('/')}`;

  test.each([path('work', 'main'), path('root', '.npm'), path('home', 'anna', 'x')])(
    '%s is found, wherever it stands',
    (found) => {
      for (const line of [found, `"${found}"`, `cd ${found} && x`, `file://${found}`.replace('//', '')]) {
        expect(machinePathViolations('a.md', `\n${line}`).map((violation) => violation.line)).toEqual([2]);
      }
    },
  );

  test.each([
    '/api/work/1',
    'https://example.com/root/x',
    './work/x',
    `$HOME${path('work', 'x')}`,
    '/tmp/x',
    `"$here"${path('root', 'x')}`,
    path('home'),
  ])('%s is not one', (text) => {
    expect(machinePathViolations('a.md', text)).toEqual([]);
  });
});

describe('catalogues of texts', () => {
  const violations = (en: object, zh: object): readonly string[] =>
    catalogueViolations({ path: 'en', texts: flattenCatalogue(en) }, { path: 'zh', texts: flattenCatalogue(zh) }).map(
      (violation) => `${violation.path}: ${violation.message}`,
    );

  test('have the same keys', () => {
    expect(violations({ a: 'x', b: { c: 'y' } }, { a: 'x' })).toEqual(['zh: has no text "b.c", which en has.']);
    expect(violations({ a: 'x' }, { a: 'x', b: { c: 'y' } })).toEqual(['en: has no text "b.c", which zh has.']);
  });

  test('have the same variables and tags', () => {
    expect(violations({ a: '{{n}} of {{m}}' }, { a: '{{m}} 中的 {{n}}' })).toEqual([]);
    expect(violations({ a: '{{n}} of {{m}}' }, { a: '{{n}}' })).toHaveLength(1);
    expect(violations({ a: 'a <b>c</b>' }, { a: 'c' })).toHaveLength(1);
  });

  test('may differ in plural forms', () => {
    expect(
      violations({ n_one: '{{count}} server', n_other: '{{count}} servers' }, { n_other: '{{count}} 台服务器' }),
    ).toEqual([]);
  });

  test('have no empty text', () => {
    expect(violations({ a: ' ' }, { a: 'x' })).toEqual(['en: "a" is empty.']);
  });
});
