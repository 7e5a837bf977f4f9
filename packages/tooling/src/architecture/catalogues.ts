import type { Violation } from './violation.ts';

/** Texts by key; keys of nested objects are joined by dots. */
export type Catalogue = ReadonlyMap<string, string>;

/** Flattens what a catalogue file holds. Anything but texts and groups of texts is an error. */
export function flattenCatalogue(value: unknown, prefix = ''): Catalogue {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`A catalogue holds texts and groups of texts, but "${prefix}" is neither.`);
  }
  return new Map(
    Object.entries(value).flatMap(([key, entry]): readonly (readonly [string, string])[] => {
      const name = prefix === '' ? key : `${prefix}.${key}`;
      return typeof entry === 'string' ? [[name, entry]] : [...flattenCatalogue(entry, name)];
    }),
  );
}

interface Language {
  readonly path: string;
  readonly texts: Catalogue;
}

/** Every key in both languages, with the same variables, and no empty text. */
export function catalogueViolations(one: Language, other: Language): readonly Violation[] {
  return [
    ...missingIn(one, other),
    ...missingIn(other, one),
    ...differentVariables(one, other),
    ...emptyIn(one),
    ...emptyIn(other),
  ];
}

function missingIn(has: Language, lacks: Language): readonly Violation[] {
  const known = new Set([...lacks.texts.keys()].map(withoutPlural));
  return [...has.texts.keys()]
    .filter((key) => !known.has(withoutPlural(key)))
    .map((key) => ({ path: lacks.path, line: 0, message: `has no text "${key}", which ${has.path} has.` }));
}

/** Languages differ in how many plural forms they have: i18next's suffixes do not count. */
function withoutPlural(key: string): string {
  return key.replace(/_(zero|one|two|few|many|other)$/, '');
}

function differentVariables(one: Language, other: Language): readonly Violation[] {
  return [...one.texts].flatMap(([key, text]) => {
    const twin = other.texts.get(key);
    if (twin === undefined || variablesOf(text) === variablesOf(twin)) {
      return [];
    }
    return [
      {
        path: other.path,
        line: 0,
        message: `"${key}" has the variables (${variablesOf(twin)}), in ${one.path} it has (${variablesOf(text)}).`,
      },
    ];
  });
}

function variablesOf(text: string): string {
  const names = [...text.matchAll(/\{\{\s*-?\s*([\w.]+)[^}]*\}\}|<\/?(\w+)\s*\/?>/g)].map(
    (match) => match[1] ?? `<${match[2]}>`,
  );
  return [...new Set(names)].toSorted().join(', ');
}

function emptyIn(language: Language): readonly Violation[] {
  return [...language.texts]
    .filter(([, text]) => text.trim() === '')
    .map(([key]) => ({ path: language.path, line: 0, message: `"${key}" is empty.` }));
}
