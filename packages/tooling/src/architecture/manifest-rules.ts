import type { Manifest } from './manifest.ts';
import type { Violation } from './violation.ts';
import { WORLDS, worldOf } from './worlds.ts';

const OWN_SCOPE = '@topiary/';
const EXACT_VERSION = /^(npm:(@[\w.-]+\/)?[\w.-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/;

/** A manifest may not name a world that its code may not know. What only tests need is a development dependency. */
export function manifestWorldViolations(manifest: Manifest): readonly Violation[] {
  const world = WORLDS.get(worldOf(manifest.path) ?? '');
  if (world === undefined) {
    return [];
  }
  const allowed = new Set([...world.mayImport, ...world.mayLoad]);
  return Object.keys(manifest.dependencies)
    .filter((name) => name.startsWith(OWN_SCOPE) && !allowed.has(name.slice(OWN_SCOPE.length)))
    .map((name) => whole(manifest, `${world.folder} may not depend on "${name}".`));
}

/** One version of everything: members take versions from the catalog; the root may pin tools that only it uses. */
export function manifestVersionViolations(
  manifest: Manifest,
  catalog: ReadonlyMap<string, string>,
): readonly Violation[] {
  const isRoot = manifest.path === 'package.json';
  return Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).flatMap(([name, version]) => {
    if (name.startsWith(OWN_SCOPE)) {
      return version === 'workspace:*' ? [] : [whole(manifest, `"${name}" is a member: its version is "workspace:*".`)];
    }
    if (version === 'catalog:') {
      return catalog.has(name) ? [] : [whole(manifest, `"${name}" is not in the catalog of pnpm-workspace.yaml.`)];
    }
    const pinnedAtRoot = isRoot && !catalog.has(name) && EXACT_VERSION.test(version);
    return pinnedAtRoot
      ? []
      : [whole(manifest, `"${name}" has the version "${version}" of its own: write "catalog:".`)];
  });
}

/** The catalog names exact versions, so that a new lock file brings no surprise. */
export function catalogViolations(catalog: ReadonlyMap<string, string>): readonly Violation[] {
  return [...catalog]
    .filter(([, version]) => !EXACT_VERSION.test(version))
    .map(([name, version]) => ({
      path: 'pnpm-workspace.yaml',
      line: 0,
      message: `"${name}" has the range "${version}": name one version.`,
    }));
}

function whole(manifest: Manifest, message: string): Violation {
  return { path: manifest.path, line: 0, message };
}
