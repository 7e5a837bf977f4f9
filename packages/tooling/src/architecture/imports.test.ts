import { describe, expect, test } from 'vitest';
import { compositionRootViolations } from './composition-root.ts';
import { importsOf } from './import-list.ts';
import { parseManifest } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import { parseSource } from './source-file.ts';
import { webFeatureViolations } from './web-features.ts';
import { worldImportViolations } from './world-imports.ts';

function manifestWith(dependencies: Readonly<Record<string, string>>): Manifest {
  return parseManifest('packages/x/package.json', JSON.stringify({ dependencies, imports: { '#own': './own.js' } }));
}

const DOMAIN_MANIFEST = JSON.stringify({ name: '@topiary/domain', exports: { '.': 'a', './testing': 'b' } });

function messagesOf(
  path: string,
  text: string,
  dependencies: Readonly<Record<string, string>> = {},
): readonly string[] {
  const members = new Map([['@topiary/domain', parseManifest('packages/domain/package.json', DOMAIN_MANIFEST)]]);
  const found = worldImportViolations(parseSource(path, text), manifestWith(dependencies), members);
  return found.map((violation) => violation.message);
}

describe('the list of imports', () => {
  test('holds every way to name a module, with its line and kind', () => {
    const text = [
      "import { a } from 'value';",
      "import type { B } from 'type';",
      "import { type C } from 'inline-type';",
      "import 'effect';",
      "export * from 'star';",
      "export type { D } from 'type-export';",
      "const e = await import('dynamic');",
      "type F = import('type-query').F;",
    ].join('\n');
    expect(importsOf(parseSource('a.ts', text))).toEqual([
      { specifier: 'value', kind: 'value', line: 1 },
      { specifier: 'type', kind: 'type', line: 2 },
      { specifier: 'inline-type', kind: 'type', line: 3 },
      { specifier: 'effect', kind: 'value', line: 4 },
      { specifier: 'star', kind: 'value', line: 5 },
      { specifier: 'type-export', kind: 'type', line: 6 },
      { specifier: 'dynamic', kind: 'dynamic', line: 7 },
      { specifier: 'type-query', kind: 'type', line: 8 },
    ]);
  });
});

describe('imports across worlds', () => {
  test.each([
    ['packages/domain/src/a.ts', '@topiary/engine'],
    ['packages/contract/src/a.ts', '@topiary/engine'],
    ['packages/engine/src/a.ts', '@topiary/mysql'],
    ['packages/mysql/src/a.ts', '@topiary/store'],
    ['packages/store/src/a.ts', '@topiary/server'],
    ['packages/fleet/src/a.ts', '@topiary/engine'],
    ['packages/simulator/src/a.ts', '@topiary/mysql'],
    ['packages/mysql-fake/src/a.ts', '@topiary/engine'],
    ['packages/sandbox/src/a.ts', '@topiary/mysql'],
    ['apps/server/src/a.ts', '@topiary/sandbox'],
    ['apps/web/src/a.ts', '@topiary/domain'],
    ['apps/cli/src/a.ts', '@topiary/engine'],
    ['apps/cli/src/a.ts', '@topiary/tooling'],
  ])('%s may not know %s, not even its types', (path, specifier) => {
    expect(messagesOf(path, `import type { A } from '${specifier}';`)).toHaveLength(1);
  });

  test('may have names of their own in the manifest', () => {
    expect(messagesOf('packages/store/src/a.ts', "import '#own';")).toEqual([]);
    expect(messagesOf('packages/store/src/a.ts', "import '#other';")).toHaveLength(1);
  });

  test.each([
    ['packages/engine/src/a.ts', '@topiary/domain'],
    ['packages/mysql/src/a.ts', '@topiary/engine'],
    ['packages/simulator/src/a.ts', '@topiary/fleet'],
    ['apps/server/src/a.ts', '@topiary/contract'],
    ['apps/web/src/a.ts', '@topiary/contract'],
  ])('%s may know %s', (path, specifier) => {
    expect(messagesOf(path, `import { a } from '${specifier}';`)).toEqual([]);
  });

  test('tests may import any world', () => {
    expect(messagesOf('packages/domain/src/a.test.ts', "import { a } from '@topiary/mysql';")).toEqual([]);
  });

  test('the command line loads the server only when it is asked to', () => {
    expect(messagesOf('apps/cli/src/main.ts', "import { serve } from '@topiary/server';")).toHaveLength(1);
    expect(messagesOf('apps/cli/src/main.ts', "const { serve } = await import('@topiary/server');")).toEqual([]);
  });

  test('a package is imported by its name alone, in tests too', () => {
    expect(messagesOf('apps/server/src/a.ts', "import { a } from '@topiary/domain/src/a.ts';")).toHaveLength(1);
    expect(
      messagesOf('apps/server/src/a.test.ts', "import { a } from '../../../packages/domain/src/a.ts';"),
    ).toHaveLength(1);
    expect(messagesOf('packages/domain/src/a.ts', "import { a } from '@topiary/domain';")).toHaveLength(1);
  });

  test('what was made for tests is imported by tests alone', () => {
    expect(messagesOf('packages/engine/src/a.ts', "import { a } from '@topiary/domain/testing';")).toHaveLength(1);
    expect(messagesOf('packages/engine/src/a.ts', "import { a } from './testing/a.ts';")).toHaveLength(1);
    expect(messagesOf('packages/engine/src/a.ts', "import { a } from './b.test.ts';")).toHaveLength(1);
    expect(messagesOf('packages/engine/src/a.test.ts', "import { a } from '@topiary/domain/testing';")).toEqual([]);
    expect(messagesOf('packages/engine/src/testing/a.ts', "import { a } from '@topiary/domain/testing';")).toEqual([]);
  });

  test('a pure world imports nothing from outside, a page nothing from Node', () => {
    expect(messagesOf('packages/domain/src/a.ts', "import { readFileSync } from 'node:fs';")).toHaveLength(1);
    expect(messagesOf('packages/engine/src/a.ts', "import { z } from 'zod';", { zod: 'catalog:' })).toHaveLength(1);
    expect(messagesOf('packages/contract/src/a.ts', "import { z } from 'zod';", { zod: 'catalog:' })).toEqual([]);
    expect(messagesOf('apps/web/src/a.ts', "import { readFileSync } from 'node:fs';")).toHaveLength(1);
  });

  test('what is imported is declared', () => {
    expect(messagesOf('packages/mysql/src/a.ts', "import { b } from 'mysql2/promise';")).toHaveLength(1);
    expect(
      messagesOf('packages/mysql/src/a.ts', "import { b } from 'mysql2/promise';", { mysql2: 'catalog:' }),
    ).toEqual([]);
  });

  test('a specifier that is computed is refused', () => {
    expect(messagesOf('packages/mysql/src/a.ts', 'await import(`./${name}.ts`);')).toHaveLength(1);
  });
});

