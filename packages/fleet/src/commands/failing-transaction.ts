import type { FailingTransaction } from '@topiary/domain';
import type { Fleet } from '../fleet.ts';
import { gtidText } from '../replication/gtid-position.ts';

/** What the applier of a channel stopped at, as the table of its workers tells it; none where it has no error. */
export function failingTransactions(
  fleet: Pick<Fleet, 'server'>,
  { instance, channel: name }: { readonly instance: Parameters<Fleet['server']>[0]; readonly channel: string },
): readonly FailingTransaction[] {
  const channel = fleet.server(instance).channels.get(name);
  const error = channel?.applier.error ?? null;
  const [next] = channel?.waiting ?? [];
  if (error === null || next === undefined) return [];
  const { transaction } = next;
  const gtid = transaction.gtid?.family === 'mysql' ? gtidText(transaction) : 'ANONYMOUS';
  return [{ gtid, errorNumber: error.number }];
}
