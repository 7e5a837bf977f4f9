/**
 * Merges sources key by key, as orchestrator does: scalars and lists are replaced, maps are merged entry by entry, `null`
 * empties a list or a map entry and leaves a scalar as it was. Key names match whatever their letter case.
 */
import { closest, distance } from 'fastest-levenshtein';
import { RETIRED_KEYS } from './explained/retired.ts';
import { CONFIGURATION_KEYS, configurationSchema } from './schema.ts';
import type { ConfigurationKey } from './schema.ts';
import { placeOf } from './sources.ts';
import type { Entry, Notice, Source } from './sources.ts';

export interface MergedValue {
  readonly value: unknown;
  /** Where it was last stated, for messages. */
  readonly place: string;
}

export interface Merged {
  readonly values: ReadonlyMap<ConfigurationKey, MergedValue>;
  readonly notices: readonly Notice[];
}

const canonicalKeys: ReadonlyMap<string, ConfigurationKey> = new Map(
  CONFIGURATION_KEYS.map((key) => [key.toLowerCase(), key]),
);

export function mergeSources(sources: readonly Source[]): Merged {
  const values = new Map<ConfigurationKey, MergedValue>();
  const notices: Notice[] = [];
  for (const source of sources) {
    for (const entry of source.entries) {
      const key = knownKey(entry.key);
      if (key === null) notices.push(unknownKey(source.name, entry));
      else mergeEntry(values, key, { value: entry.value, place: placeOf(source.name, entry.line) });
    }
  }
  return { values, notices };
}

function mergeEntry(values: Map<ConfigurationKey, MergedValue>, key: ConfigurationKey, stated: MergedValue): void {
  const kind = kindOf(key);
  if (stated.value === null && kind !== 'optional') {
    if (kind === 'list') values.set(key, { ...stated, value: [] });
    if (kind === 'map') values.set(key, { ...stated, value: {} });
    return;
  }
  const value = kind === 'map' ? mergeMaps(values.get(key)?.value, stated.value) : stated.value;
  values.set(key, { ...stated, value });
}

function kindOf(key: ConfigurationKey): 'scalar' | 'list' | 'map' | 'optional' {
  const inner = configurationSchema.shape[key].def.innerType.def.type;
  if (inner === 'array') return 'list';
  if (inner === 'record') return 'map';
  return inner === 'nullable' ? 'optional' : 'scalar';
}

function mergeMaps(before: unknown, stated: unknown): unknown {
  if (!isRecord(stated)) return stated;
  const merged = { ...(isRecord(before) ? before : {}), ...stated };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unknownKey(source: string, entry: Entry): Notice {
  const fields = { place: placeOf(source, entry.line), key: entry.key };
  if (RETIRED_KEYS.has(entry.key.toLowerCase())) return { event: 'config.retired-key', fields };
  const nearest = nearestKey(entry.key);
  return {
    event: 'config.unknown-key',
    fields: { ...fields, ...(nearest === null ? {} : { nearest }) },
  };
}

/** Letter case does not matter. */
export function knownKey(key: string): ConfigurationKey | null {
  return canonicalKeys.get(key.toLowerCase()) ?? null;
}

/** `null` when nothing known is similar enough to be what was meant. */
export function nearestKey(key: string): ConfigurationKey | null {
  const lower = key.toLowerCase();
  const best = closest(lower, [...canonicalKeys.keys()]);
  const isNear = distance(lower, best) <= Math.max(2, Math.floor(key.length / 3));
  return isNear ? (canonicalKeys.get(best) ?? null) : null;
}