describe('the features of the page', () => {
  const messages = (path: string, specifier: string): readonly string[] =>
    webFeatureViolations(parseSource(path, `import { a } from '${specifier}';`)).map((violation) => violation.message);

  test.each([
    ['apps/web/src/features/canvas/a.tsx', '../fleet/b.ts'],
    ['apps/web/src/features/canvas/parts/a.tsx', '../../fleet/b.ts'],
    ['apps/web/src/features/canvas/a.tsx', '../../app/b.ts'],
    ['apps/web/src/features/canvas/a.tsx', '../../main.tsx'],
    ['apps/web/src/shared/ui/a.tsx', '../../features/canvas/b.ts'],
    ['apps/web/src/shared/a.tsx', '../app/b.ts'],
  ])('%s may not import %s', (path, specifier) => {
    expect(messages(path, specifier)).toHaveLength(1);
  });

  test.each([
    ['apps/web/src/app/a.tsx', '../features/canvas/b.ts'],
    ['apps/web/src/main.tsx', './features/canvas/b.ts'],
    ['apps/web/src/features/canvas/a.tsx', './parts/b.ts'],
    ['apps/web/src/features/canvas/a.tsx', '../../shared/b.ts'],
    ['apps/web/src/shared/ui/a.tsx', '../api/b.ts'],
  ])('%s may import %s', (path, specifier) => {
    expect(messages(path, specifier)).toEqual([]);
  });
});

describe('the composition root', () => {
  const messages = (path: string, text: string): readonly string[] =>
    compositionRootViolations(parseSource(path, text)).map((violation) => violation.message);

  test('alone imports adapters', () => {
    expect(messages('apps/server/src/http/a.ts', "import { connect } from '@topiary/mysql';")).toHaveLength(1);
    expect(messages('apps/server/src/index.ts', "export { openStore } from '@topiary/store';")).toHaveLength(1);
    expect(messages('apps/server/src/http/a.ts', "const { connect } = await import('@topiary/mysql');")).toHaveLength(
      1,
    );
    expect(messages('apps/server/src/main.ts', "import { connect } from '@topiary/mysql';")).toEqual([]);
  });

  test('leaves the types of adapters to everybody', () => {
    expect(messages('apps/server/src/http/a.ts', "import type { Options } from '@topiary/mysql';")).toEqual([]);
  });
});
