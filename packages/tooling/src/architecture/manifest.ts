/** The part of a `package.json` that rules speak of. */
export interface Manifest {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  /** The public faces: `.` and, in some, `./testing`. */
  readonly exports: readonly string[];
  /** Names of its own for modules, such as `#name`. */
  readonly imports: readonly string[];
}

/** Reads a `package.json`; what is not there is empty. */
export function parseManifest(path: string, text: string): Manifest {
  const value: unknown = JSON.parse(text);
  const fields: Readonly<Record<string, unknown>> = typeof value === 'object' && value !== null ? { ...value } : {};
  return {
    path,
    name: typeof fields['name'] === 'string' ? fields['name'] : '',
    dependencies: stringRecord(fields['dependencies']),
    devDependencies: stringRecord(fields['devDependencies']),
    exports: keysOf(fields['exports']),
    imports: keysOf(fields['imports']),
  };
}

function keysOf(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

function stringRecord(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) {
    return {};
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, entry]) => (typeof entry === 'string' ? [[key, entry]] : [])),
  );
}
