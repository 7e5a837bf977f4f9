import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { listFiles } from '../shared/list-files.ts';
import type { Manifest } from './manifest.ts';
import { parseManifest } from './manifest.ts';
import type { SourceFile } from './source-file.ts';
import { parseSource } from './source-file.ts';

/** Everything that the rules look at, read once. */
export interface Repository {
  readonly files: readonly string[];
  readonly sources: readonly SourceFile[];
  readonly manifests: readonly Manifest[];
  readonly catalog: ReadonlyMap<string, string>;
  readonly read: (file: string) => string;
  /** The manifest of the member in which a file lies, or the root's. */
  readonly manifestFor: (file: string) => Manifest;
}

const SOURCE = /\.(ts|tsx|mts|mjs|js)$/;

export function readRepository(root: string): Repository {
  const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
  const files = listFiles(root);
  const manifests = files
    .filter((file) => path.posix.basename(file) === 'package.json')
    .map((file) => parseManifest(file, read(file)));
  return {
    files,
    sources: files.filter((file) => SOURCE.test(file)).map((file) => parseSource(file, read(file))),
    manifests,
    catalog: parseCatalog(read('pnpm-workspace.yaml')),
    read,
    manifestFor: (file) => nearestManifest(manifests, file),
  };
}

function nearestManifest(manifests: readonly Manifest[], file: string): Manifest {
  const above = manifests.filter((manifest) => file.startsWith(manifest.path.slice(0, -'package.json'.length)));
  const nearest = above.toSorted((one, other) => other.path.length - one.path.length).at(0);
  if (nearest === undefined) {
    throw new Error(`There is no package.json above ${file}.`);
  }
  return nearest;
}

function parseCatalog(yaml: string): ReadonlyMap<string, string> {
  const settings: unknown = parse(yaml);
  const catalog: unknown =
    typeof settings === 'object' && settings !== null && 'catalog' in settings ? settings.catalog : undefined;
  if (typeof catalog !== 'object' || catalog === null) {
    throw new Error('pnpm-workspace.yaml has no catalog.');
  }
  return new Map(Object.entries(catalog).map(([name, version]) => [name, String(version)]));
}
