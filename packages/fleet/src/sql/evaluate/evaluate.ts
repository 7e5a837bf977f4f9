/**
 * The value of an expression. A function that waits throws a `Pause`; when its outcome is known the whole expression is
 * evaluated again, and finds it. That keeps evaluation plain, and AND and OR decide whether a wait begins at all.
 */
import { unreachable } from '@topiary/domain';
import {
  globalOnly,
  sessionOnly,
  unknownColumn,
  unknownFunction,
  unknownVariable,
  wrongArgumentCount,
} from '../errors.ts';
import type { BinaryOperator, Expression, SqlValue } from '../expression.ts';
import { gtidSetText } from '../tables/context.ts';
import { aggregate, isAggregateName } from './aggregates.ts';
import { FUNCTIONS, type SqlFunction } from './functions.ts';
import { Pause, SqlProblem, type Scope } from './scope.ts';
import { compare, isTrue, likeMatcher, numberOf, textOf, truth } from './values.ts';
import { WAITING_FUNCTIONS, type WaitingFunction } from './waiting-functions.ts';

/** @throws SqlProblem, Pause */
export function evaluate(expression: Expression, scope: Scope): SqlValue {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'system-variable':
      return systemVariable(expression, scope);
    case 'user-variable':
      return scope.userVariables.get(expression.name.toLowerCase()) ?? null;
    case 'column':
      return column(expression.name, scope);
    case 'call':
      return call(expression, scope);
    case 'count':
      return scope.group?.rows.length ?? 1;
    case 'not': {
      const value = evaluate(expression.operand, scope);
      return value === null ? null : truth(!isTrue(value));
    }
    case 'minus': {
      const value = evaluate(expression.operand, scope);
      return value === null ? null : -numberOf(value);
    }
    case 'binary':
      return binary(expression, scope);
    case 'in':
      return isIn(expression, scope);
    case 'like':
      return isLike(expression, scope);
    case 'is-null':
      return truth((evaluate(expression.operand, scope) === null) !== expression.negated);
    case 'between':
      return isBetween(expression, scope);
    default:
      return unreachable(expression);
  }
}

type OfKind<Kind extends Expression['kind']> = Extract<Expression, { kind: Kind }>;

function systemVariable({ scope: reach, name }: OfKind<'system-variable'>, scope: Scope): SqlValue {
  const { fleet, server, session } = scope.context;
  const row = scope.variables.get(name)?.row;
  const value = fleet.variable(server.id, name, reach === 'global' ? undefined : session);
  if (row === undefined || value === undefined) throw new SqlProblem(unknownVariable(name));
  if (reach === 'session' && row.reach === 'global') throw new SqlProblem(globalOnly(name));
  if (reach === 'global' && row.reach === 'session') throw new SqlProblem(sessionOnly(name));
  if (row.type === 'switch') return value === 'ON' || value === 1 ? 1 : 0;
  if (typeof value !== 'string') return value;
  if (row.type === 'number') return numberOf(value);
  return name === 'gtid_executed' || name === 'gtid_purged' ? gtidSetText(value) : value;
}

function column(name: string, { row, context }: Scope): SqlValue {
  const index = row?.index.get(name.toLowerCase());
  if (row === null || index === undefined)
    throw new SqlProblem(unknownColumn(context.generation, name, row?.clause ?? 'field list'));
  return row.row[index] ?? null;
}

function call(expression: OfKind<'call'>, scope: Scope): SqlValue {
  const { generation } = scope.context;
  const { name } = expression;
  if (isAggregateName(name)) return folded(expression, scope);
  const waiting = WAITING_FUNCTIONS.get(name);
  if (waiting !== undefined && waiting.known(generation) && hasPlugin(waiting, scope))
    return wait(expression, waiting, scope);
  const found = FUNCTIONS.get(name);
  if (found === undefined || !isKnown(found, scope))
    throw new SqlProblem(unknownFunction(generation, expression.written, scope.schema));
  return found.evaluate(values(expression, found, scope), scope);
}

function folded({ name, arguments: list }: OfKind<'call'>, scope: Scope): SqlValue {
  const [argument] = list;
  if (argument === undefined || list.length > 1) throw new SqlProblem(wrongArgumentCount(name));
  const { group } = scope;
  if (group === null) return aggregate(name, [evaluate(argument, scope)]);
  const values = group.rows.map((row) => {
    scope.row = { index: group.index, row, clause: 'field list' };
    return evaluate(argument, scope);
  });
  return aggregate(name, values);
}

