/** Which type a result's column has, from the expression alone. Source: answers of [97] and [M10]. */
import type { KnownVariable } from '../../model/variables/generation.ts';
import type { Expression } from '../expression.ts';
import type { Generation } from '../generation.ts';
import type { Columns, FieldType } from '../results.ts';
import { isAggregateName } from './aggregates.ts';
import { FUNCTIONS } from './functions.ts';
import { WAITING_FUNCTIONS } from './waiting-functions.ts';

const NULL_LITERAL: Expression = { kind: 'literal', value: null, type: 'null' };

export interface Typing {
  readonly generation: Generation;
  readonly variables: ReadonlyMap<string, KnownVariable>;
  /** Of the table that is read, if one is. */
  readonly columns: Columns;
}

export interface ExpressionType {
  readonly field: FieldType;
  readonly unsigned: boolean;
  readonly notNull: boolean;
}

export function typeOf(expression: Expression, typing: Typing): ExpressionType {
  const integer = typing.generation.family === 'mariadb' ? 'LONG' : 'LONGLONG';
  switch (expression.kind) {
    case 'literal':
      return { field: literalType(expression, integer), unsigned: false, notNull: expression.value !== null };
    case 'system-variable': {
      const type = typing.variables.get(expression.name)?.row.type;
      const number = type === 'number' || type === 'switch';
      return { field: number ? 'LONGLONG' : 'VAR_STRING', unsigned: type === 'number', notNull: false };
    }
    case 'column': {
      const wanted = expression.name.toLowerCase();
      const column = typing.columns.find(({ name }) => name.toLowerCase() === wanted);
      return column ?? nullable('VAR_STRING');
    }
    case 'call': {
      if (isAggregateName(expression.name) && expression.name !== 'COUNT')
        return { ...typeOf(expression.arguments[0] ?? NULL_LITERAL, typing), notNull: false };
      const field = (WAITING_FUNCTIONS.get(expression.name) ?? FUNCTIONS.get(expression.name))?.field ?? 'VAR_STRING';
      return nullable(field === 'LONGLONG' ? integer : field);
    }
    case 'count':
      return { field: 'LONGLONG', unsigned: false, notNull: true };
    case 'user-variable':
      return nullable('LONG_BLOB');
    case 'minus':
      return typeOf(expression.operand, typing);
    default:
      return nullable(integer);
  }
}

function nullable(field: FieldType): ExpressionType {
  return { field, unsigned: false, notNull: false };
}

function literalType({ type }: Extract<Expression, { kind: 'literal' }>, integer: FieldType): FieldType {
  switch (type) {
    case 'integer':
      return integer;
    case 'decimal':
      return 'NEWDECIMAL';
    case 'null':
    case 'default':
      return 'NULL';
    case 'text':
      return 'VAR_STRING';
  }
}
