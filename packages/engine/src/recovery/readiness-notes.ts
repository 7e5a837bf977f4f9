/**
 * What keeps nobody from recovering a master, and should be put right all the same before it fails. The master is asked
 * for it: people who look at its readiness wait that long at most.
 */
import { accountsNotSeen, addressOf, START_VARIABLES, writableAtStart } from '@topiary/domain';
import type { InstanceId, Policy, ReadinessNote, TopologySnapshot } from '@topiary/domain';
import type { Servers } from '../ports/servers.ts';

/** A master that does not answer so soon says nothing of itself here. */
export const NOTES_DEADLINE_MS = 1_000;

export interface NotesParts {
  readonly servers: Pick<Servers, 'readStanding'>;
  readonly snapshot: TopologySnapshot;
  readonly policy: Policy;
}

export interface NotesQuestion {
  readonly master: InstanceId;
  readonly successor: InstanceId | null;
}

export async function readinessNotes(
  { master, successor }: NotesQuestion,
  { servers, snapshot, policy }: NotesParts,
): Promise<readonly ReadinessNote[]> {
  const writable = await noteOfStart(master, { servers, snapshot });
  const unseen =
    successor === null ? [] : accountsNotSeen({ snapshot, master, candidate: successor, accounts: policy.accounts });
  return [...(writable === null ? [] : [writable]), ...unseen.map((why) => ({ why, how: null }))];
}

async function noteOfStart(
  id: InstanceId,
  { servers, snapshot }: Omit<NotesParts, 'policy'>,
): Promise<ReadinessNote | null> {
  if (snapshot.instances.get(id)?.health !== 'ok') return null;
  const asked = { deadlineMs: NOTES_DEADLINE_MS, variables: START_VARIABLES };
  const read = await servers.readStanding(addressOf(id), asked);
  return read.kind === 'standing' ? writableAtStart(id, read.standing) : null;
}
