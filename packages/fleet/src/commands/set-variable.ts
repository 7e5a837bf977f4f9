/** SET GLOBAL, SESSION and PERSIST: what every variable has in common, then what some of them do. */
import { failed, OK } from '../model/outcome.ts';
import type { Outcome } from '../model/outcome.ts';
import type { SettingValue } from '../model/server-spec.ts';
import type { KnownVariable } from '../model/variables/generation.ts';
import { parseValue } from '../model/variables/configure.ts';
import { knownVariable } from '../model/variables/read-variable.ts';
import type { Answer, CommandContext, CommandOf, Handler } from './context.ts';
import { gtidNextProblem } from './gtid-variables.ts';
import { EFFECTS } from './variable-effects.ts';

export const setVariableCommand: Handler<'set-variable'> = (context, command, answer) => {
  const known = knownVariable(context.server, command.name);
  if (known === undefined) return answer(failed(1193, `Unknown system variable '${command.name}'`));
  const problem = wrongScope(known, command);
  if (problem !== null) return answer(problem);
  const value = valueFor(context, known, command);
  if (value === null)
    return answer(failed(1231, `Variable '${command.name}' can't be set to the value of '${String(command.value)}'`));
  if (command.scope === 'session') {
    const refusal = sessionProblem(context, known.row.name, value);
    if (refusal !== null) return answer(refusal);
    context.session.variables.set(known.row.name, value);
    return answer(OK);
  }
  if (command.scope === 'persist-only') {
    context.server.configuration.set(known.row.name, value);
    return answer(OK);
  }
  return setGlobal(context, { name: known.row.name, value, isPersisted: command.scope === 'persist' }, answer);
};

function sessionProblem(context: CommandContext, name: string, value: SettingValue): Outcome | null {
  if (name === 'gtid_next') return gtidNextProblem(context, String(value));
  return name === 'sql_log_bin' && context.session.transaction !== null
    ? failed(1694, 'Cannot modify @@session.sql_log_bin inside a transaction')
    : null;
}

function wrongScope({ row }: KnownVariable, { scope, name }: CommandOf<'set-variable'>): Outcome | null {
  if (scope === 'session' && row.reach === 'global')
    return failed(1229, `Variable '${name}' is a GLOBAL variable and should be set with SET GLOBAL`);
  if (scope !== 'session' && row.reach === 'session')
    return failed(1228, `Variable '${name}' is a SESSION variable and can't be used with SET GLOBAL`);
  if (!row.dynamic && scope !== 'persist-only') return failed(1238, `Variable '${name}' is a read only variable`);
  return null;
}

function valueFor(
  { server }: CommandContext,
  { row }: KnownVariable,
  command: CommandOf<'set-variable'>,
): SettingValue | null {
  if (command.value !== 'default') return parseValue(row, command.value);
  return server.generation.defaults.get(row.name) ?? null;
}

interface GlobalChange {
  readonly name: string;
  readonly value: SettingValue;
  readonly isPersisted: boolean;
}

function setGlobal(
  context: CommandContext,
  { name, value, isPersisted }: GlobalChange,
  answer: Answer,
): (() => void) | void {
  const { server } = context;
  const store = (): void => {
    server.settings.set(name, value);
    if (isPersisted) server.configuration.set(name, value);
  };
  const effect = EFFECTS[name];
  if (effect !== undefined) return effect(context, { value, store }, answer);
  store();
  answer(OK);
}
