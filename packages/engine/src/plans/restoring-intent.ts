/** The intent that brings a cluster back to how it stood before a plan, from the journals of that one and of all since. */
import type { Execution, Intent, PlanId, TopologySnapshot } from '@topiary/domain';
import { MAX_PLANS_BACK, movesBackBefore } from '@topiary/domain';
import type { Journal, PlanRecord } from '../ports/store.ts';

const PAGE_SIZE = 50;

export interface RestoringParts {
  readonly journal: Pick<Journal, 'list'>;
  readonly snapshot: () => TopologySnapshot;
  readonly read: (id: PlanId) => Promise<Execution | null>;
}

/** `null`: it stands so, or the plan lies further back than one looks. */
export async function restoringIntent(execution: Execution, parts: RestoringParts): Promise<Intent | null> {
  const since = await plansSince(execution, parts);
  const moves = movesBackBefore(since, parts.snapshot());
  return moves.length === 0 ? null : { kind: 'reshape', shape: { kind: 'move-many', moves, restores: true } };
}

/** The oldest first, the given one among them; none when it was not come to. */
async function plansSince(
  { plan: { cluster, id } }: Execution,
  { journal, read }: RestoringParts,
): Promise<readonly Execution[]> {
  const found: PlanRecord[] = [];
  for (let page = 0; page * PAGE_SIZE < MAX_PLANS_BACK; page += 1) {
    const { items } = await journal.list({ cluster, page, pageSize: PAGE_SIZE });
    for (const record of items) {
      found.push(record);
      if (record.id !== id) continue;
      const executions = await Promise.all(found.toReversed().map((each) => read(each.id)));
      return executions.filter((each) => each !== null);
    }
    if (items.length < PAGE_SIZE) return [];
  }
  return [];
}
