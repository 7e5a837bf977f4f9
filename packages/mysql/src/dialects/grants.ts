/** The statements that end a refusal: a generation names the privileges, these name the account. */
import type { SqlStep } from '@topiary/domain';
import { quoteAccount } from '../sql/quote.ts';
import type { ProbeRole } from './dialect.ts';
import { lacksAll } from './own-privileges.ts';

/** What GRANT takes between its name and TO, as in `PROCESS ON *.*`. */
export interface Privileges {
  readonly roles: Readonly<Record<ProbeRole, string>>;
  readonly steps: Readonly<Record<SqlStep['kind'], string>>;
  /** Each of these alone allows to stop, start and change replication. */
  readonly control: readonly string[];
  /** Each of these alone allows to open and close a server for writes. */
  readonly writes: readonly string[];
  /** What ends sessions of accounts that have it too, for whoever may end sessions at all; `null`: there is no such thing. */
  readonly endsPrivileged: { readonly whoeverHas: readonly string[]; readonly needs: string } | null;
}

export function grantForRole(privileges: Privileges, role: ProbeRole, account: string): string {
  return `GRANT ${privileges.roles[role]} TO ${quoteAccount(account)}`;
}

/** `held`: what the account has everywhere; `null`: not asked, or not known. */
export function grantForStep(
  { steps, endsPrivileged }: Privileges,
  step: SqlStep,
  { account, held }: { readonly account: string; readonly held: ReadonlySet<string> | null },
): string {
  const mayEndSessions =
    step.kind === 'kill-process' &&
    held !== null &&
    endsPrivileged !== null &&
    !lacksAll(held, endsPrivileged.whoeverHas);
  return `GRANT ${mayEndSessions ? endsPrivileged.needs : steps[step.kind]} TO ${quoteAccount(account)}`;
}
