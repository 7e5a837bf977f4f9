import type { JournalEntry, PlanId } from '@topiary/domain';
import { MAX_ENTRY_CHARACTERS } from '../bounds.ts';
import type { PlanRow } from '../schema/tables.ts';
import { StoreError } from '../store-error.ts';
import type { JournalWrite, WrittenEntry } from '../worker/operations.ts';

/** What `entries` do to the journal and to the list of plans. Throws when an entry is too large. */
export function journalWriteOf(plan: PlanId, entries: readonly JournalEntry[]): JournalWrite {
  const started = entries.find((entry) => entry.kind === 'plan-started');
  const finished = entries.findLast((entry) => entry.kind === 'plan-finished');
  return {
    plan,
    entries: entries.map((entry) => writtenEntryOf(plan, entry)),
    started: started === undefined ? null : planRowOf(plan, started),
    finished: finished === undefined ? null : { finishedAt: finished.at, outcome: finished.outcome },
  };
}

function writtenEntryOf(plan: PlanId, entry: JournalEntry): WrittenEntry {
  const body = JSON.stringify(entry);
  if (body.length > MAX_ENTRY_CHARACTERS) {
    const what = `An entry "${entry.kind}" of plan ${plan}`;
    throw new StoreError('store-too-large', { what, size: body.length, limit: MAX_ENTRY_CHARACTERS });
  }
  return { kind: entry.kind, at: entry.at, body };
}

function planRowOf(plan: PlanId, started: Extract<JournalEntry, { kind: 'plan-started' }>): PlanRow {
  return {
    id: plan,
    cluster_id: started.plan.cluster,
    kind: started.plan.intent.kind,
    actor_user: started.actor.user,
    actor_address: started.actor.address,
    actor_via: started.actor.via,
    started_at: started.at,
    finished_at: null,
    outcome: null,
  };
}
