/** The plans of a cluster from one of them on. */
import type { Execution, PlanId } from '@topiary/domain';
import { MAX_PLANS_BACK } from '@topiary/domain';
import type { Journal, PlanRecord } from '../ports/store.ts';

const PAGE_SIZE = 50;

/** The oldest first, the given one among them. `null`: it lies further back than one looks. */
export async function plansSince(
  { plan: { cluster, id } }: Execution,
  journal: Pick<Journal, 'list'>,
  read: (id: PlanId) => Promise<Execution | null>,
): Promise<readonly Execution[] | null> {
  const found: PlanRecord[] = [];
  for (let page = 0; page * PAGE_SIZE < MAX_PLANS_BACK; page += 1) {
    const { items } = await journal.list({ cluster, page, pageSize: PAGE_SIZE });
    for (const record of items) {
      found.push(record);
      if (record.id === id)
        return (await Promise.all(found.toReversed().map((each) => read(each.id)))).filter((each) => each !== null);
    }
    if (items.length < PAGE_SIZE) return null;
  }
  return null;
}
