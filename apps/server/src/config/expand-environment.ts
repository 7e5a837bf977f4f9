/** Expands `${NAME}` in texts. `$${NAME}` stands for the characters `${NAME}`. */

export type Environment = Readonly<Record<string, string | undefined>>;
export type Expanded =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly missing: string };

const VARIABLE = /\$?\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** Goes into lists and maps. An unset variable is an error; a variable that is set to nothing is not. */
export function expandEnvironment(value: unknown, environment: Environment): Expanded {
  const missing: string[] = [];
  const expanded = expandIn(value, environment, missing);
  const [first] = missing;
  return first === undefined ? { ok: true, value: expanded } : { ok: false, missing: first };
}

function expandIn(value: unknown, environment: Environment, missing: string[]): unknown {
  if (typeof value === 'string') return expandText(value, environment, missing);
  if (Array.isArray(value)) return value.map((item: unknown) => expandIn(item, environment, missing));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expandIn(item, environment, missing)]));
}

function expandText(text: string, environment: Environment, missing: string[]): string {
  return text.replaceAll(VARIABLE, (whole, name: string) => {
    if (whole.startsWith('$$')) return whole.slice(1);
    const found = environment[name];
    if (found === undefined) missing.push(name);
    return found ?? '';
  });
}

/** The names of all variables that a value refers to, each once. */
export function variablesIn(value: unknown): readonly string[] {
  const found = JSON.stringify(value).matchAll(VARIABLE);
  return [...new Set([...found].flatMap(([whole, name = '']) => (whole.startsWith('$$') ? [] : [name])))];
}