/** Functions of a plugin come and go with it. */
function hasPlugin({ plugin }: WaitingFunction, { context: { server } }: Scope): boolean {
  return plugin === undefined || server.plugins.has(plugin);
}

function isKnown({ families, known }: SqlFunction, { context: { generation } }: Scope): boolean {
  return (families === undefined || families.includes(generation.family)) && (known === undefined || known(generation));
}

function values(
  { name, arguments: list }: OfKind<'call'>,
  { least, most }: { readonly least: number; readonly most: number },
  scope: Scope,
): readonly SqlValue[] {
  if (list.length < least || list.length > most) throw new SqlProblem(wrongArgumentCount(name));
  return list.map((argument) => evaluate(argument, scope));
}

function wait(expression: OfKind<'call'>, waiting: WaitingFunction, scope: Scope): SqlValue {
  const known = scope.known.get(expression);
  if (known !== undefined && waiting.repeats !== true) return known;
  const begun = waiting.begin(values(expression, waiting, scope), scope.context.session);
  if ('value' in begun) return known ?? begun.value;
  throw new Pause(expression, begun, (outcome) => sum(waiting.read(outcome), known));
}

function sum(value: SqlValue, before: SqlValue | undefined): SqlValue {
  return before === undefined ? value : numberOf(before) + numberOf(value);
}

function binary({ operator, left, right }: OfKind<'binary'>, scope: Scope): SqlValue {
  const one = evaluate(left, scope);
  if (operator === 'AND') return both(one, right, scope);
  if (operator === 'OR') return either(one, right, scope);
  const other = evaluate(right, scope);
  if (operator === '<=>') return truth(one === null || other === null ? one === other : compare(one, other) === 0);
  if (one === null || other === null) return null;
  return applied(operator, one, other);
}

function both(one: SqlValue, right: Expression, scope: Scope): SqlValue {
  if (one !== null && !isTrue(one)) return 0;
  const other = evaluate(right, scope);
  if (other !== null && !isTrue(other)) return 0;
  return one === null || other === null ? null : 1;
}

function either(one: SqlValue, right: Expression, scope: Scope): SqlValue {
  if (isTrue(one)) return 1;
  const other = evaluate(right, scope);
  if (isTrue(other)) return 1;
  return one === null || other === null ? null : 0;
}

type Value = Exclude<SqlValue, null>;

function applied(operator: Exclude<BinaryOperator, 'AND' | 'OR' | '<=>'>, one: Value, other: Value): SqlValue {
  switch (operator) {
    case '=':
      return truth(compare(one, other) === 0);
    case '<>':
      return truth(compare(one, other) !== 0);
    case '<':
      return truth(compare(one, other) < 0);
    case '<=':
      return truth(compare(one, other) <= 0);
    case '>':
      return truth(compare(one, other) > 0);
    case '>=':
      return truth(compare(one, other) >= 0);
    case '+':
      return numberOf(one) + numberOf(other);
    case '-':
      return numberOf(one) - numberOf(other);
    case '*':
      return numberOf(one) * numberOf(other);
    case '/':
      return numberOf(other) === 0 ? null : numberOf(one) / numberOf(other);
    case '%':
      return numberOf(other) === 0 ? null : numberOf(one) % numberOf(other);
    default:
      return unreachable(operator);
  }
}

function isIn({ operand, list, negated }: OfKind<'in'>, scope: Scope): SqlValue {
  const value = evaluate(operand, scope);
  if (value === null) return null;
  let sawNull = false;
  for (const item of list) {
    const other = evaluate(item, scope);
    if (other === null) sawNull = true;
    else if (compare(value, other) === 0) return truth(!negated);
  }
  return sawNull ? null : truth(negated);
}

function isLike({ operand, pattern, negated, regular }: OfKind<'like'>, scope: Scope): SqlValue {
  const value = evaluate(operand, scope);
  const wanted = evaluate(pattern, scope);
  if (value === null || wanted === null) return null;
  const matches = regular
    ? new RegExp(textOf(wanted), 'i').test(textOf(value))
    : likeMatcher(textOf(wanted))(textOf(value));
  return truth(matches !== negated);
}

function isBetween({ operand, low, high, negated }: OfKind<'between'>, scope: Scope): SqlValue {
  const [value, from, to] = [operand, low, high].map((part) => evaluate(part, scope));
  if (value === null || value === undefined || from === null || from === undefined || to === null || to === undefined)
    return null;
  return truth((compare(value, from) >= 0 && compare(value, to) <= 0) !== negated);
}
