/** The account that a replica is given: from the configuration, or from a query that is asked on the replica itself, or on the one that has it already. */
import { message, type Step } from '@topiary/domain';
import type { ExecuteResult } from '@topiary/engine';
import { textOf } from '../dialects/result-set.ts';
import { failure } from '../errors.ts';
import { Secret, type Credentials } from '../secret.ts';
import type { ReplicationAccountSource } from '../servers.ts';
import { LATE, within } from '../wire/deadline.ts';
import type { Session } from '../wire/session.ts';

export type AccountResult =
  | { readonly kind: 'account'; readonly account: Credentials }
  | { readonly kind: 'none'; readonly result: ExecuteResult };

export async function replicationAccount(
  session: Session,
  { instance }: Pick<Step, 'instance'>,
  { source, leftMs }: { readonly source: ReplicationAccountSource | null; readonly leftMs: number },
): Promise<AccountResult> {
  const none = (result: ExecuteResult): AccountResult => ({ kind: 'none', result });
  const notFound = none({ kind: 'unlike-plan', reason: message('credentials-not-found', { instance }) });
  if (source === null) return notFound;
  if (source.kind === 'account') {
    const { user, password } = source.account();
    return { kind: 'account', account: { user, password: new Secret(password) } };
  }
  const batch = session.run([source.sql]);
  const end = await within(batch.end, leftMs);
  if (end === LATE) {
    const detail = 'no answer to ReplicationCredentialsQuery';
    return none({ kind: 'lost', failure: failure({ kind: 'timeout', code: 'NO_ANSWER', detail }) });
  }
  if (end.kind === 'lost') return none({ kind: 'lost', failure: end.failure });
  if (end.kind === 'error')
    return none({ kind: 'refused', errorNumber: end.fault.errorNumber, text: end.fault.text, grant: null });
  const [user, password] = batch.results[0]?.rows[0] ?? [];
  if (textOf(user) === '') return notFound;
  return { kind: 'account', account: { user: textOf(user), password: new Secret(textOf(password)) } };
}
