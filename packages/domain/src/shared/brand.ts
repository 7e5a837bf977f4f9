/**
 * Nominal types over plain strings and numbers, so that a cluster id cannot be passed where an instance id is meant.
 * Only the `as…` functions beside each type create them.
 */
declare const brand: unique symbol;
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };
