/**
 * The kinds of values that configuration keys have. Each carries, as metadata, what a message about a wrong value says
 * was expected. Ranges are given where a value outside them could not work at all.
 */
import { z } from 'zod';

export interface Range {
  readonly min?: number;
  readonly max?: number;
}

const INT_RANGE = { min: -(2 ** 31), max: 2 ** 31 - 1 } as const;

export const text = (value = '') => z.string().default(value).meta({ expects: 'a text' });

export const flag = (value = false) => z.boolean().default(value).meta({ expects: 'true or false' });

export const integer = (value = 0, range: Range = {}) => wholeNumber(value, { ...INT_RANGE, ...range });

/** An integer that is not negative. */
export const count = (value = 0, range: Range = {}) => wholeNumber(value, { min: 0, max: INT_RANGE.max, ...range });

export const fraction = (value = 0, range: Range = {}) => {
  const { min = -Number.MAX_VALUE, max = Number.MAX_VALUE } = range;
  return z
    .number()
    .min(min)
    .max(max)
    .default(value)
    .meta({ expects: `a number${said(range)}` });
};

export const list = (value: readonly string[] = []) =>
  z
    .array(z.string())
    .default([...value])
    .meta({ expects: 'a list of texts' });

/** Objects whose fields are judged where they are read, so that what is wrong can be said by field. */
export const objects = () =>
  z.array(z.record(z.string(), z.unknown())).default([]).meta({ expects: 'a list of objects' });

export const textMap = () => z.record(z.string(), z.string()).default({}).meta({ expects: 'an object of texts' });

/** A number, or `null` for "not set". */
export const optionalNumber = (range: Range = {}) => {
  const { min = -Number.MAX_VALUE, max = Number.MAX_VALUE } = range;
  return z
    .number()
    .min(min)
    .max(max)
    .nullable()
    .default(null)
    .meta({ expects: `a number${said(range)}, or null` });
};

function wholeNumber(value: number, range: Required<Range>) {
  const shown = {
    ...(range.min > INT_RANGE.min && { min: range.min }),
    ...(range.max < INT_RANGE.max && { max: range.max }),
  };
  return z
    .int()
    .min(range.min)
    .max(range.max)
    .default(value)
    .meta({ expects: `a whole number${said(shown)}` });
}

function said(range: Range): string {
  if (range.min !== undefined && range.max !== undefined) return ` from ${range.min} to ${range.max}`;
  if (range.min !== undefined) return range.min === 0 ? ' that is not negative' : ` of at least ${range.min}`;
  return range.max === undefined ? '' : ` of at most ${range.max}`;
}
