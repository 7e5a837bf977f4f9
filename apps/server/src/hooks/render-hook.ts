/**
 * A hook as it is run. Values never become part of the text that a shell reads: a placeholder becomes a reference to the
 * variable that holds its value, in the quotes that the place asks for, so that no host name or alias can be taken for a
 * command, however the template quotes. See docs/decisions on hooks.
 */
import type { HookFacts, HookList, RenderedHook } from '@topiary/engine';
import { addressOf } from '@topiary/domain';
import { hookValues } from './hook-values.ts';
import type { HookValues } from './hook-values.ts';

export function renderHooks(
  templates: readonly string[],
  { list, facts }: { readonly list: HookList; readonly facts: HookFacts },
): readonly RenderedHook[] {
  const values = hookValues(list, facts);
  const input = JSON.stringify({ list, ...facts });
  return templates.map((template, index) => {
    const trimmed = template.trim();
    const isAsynchronous = trimmed.endsWith('&') && !trimmed.endsWith('&&');
    const command = isAsynchronous ? trimmed.slice(0, -1).trimEnd() : trimmed;
    return {
      list,
      number: index + 1,
      count: templates.length,
      template,
      script: withPlaceholders(command, values, REFERENCES),
      shown: withPlaceholders(command, values, QUOTED_VALUES),
      environment: values.environment,
      arguments: argumentsOf(list, facts),
      input,
      isAsynchronous,
    };
  });
}

/** Of a take-master: who took over, and from whom. */
function argumentsOf(list: HookList, { successor, failed }: HookFacts): readonly string[] {
  if (list !== 'PostTakeMasterProcesses' || successor === null) return [];
  return [addressOf(successor.instance).host, addressOf(failed).host];
}

type Quotes = 'none' | 'single' | 'double';
type Insert = Readonly<Record<Quotes, (variable: string, value: string) => string>>;

const REFERENCES: Insert = {
  none: (variable) => `"\${${variable}}"`,
  double: (variable) => `\${${variable}}`,
  single: (variable) => `'"\${${variable}}"'`,
};

const QUOTED_VALUES: Insert = {
  none: (_variable, value) => `'${value.replaceAll("'", String.raw`'\''`)}'`,
  double: (_variable, value) => value.replaceAll(/[\\"$`]/g, String.raw`\$&`),
  single: (_variable, value) => value.replaceAll("'", String.raw`'\''`),
};

/** Follows the shell's quotes from the beginning. `${…}` is the shell's own; a placeholder without a value stays as it is. */
function withPlaceholders(command: string, { variables, environment }: HookValues, insert: Insert): string {
  const place = new ShellPlace();
  let made = '';
  let at = 0;
  while (at < command.length) {
    const placeholder = /^\{(\w+)\}/.exec(command.slice(at));
    const variable = placeholder === null || command[at - 1] === '$' ? undefined : variables.get(placeholder[1] ?? '');
    if (placeholder !== null && variable !== undefined) {
      made += insert[place.quotes](variable, environment[variable] ?? '');
      at += placeholder[0].length;
      continue;
    }
    const length = place.pass(command.slice(at, at + 2));
    made += command.slice(at, at + length);
    at += length;
  }
  return made;
}

/** In which quotes a place of a command is; `$(…)` begins anew inside of whatever quotes. */
class ShellPlace {
  private frames: readonly Quotes[] = [];
  private current: Quotes = 'none';

  get quotes(): Quotes {
    return this.current;
  }

  /** Goes over one or two characters; answers how many. */
  pass(next: string): number {
    const [character = '', following = ''] = next;
    if (this.current === 'single') {
      if (character === "'") this.current = 'none';
      return 1;
    }
    if (character === '\\') return following === '' ? 1 : 2;
    if (character === '$' && following === '(') {
      this.enter();
      return 2;
    }
    if (character === '"') this.current = this.current === 'double' ? 'none' : 'double';
    else if (this.current === 'none') this.passUnquoted(character);
    return 1;
  }

  private passUnquoted(character: string): void {
    if (character === "'") this.current = 'single';
    else if (character === '(') this.enter();
    else if (character === ')') this.leave();
  }

  private enter(): void {
    this.frames = [...this.frames, this.current];
    this.current = 'none';
  }

  private leave(): void {
    this.current = this.frames.at(-1) ?? 'none';
    this.frames = this.frames.slice(0, -1);
  }
}
