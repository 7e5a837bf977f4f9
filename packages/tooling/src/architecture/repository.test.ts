import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../../bootstrap/paths.mjs';
import { catalogueViolations, flattenCatalogue } from './catalogues.ts';
import { compositionRootViolations } from './composition-root.ts';
import { fileLengthViolations, functionLengthViolations } from './lengths.ts';
import { legacySqlViolations } from './legacy-sql.ts';
import longTables from './long-tables.json' with { type: 'json' };
import { machinePathViolations } from './machine-paths.ts';
import { catalogViolations, manifestVersionViolations, manifestWorldViolations } from './manifest-rules.ts';
import { moduleStateViolations } from './module-state.ts';
import { plainTypeViolations } from './plain-types.ts';
import { pureWordViolations } from './pure-words.ts';
import { readRepository } from './repository.ts';
import { sourceRelativeViolations } from './source-relative.ts';
import { describeViolation } from './violation.ts';
import type { Violation } from './violation.ts';
import { webFeatureViolations } from './web-features.ts';
import { worldImportViolations } from './world-imports.ts';
import { WORLDS } from './worlds.ts';

const repository = readRepository(ROOT);
const { sources, manifests, catalog } = repository;
const members = new Map(manifests.map((manifest) => [manifest.name, manifest]));

function expectNone(violations: readonly Violation[]): void {
  expect(violations.map(describeViolation)).toEqual([]);
}

describe('the repository', () => {
  test('has source to look at in every world that exists', () => {
    const existing = [...WORLDS.values()].filter((world) => existsSync(path.join(ROOT, world.folder, 'package.json')));
    const silent = existing.filter((world) => !sources.some((file) => file.path.startsWith(`${world.folder}/src/`)));
    expect(existing.length).toBeGreaterThan(0);
    expect(silent.map((world) => world.folder)).toEqual([]);
  });

  test('has no member that the table of worlds does not know', () => {
    const known = new Set([...WORLDS.values()].map((world) => `${world.folder}/package.json`));
    const members = manifests.filter((manifest) => /^(packages|apps)\//.test(manifest.path));
    expect(members.filter((manifest) => !known.has(manifest.path)).map((manifest) => manifest.path)).toEqual([]);
  });

  test('imports across packages only as the table of worlds allows', () => {
    expectNone(sources.flatMap((file) => worldImportViolations(file, repository.manifestFor(file.path), members)));
  });

  test('names in manifests only what the table of worlds allows', () => {
    expectNone(manifests.flatMap(manifestWorldViolations));
  });

  test('has one version of each dependency', () => {
    expectNone([
      ...manifests.flatMap((manifest) => manifestVersionViolations(manifest, catalog)),
      ...catalogViolations(catalog),
    ]);
  });

  test('keeps the features of the page apart', () => {
    expectNone(sources.flatMap(webFeatureViolations));
  });

  test('constructs adapters in the composition root alone', () => {
    expectNone(sources.flatMap(compositionRootViolations));
  });

  test('has no function longer than a screen', () => {
    expectNone(sources.flatMap(functionLengthViolations));
  });

  test('has no long file but the listed tables', () => {
    expectNone(fileLengthViolations(sources, longTables));
  });

  test('takes time and chance through ports in the pure worlds', () => {
    expectNone(sources.flatMap(pureWordViolations));
  });

  test('speaks legacy SQL in the dialects alone', () => {
    expectNone(sources.flatMap(legacySqlViolations));
  });

  test('has no type that is argued away or cannot be erased', () => {
    expectNone(sources.flatMap(plainTypeViolations));
  });

  test('keeps no state in modules', () => {
    expectNone(sources.flatMap(moduleStateViolations));
  });

  test('looks beside its own source in assets modules alone', () => {
    expectNone(sources.flatMap(sourceRelativeViolations));
  });

  test('has every text of the page in both languages', () => {
    const [en, zh] = ['en', 'zh-CN'].map((language) => {
      const file = `apps/web/src/shared/i18n/${language}.json`;
      return { path: file, texts: flattenCatalogue(JSON.parse(repository.read(file))) };
    });
    expect(
      en !== undefined && zh !== undefined ? catalogueViolations(en, zh).map(describeViolation) : 'missing',
    ).toEqual([]);
  });

  test('names no path of one machine', () => {
    const texts = repository.files.filter((file) => !/\.(png|jpg|gif|ico|woff2?|gz)$/.test(file));
    expectNone(texts.flatMap((file) => machinePathViolations(file, repository.read(file))));
  });

  test('has one public face per package, and one for tests at most', () => {
    const faces = repository.files.filter((file) => /^(packages|apps)\/.*\/index\.tsx?$/.test(file));
    expect(faces.filter((file) => !/^(packages|apps)\/[^/]+\/src\/(testing\/)?index\.ts$/.test(file))).toEqual([]);
  });
});
