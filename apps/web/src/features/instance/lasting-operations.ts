import type { OperationsView } from '@topiary/contract';

type Name = OperationsView['operations'][number]['name'];

/** What no later plan gives back: binary logs, transactions, and where a server's master was. */
const LASTING: ReadonlySet<Name> = new Set([
  'skip-query',
  'reset-replica',
  'purge-binary-logs',
  'gtid-errant-reset-master',
  'reset-master',
] as const);

/** What a group offers, apart by whether it can be undone; each in the order in which it came. */
export function apartByEffect<Operation extends { readonly name: Name }>(
  operations: readonly Operation[],
): { readonly usual: readonly Operation[]; readonly lasting: readonly Operation[] } {
  return {
    usual: operations.filter(({ name }) => !LASTING.has(name)),
    lasting: operations.filter(({ name }) => LASTING.has(name)),
  };
}
