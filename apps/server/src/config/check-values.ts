/** From merged values to a `Configuration`, with one sentence for everything that is wrong. */
import { expandEnvironment as expand } from './expand-environment.ts';
import type { Environment } from './expand-environment.ts';
import type { MergedValue } from './merge.ts';
import { configurationSchema, isSecret, SHELL_KEYS } from './schema.ts';
import type { Configuration, ConfigurationKey } from './schema.ts';

export type Checked =
  | { readonly ok: true; readonly configuration: Configuration }
  | { readonly ok: false; readonly problems: readonly ValueProblem[] };

export interface ValueProblem {
  readonly key: ConfigurationKey;
  /** With its place. */
  readonly sentence: string;
}

const MAX_SHOWN_VALUE_LENGTH = 60;

export function checkValues(values: ReadonlyMap<ConfigurationKey, MergedValue>, environment: Environment): Checked {
  const problems: ValueProblem[] = [];
  const raw: Record<string, unknown> = {};
  for (const [key, stated] of values) {
    const checked = checkValue(key, stated, environment);
    if (checked.ok) raw[key] = checked.value;
    else problems.push(...checked.sentences.map((sentence) => ({ key, sentence })));
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, configuration: configurationSchema.parse(raw) };
}

export type CheckedValue =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly sentences: readonly string[] };

/** One value as it is written, with the environment put into it. */
export function checkValue(key: ConfigurationKey, stated: MergedValue, environment: Environment): CheckedValue {
  const { place } = stated;
  const expanded = SHELL_KEYS.has(key) ? { ok: true as const, value: stated.value } : expand(stated.value, environment);
  const missing = expanded.ok
    ? []
    : [`${place}: ${key} uses \${${expanded.missing}}, but the environment variable ${expanded.missing} is not set.`];
  const value = expanded.ok ? expanded.value : stated.value;
  const schema = configurationSchema.shape[key];
  const expects = String(schema.meta()?.['expects']);
  const wrong = schema.safeParse(value).success
    ? []
    : [`${place}: ${key} must be ${expects}, but is ${describe(key, value)}.`];
  const sentences = [...missing, ...wrong];
  return sentences.length > 0 ? { ok: false, sentences } : { ok: true, value };
}

function describe(key: ConfigurationKey, value: unknown): string {
  if (value === null) return 'null';
  const kind = Array.isArray(value) ? 'list' : typeof value === 'string' ? 'text' : typeof value;
  if (isSecret(key)) return `a ${kind}`;
  const shown = JSON.stringify(value);
  const short = shown.length > MAX_SHOWN_VALUE_LENGTH ? `${shown.slice(0, MAX_SHOWN_VALUE_LENGTH)}…` : shown;
  return `the ${kind} ${short}`;
}
