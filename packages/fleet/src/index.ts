/** The package's public face. */
export * from './fleet.ts';
export type * from './commands/command.ts';
export * from './model/account.ts';
export * from './model/outcome.ts';
export * from './model/server-spec.ts';
export * from './model/server-state.ts';
export type * from './model/session.ts';
export * from './model/transaction.ts';
