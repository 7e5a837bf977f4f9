/**
 * Loads the configuration: the file that was named, or else the three places where orchestrator looks, then the
 * environment and the command line. Nothing here touches the file system but `readText`.
 */
import { checkValues } from './check-values.ts';
import { readCredentials } from './credentials-file.ts';
import type { Environment } from './expand-environment.ts';
import { expandEnvironment } from './expand-environment.ts';
import { whyWithoutEffect } from './explained/all-keys.ts';
import { mergeSources } from './merge.ts';
import type { MergedValue } from './merge.ts';
import { parseFile } from './parse-file.ts';
import { findRefusals } from './refusals.ts';
import type { Configuration, ConfigurationKey } from './schema.ts';
import type { Notice, Source } from './sources.ts';

/** In this order, each optional; later ones override earlier ones. */
export const SEARCH_PATH = [
  '/etc/orchestrator.conf.json',
  'conf/orchestrator.conf.json',
  'orchestrator.conf.json',
] as const;

export type TextFile =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly code: string };

/** `search`: the places where orchestrator looks. `none`: nothing but environment and command line, as the demo wants. */
export type ConfigFiles =
  | { readonly kind: 'search' }
  | { readonly kind: 'file'; readonly path: string }
  /** Each must be there; later ones override earlier ones. */
  | { readonly kind: 'files'; readonly paths: readonly string[] }
  | { readonly kind: 'none' };

export interface LoadOptions {
  readonly files: ConfigFiles;
  readonly readText: (path: string) => TextFile;
  readonly environment: Environment;
  /** From flags of the command line, by key. */
  readonly overrides: Readonly<Record<string, unknown>>;
}

export type Loaded =
  | {
      readonly kind: 'loaded';
      readonly configuration: Configuration;
      readonly stated: ReadonlySet<ConfigurationKey>;
      readonly files: readonly string[];
      readonly notices: readonly Notice[];
    }
  /** One sentence each. */
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

/** Short names for what a service manager or container most often passes. */
const ENVIRONMENT_KEYS = {
  TOPIARY_TOPOLOGY_USER: 'MySQLTopologyUser',
  TOPIARY_TOPOLOGY_PASSWORD: 'MySQLTopologyPassword',
} as const satisfies Record<string, ConfigurationKey>;

/** Refuses what this version cannot do. */
export function loadConfiguration(options: LoadOptions): Loaded {
  const loaded = readConfiguration(options);
  if (loaded.kind === 'refused') return loaded;
  const refusals = findRefusals(loaded.configuration, (key) => loaded.stated.has(key));
  return refusals.length > 0 ? { kind: 'refused', problems: refusals } : loaded;
}

/** What the files say, whether or not this version can do it: also of another program's configuration. */
export function readConfiguration(options: LoadOptions): Loaded {
  const problems: string[] = [];
  const files = readFiles(options, problems);
  if (problems.length > 0) return { kind: 'refused', problems };
  const sources = [...files.sources, environmentSource(options.environment), overrideSource(options.overrides)];
  const merged = mergeSources(sources);
  const values = new Map(merged.values);
  const credentials = CREDENTIAL_FILES.map((names) => applyCredentials(values, names, options)).filter(
    (problem) => problem !== null,
  );
  const checked = checkValues(values, options.environment);
  if (!checked.ok || credentials.length > 0) {
    const others = checked.ok ? [] : checked.problems.map(({ sentence }) => sentence);
    return { kind: 'refused', problems: [...credentials, ...others] };
  }
  return {
    kind: 'loaded',
    configuration: checked.configuration,
    stated: new Set(values.keys()),
    files: files.sources.map((source) => source.name),
    notices: [...files.notices, ...merged.notices, ...withoutEffect(values)],
  };
}

function readFiles(
  options: LoadOptions,
  problems: string[],
): { sources: readonly Source[]; notices: readonly Notice[] } {
  const sources: Source[] = [];
  const notices: Notice[] = [];
  const isOptional = options.files.kind === 'search';
  for (const path of pathsOf(options.files)) {
    const file = options.readText(path);
    if (file.kind === 'missing' && isOptional) continue;
    if (file.kind !== 'text') {
      problems.push(
        `The configuration file ${path} cannot be read (${file.kind === 'missing' ? 'ENOENT' : file.code}).`,
      );
      continue;
    }
    const parsed = parseFile(path, file.text);
    if (!parsed.ok) problems.push(parsed.problem);
    else {
      sources.push(parsed.source);
      notices.push(...parsed.notices);
    }
  }
  return { sources, notices };
}

/** In the order in which they are read. */
export function pathsOf(files: ConfigFiles): readonly string[] {
  switch (files.kind) {
    case 'search':
      return SEARCH_PATH;
    case 'file':
      return [files.path];
    case 'files':
      return files.paths;
    case 'none':
      return [];
  }
}

function environmentSource(environment: Environment): Source {
  const entries = Object.entries(ENVIRONMENT_KEYS).flatMap(([name, key]) => {
    const value = environment[name];
    return value === undefined ? [] : [{ key, value: literal(value), line: null }];
  });
  return { name: 'the environment', entries };
}

function overrideSource(overrides: LoadOptions['overrides']): Source {
  const entries = Object.entries(overrides).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? literal(value) : value,
    line: null,
  }));
  return { name: 'the command line', entries };
}

/** A value that is already final: `${` in it is not a variable. */
function literal(text: string): string {
  return text.replaceAll('${', () => '$${');
}

const CREDENTIAL_FILES = [
  {
    key: 'MySQLTopologyCredentialsConfigFile',
    userKey: 'MySQLTopologyUser',
    passwordKey: 'MySQLTopologyPassword',
  },
  {
    key: 'MySQLOrchestratorCredentialsConfigFile',
    userKey: 'MySQLOrchestratorUser',
    passwordKey: 'MySQLOrchestratorPassword',
  },
] as const satisfies readonly Readonly<Record<'key' | 'userKey' | 'passwordKey', ConfigurationKey>>[];

/** Returns what is wrong with the file, or `null`. */
function applyCredentials(
  values: Map<ConfigurationKey, MergedValue>,
  { key, userKey, passwordKey }: (typeof CREDENTIAL_FILES)[number],
  options: LoadOptions,
): string | null {
  const stated = values.get(key);
  if (stated === undefined || typeof stated.value !== 'string' || stated.value === '') return null;
  const expanded = expandEnvironment(stated.value, options.environment);
  if (!expanded.ok) return null; // Said by `checkValues`.
  const path = String(expanded.value);
  const file = options.readText(path);
  if (file.kind !== 'text') {
    return `${stated.place}: ${key} names ${path}, which cannot be read (${file.kind === 'missing' ? 'ENOENT' : file.code}).`;
  }
  const read = readCredentials(file.text);
  if (!read.ok) return `${stated.place}: ${key} names ${path}, but ${read.why}.`;
  const { user, password } = read.credentials;
  if (user !== null) values.set(userKey, { value: user, place: path });
  if (password !== null) values.set(passwordKey, { value: password, place: path });
  return null;
}

/** One for each reason, so that the log says why. */
function withoutEffect(values: ReadonlyMap<ConfigurationKey, MergedValue>): readonly Notice[] {
  const byReason = new Map<string, ConfigurationKey[]>();
  for (const [key, { value }] of [...values].toSorted(([left], [right]) => (left < right ? -1 : 1))) {
    const why = whyWithoutEffect(key, value);
    if (why !== null) byReason.set(why, [...(byReason.get(why) ?? []), key]);
  }
  return [...byReason].map(([why, keys]) => ({ event: 'config.no-effect', fields: { keys, why } }));
}
