/** From merged values to a `Configuration`, with one sentence for everything that is wrong. */
import { expandEnvironment } from './expand-environment.ts';
import type { Environment } from './expand-environment.ts';
import type { MergedValue } from './merge.ts';
import { configurationSchema, isSecret, SHELL_KEYS } from './schema.ts';
import type { Configuration, ConfigurationKey } from './schema.ts';

export type Checked =
  | { readonly ok: true; readonly configuration: Configuration }
  | { readonly ok: false; readonly problems: readonly string[] };

const MAX_SHOWN_VALUE_LENGTH = 60;

export function checkValues(values: ReadonlyMap<ConfigurationKey, MergedValue>, environment: Environment): Checked {
  const problems: string[] = [];
  const raw: Record<string, unknown> = {};
  for (const [key, stated] of values) {
    const expanded = SHELL_KEYS.has(key) ? stated : expandStated(key, stated, environment, problems);
    const problem = problemOf(key, expanded);
    if (problem === null) raw[key] = expanded.value;
    else problems.push(problem);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, configuration: configurationSchema.parse(raw) };
}

function expandStated(
  key: ConfigurationKey,
  stated: MergedValue,
  environment: Environment,
  problems: string[],
): MergedValue {
  const expanded = expandEnvironment(stated.value, environment);
  if (expanded.ok) return { ...stated, value: expanded.value };
  problems.push(
    `${stated.place}: ${key} uses \${${expanded.missing}}, but the environment variable ${expanded.missing} is not set.`,
  );
  return stated;
}

function problemOf(key: ConfigurationKey, stated: MergedValue): string | null {
  const schema = configurationSchema.shape[key];
  if (schema.safeParse(stated.value).success) return null;
  const expects = schema.meta()?.['expects'];
  return `${stated.place}: ${key} must be ${String(expects)}, but is ${describe(key, stated.value)}.`;
}

function describe(key: ConfigurationKey, value: unknown): string {
  if (value === null) return 'null';
  const kind = Array.isArray(value) ? 'list' : typeof value === 'string' ? 'text' : typeof value;
  if (isSecret(key)) return `a ${kind}`;
  const shown = JSON.stringify(value);
  const short = shown.length > MAX_SHOWN_VALUE_LENGTH ? `${shown.slice(0, MAX_SHOWN_VALUE_LENGTH)}…` : shown;
  return `the ${kind} ${short}`;
}
