import path from 'node:path';
import { importsOf } from './import-list.ts';
import type { Import } from './import-list.ts';
import type { Manifest } from './manifest.ts';
import { isTest } from './source-file.ts';
import type { SourceFile } from './source-file.ts';
import type { Violation } from './violation.ts';
import { WORLDS, packageOf, worldOf } from './worlds.ts';
import type { World } from './worlds.ts';

const OWN_SCOPE = '@topiary/';

/** What one import is judged by. */
interface Case {
  readonly from: string;
  readonly one: Import;
  /** Of the package that the file belongs to. */
  readonly manifest: Manifest;
  /** Of every package, by name. */
  readonly members: ReadonlyMap<string, Manifest>;
}

/** Imports across worlds that the table does not allow, deep imports, and imports of what the manifest does not name. */
export function worldImportViolations(
  file: SourceFile,
  manifest: Manifest,
  members: ReadonlyMap<string, Manifest>,
): readonly Violation[] {
  const world = isTest(file.path) ? undefined : WORLDS.get(worldOf(file.path) ?? '');
  return importsOf(file).flatMap((one) => {
    const asked: Case = { from: file.path, one, manifest, members };
    const message =
      deepImport(asked) ?? testImport(asked) ?? (world === undefined ? undefined : forbidden(world, one, manifest));
    return message === undefined ? [] : [{ path: file.path, line: one.line, message }];
  });
}

/** Nobody reaches past another package's public faces, tests included. */
function deepImport({ from, one: { specifier }, members }: Case): string | undefined {
  if (specifier.startsWith('.')) {
    return memberOf(targetOf(from, specifier)) === memberOf(from)
      ? undefined
      : `imports "${specifier}" out of another package's folder: import the package.`;
  }
  const name = packageOf(specifier);
  if (!specifier.startsWith(OWN_SCOPE) || specifier === name) {
    return undefined;
  }
  const face = `.${specifier.slice(name.length)}`;
  return members.get(name)?.exports.includes(face) === true
    ? undefined
    : `imports "${specifier}": ${name} has no such public face.`;
}

/** What was made for tests stays there. */
function testImport({ from, one: { specifier } }: Case): string | undefined {
  if (isTest(from)) {
    return undefined;
  }
  const isForTests = specifier.startsWith('.')
    ? isTest(targetOf(from, specifier))
    : specifier.startsWith(OWN_SCOPE) && specifier.endsWith('/testing');
  return isForTests ? `imports "${specifier}", which is for tests.` : undefined;
}

function targetOf(from: string, specifier: string): string {
  return path.posix.join(path.posix.dirname(from), specifier);
}

function memberOf(file: string): string {
  return /^((packages|apps)\/[^/]+|e2e)\//.exec(file)?.[1] ?? '';
}

function forbidden(world: World, one: Import, manifest: Manifest): string | undefined {
  const { specifier } = one;
  if (specifier.startsWith('.')) {
    return undefined;
  }
  return specifier.startsWith(OWN_SCOPE) ? forbiddenWorld(world, one) : forbiddenOutside(world, one, manifest);
}

function forbiddenWorld(world: World, { specifier, kind }: Import): string | undefined {
  const target = packageOf(specifier).slice(OWN_SCOPE.length);
  if (packageOf(specifier) === world.packageName) {
    return `imports its own package by name: use a relative path.`;
  }
  if (world.mayImport.includes(target)) {
    return undefined;
  }
  if (world.mayLoad.includes(target)) {
    return kind === 'value' ? `imports "${specifier}" at start: load it with import() where it is needed.` : undefined;
  }
  return `${world.folder} may not know "${specifier}" (it may know: ${[...world.mayImport, ...world.mayLoad].join(', ') || 'nothing'}).`;
}

function forbiddenOutside(world: World, { specifier }: Import, manifest: Manifest): string | undefined {
  if (typeof world.outside !== 'string') {
    return world.outside.includes(packageOf(specifier))
      ? undefined
      : `${world.folder} is pure and may not import "${specifier}".`;
  }
  if (specifier.startsWith('node:')) {
    return world.outside === 'declared'
      ? undefined
      : `${world.folder} runs in browsers, where there is no "${specifier}".`;
  }
  const isDeclared =
    manifest.imports.includes(specifier) ||
    packageOf(specifier) in { ...manifest.dependencies, ...manifest.devDependencies };
  return isDeclared ? undefined : `imports "${specifier}", which ${world.folder}/package.json does not name.`;
}
