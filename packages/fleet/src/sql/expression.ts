/** Expressions as parsed. Names are kept as written, because a result's columns are named after the text. */

export type SqlValue = string | number | bigint | null;

export type VariableReference = 'global' | 'session' | 'unscoped';

export type Expression =
  | { readonly kind: 'literal'; readonly value: SqlValue; readonly type: LiteralType }
  | { readonly kind: 'system-variable'; readonly scope: VariableReference; readonly name: string }
  | { readonly kind: 'user-variable'; readonly name: string }
  | { readonly kind: 'column'; readonly name: string }
  /** `name` in capitals. */
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly written: string;
      readonly arguments: readonly Expression[];
    }
  /** COUNT(*). */
  | { readonly kind: 'count' }
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'minus'; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'in';
      readonly operand: Expression;
      readonly list: readonly Expression[];
      readonly negated: boolean;
    }
  | {
      readonly kind: 'like';
      readonly operand: Expression;
      readonly pattern: Expression;
      readonly negated: boolean;
      readonly regular: boolean;
    }
  | { readonly kind: 'is-null'; readonly operand: Expression; readonly negated: boolean }
  | {
      readonly kind: 'between';
      readonly operand: Expression;
      readonly low: Expression;
      readonly high: Expression;
      readonly negated: boolean;
    };

export type LiteralType = 'integer' | 'decimal' | 'text' | 'null' | 'default';

export const BINARY_OPERATORS = ['OR', 'AND', '=', '<=>', '<>', '<', '<=', '>', '>=', '+', '-', '*', '/', '%'] as const;
export type BinaryOperator = (typeof BINARY_OPERATORS)[number];
