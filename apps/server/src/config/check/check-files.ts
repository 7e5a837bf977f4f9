/** Explains configuration files line by line. Nothing here touches the file system but `readText`. */
import { checkValue } from '../check-values.ts';
import { variablesIn } from '../expand-environment.ts';
import { EXPLAINED, whyWithoutEffect } from '../explained/all-keys.ts';
import { RETIRED_KEYS } from '../explained/retired.ts';
import { loadConfiguration, pathsOf } from '../load.ts';
import type { LoadOptions } from '../load.ts';
import { knownKey, nearestKey } from '../merge.ts';
import { parseFile } from '../parse-file.ts';
import { CONFIGURATION_KEYS, configurationSchema, SHELL_KEYS } from '../schema.ts';
import type { Configuration, ConfigurationKey } from '../schema.ts';
import { deriveSettings } from '../settings.ts';
import { placeOf } from '../sources.ts';
import type { Entry } from '../sources.ts';
import type { CheckedEntry, CheckedFile, ConfigReport } from './report.ts';
import { shownValue } from './shown.ts';

export type CheckOptions = Omit<LoadOptions, 'overrides'>;

interface ReadFile extends CheckedFile {
  readonly entries: readonly Entry[];
}

export function checkFiles(options: CheckOptions): ConfigReport {
  const files = pathsOf(options.files).map((path) => readOne(path, options));
  const { configuration, problems } = judge(options);
  const written = files.flatMap(({ path, entries }) => entries.map((entry) => ({ path, entry })));
  const stated = new Set(written.flatMap(({ entry }) => knownKey(entry.key) ?? []));
  return {
    isUsable: problems.length === 0,
    files: files.map(({ path, state }) => ({ path, state })),
    entries: written.map(({ path, entry }, index) =>
      explain({ path, entry, later: written.slice(index + 1), configuration, options }),
    ),
    problems: problems.map((problem) => withPlaces(problem, written)),
    unstated: CONFIGURATION_KEYS.filter((key) => !stated.has(key)).map((key) => ({
      key,
      default: shownValue(key, defaultOf(key)),
      meaning: EXPLAINED[key].meaning,
    })),
  };
}

function readOne(path: string, { files, readText }: CheckOptions): ReadFile {
  const file = readText(path);
  if (file.kind !== 'text') {
    const isOptional = files.kind === 'search' && file.kind === 'missing';
    return { path, state: isOptional ? 'missing' : 'unreadable', entries: [] };
  }
  const parsed = parseFile(path, file.text);
  return parsed.ok
    ? { path, state: 'read', entries: parsed.source.entries }
    : { path, state: 'malformed', entries: [] };
}

/** As a start judges it, up to what only a running process can know. */
function judge(options: CheckOptions): {
  readonly configuration: Configuration | null;
  readonly problems: readonly string[];
} {
  const loaded = loadConfiguration({ ...options, overrides: {} });
  if (loaded.kind === 'refused') return { configuration: null, problems: loaded.problems };
  const { configuration, stated } = loaded;
  const derived = deriveSettings({ configuration, stated, places: { dataDirectory: '' } });
  return { configuration, problems: derived.ok ? [] : derived.problems };
}

interface Written {
  readonly path: string;
  readonly entry: Entry;
}

interface Explained extends Written {
  readonly later: readonly Written[];
  readonly configuration: Configuration | null;
  readonly options: CheckOptions;
}

function explain({ path, entry, later, configuration, options }: Explained): CheckedEntry {
  const key = knownKey(entry.key);
  const place = { file: path, line: entry.line ?? 0, written: entry.key };
  if (key === null) return { ...place, ...ofUnknown(entry) };
  const explained = EXPLAINED[key];
  // `null` leaves a scalar as it was, and empties what it may empty.
  const checked = entry.value === null ? null : checkValue(key, valueAt(path, entry), options.environment);
  return {
    ...place,
    key,
    effect: explained.effect,
    value: shownValue(key, entry.value),
    inForce: configuration === null ? null : shownValue(key, configuration[key]),
    default: shownValue(key, defaultOf(key)),
    overriddenAt: overriddenAt(key, later),
    variables: SHELL_KEYS.has(key) ? [] : variablesIn(entry.value),
    meaning: explained.meaning,
    differs: 'why' in explained ? whyWithoutEffect(key, entry.value) : explained.differs,
    nearest: null,
    problem: checked === null || checked.ok ? null : checked.sentences.join(' '),
  };
}

function ofUnknown(entry: Entry): Omit<CheckedEntry, 'file' | 'line' | 'written'> {
  const isRetired = RETIRED_KEYS.has(entry.key.toLowerCase());
  return {
    key: null,
    effect: isRetired ? 'retired' : 'unknown',
    value: shownValue(entry.key, entry.value),
    inForce: null,
    default: null,
    overriddenAt: null,
    variables: [],
    meaning: null,
    differs: null,
    nearest: isRetired ? null : nearestKey(entry.key),
    problem: null,
  };
}

function valueAt(path: string, { value, line }: Entry) {
  return { value, place: placeOf(path, line) };
}

/** Maps are merged, and nothing in them is lost but what has the same name. */
function overriddenAt(key: ConfigurationKey, later: readonly Written[]): string | null {
  const again = later.findLast(({ entry }) => knownKey(entry.key) === key && entry.value !== null);
  const isMap = configurationSchema.shape[key].def.innerType.def.type === 'record';
  return again === undefined || isMap ? null : placeOf(again.path, again.entry.line);
}

function defaultOf(key: ConfigurationKey): unknown {
  return configurationSchema.shape[key].parse(undefined);
}

/** Sentences about several keys do not say where these are written. */
function withPlaces(problem: string, written: readonly Written[]): string {
  const places = written
    .filter(({ entry }) => new RegExp(String.raw`\b${knownKey(entry.key) ?? '-'}\b`).test(problem))
    .map(({ path, entry }) => placeOf(path, entry.line))
    .filter((place) => !problem.includes(`${place}:`));
  const isPlaced = written.some(({ path, entry }) => problem.startsWith(`${placeOf(path, entry.line)}:`));
  return places.length === 0 || isPlaced ? problem : `${problem} (${[...new Set(places)].join('; ')})`;
}
