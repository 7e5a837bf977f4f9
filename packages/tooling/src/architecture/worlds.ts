// Who may import whom: the table of design page 2, and nothing else in this folder repeats it.

/** A workspace member, and what its own code may import of the others. Tests may import any world. */
export interface World {
  readonly folder: string;
  readonly packageName: string;
  /** Other worlds, by name. */
  readonly mayImport: readonly string[];
  /** Other worlds that may be loaded only when they are needed, with `import()`; their types may be named. */
  readonly mayLoad: readonly string[];
  /** npm packages and `node:` modules: any that the manifest names, or, for the pure worlds, these alone. */
  readonly outside: 'declared' | 'declared without node' | readonly string[];
}

interface Row {
  readonly mayImport: readonly string[];
  readonly mayLoad?: readonly string[];
  readonly outside?: World['outside'];
}

const PACKAGES: Readonly<Record<string, Row>> = {
  domain: { mayImport: [], outside: [] },
  contract: { mayImport: ['domain'], outside: ['zod'] },
  engine: { mayImport: ['domain'], outside: [] },
  mysql: { mayImport: ['domain', 'engine'] },
  store: { mayImport: ['domain', 'engine'] },
  fleet: { mayImport: ['domain'], outside: [] },
  simulator: { mayImport: ['domain', 'engine', 'fleet'] },
  'mysql-fake': { mayImport: ['fleet'] },
  sandbox: { mayImport: ['domain'] },
  // Set-up asks the sandbox for servers; nothing imports the tooling.
  tooling: { mayImport: ['sandbox'] },
};

const APPS: Readonly<Record<string, Row>> = {
  server: { mayImport: ['domain', 'engine', 'contract', 'mysql', 'store', 'simulator', 'fleet', 'mysql-fake'] },
  cli: { mayImport: ['contract'], mayLoad: ['server', 'sandbox'] },
  web: { mayImport: ['contract'], outside: 'declared without node' },
};

export const WORLDS: ReadonlyMap<string, World> = new Map([...rows('packages', PACKAGES), ...rows('apps', APPS)]);

function rows(folder: string, table: Readonly<Record<string, Row>>): readonly (readonly [string, World])[] {
  return Object.entries(table).map(([name, row]) => [
    name,
    {
      folder: `${folder}/${name}`,
      packageName: `@topiary/${name}`,
      mayImport: row.mayImport,
      mayLoad: row.mayLoad ?? [],
      outside: row.outside ?? 'declared',
    },
  ]);
}

/** The world that a path lies in; `undefined` for the root, `e2e/` and folders that the table does not know. */
export function worldOf(path: string): string | undefined {
  const name = /^(?:packages|apps)\/([^/]+)\//.exec(path)?.[1];
  return name !== undefined && WORLDS.has(name) && path.startsWith(`${WORLDS.get(name)?.folder}/`) ? name : undefined;
}

/** The part of a specifier that names a package: `zod` of `zod/v4`, `@topiary/domain` of `@topiary/domain/x`. */
export function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
