/** Group Replication by statements: the first member founds the group, the others join it together. */
import type { Account } from '../accounts/account-sql.ts';
import { SandboxError } from '../shared/errors.ts';
import { waitUntil } from '../shared/wait-until.ts';
import { literal } from '../sql/quote.ts';
import { textOf } from '../sql/text-of.ts';
import type { SandboxServer } from './sandbox-server.ts';

/** Until a member is ONLINE, on a busy machine; three of them take 5 s on an idle one. */
const ONLINE_TIMEOUT_MS = 60_000;
/** START GROUP_REPLICATION answers when the member is in the group. */
const JOIN_TIMEOUT_MS = 60_000;

export async function formGroup(members: readonly SandboxServer[], replication: Account): Promise<void> {
  const [founder, ...others] = members;
  if (founder === undefined) return;
  await Promise.all(members.map((member) => member.query(recoveryChannel(replication))));
  await founder.query(
    'SET GLOBAL group_replication_bootstrap_group = ON; START GROUP_REPLICATION; SET GLOBAL group_replication_bootstrap_group = OFF',
    [],
    JOIN_TIMEOUT_MS,
  );
  await waitUntilOnline(founder);
  await Promise.all(
    others.map(async (member) => {
      await member.query('START GROUP_REPLICATION', [], JOIN_TIMEOUT_MS);
      await waitUntilOnline(member);
    }),
  );
}

/** Where a member that joins gets from what it lacks; and it joins again by itself from its next start on. */
function recoveryChannel({ user, password }: Account): string {
  return [
    `CHANGE REPLICATION SOURCE TO SOURCE_USER = ${literal(user)}, SOURCE_PASSWORD = ${literal(password)} FOR CHANNEL 'group_replication_recovery'`,
    'SET PERSIST group_replication_start_on_boot = ON',
  ].join('; ');
}

/** @throws SandboxError `replication-did-not-start` with the state that the member has instead. */
async function waitUntilOnline(member: SandboxServer): Promise<void> {
  let state = '';
  const isOnline = async (): Promise<true | null> => {
    const [row] = await member.query(
      'SELECT MEMBER_STATE AS state FROM performance_schema.replication_group_members WHERE MEMBER_ID = @@server_uuid',
    );
    state = textOf(row?.['state']);
    return state === 'ONLINE' ? true : null;
  };
  if ((await waitUntil(isOnline, { timeoutMs: ONLINE_TIMEOUT_MS })) !== null) return;
  throw new SandboxError(
    'replication-did-not-start',
    `${member.cluster}.${member.name} is ${state === '' ? 'no member' : state} in its group after ${ONLINE_TIMEOUT_MS / 1000} s. Its log: ${member.logFile}`,
    { data: { server: member.name, state } },
  );
}
