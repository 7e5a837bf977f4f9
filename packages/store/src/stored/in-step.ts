import type { z } from 'zod';

/**
 * Holds a schema to its domain type, both ways: what it gives is such a value, and every such value is accepted. A
 * new member of a union, or a new field, does not compile until the schema knows it.
 */
export function inStepWith<Domain>() {
  return <Schema extends z.ZodType<Domain>>(schema: Schema, ..._same: InStep<Domain, z.output<Schema>>): Schema =>
    schema;
}

type InStep<Domain, Stored> = [Domain] extends [Stored]
  ? [Keys<Domain>] extends [Keys<Stored>]
    ? []
    : [unknownField: Exclude<Keys<Domain>, Keys<Stored>>]
  : [refusedByTheSchema: Exclude<Domain, Stored>];

/** Of every member of a union, so that an optional field is not overlooked. */
type Keys<Value> = Value extends object ? keyof Value : never;
