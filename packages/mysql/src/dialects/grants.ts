/** The statements that end a refusal: a generation names the privileges, these name the account. */
import type { SqlStep } from '@topiary/domain';
import { quoteAccount } from '../sql/quote.ts';
import type { ProbeRole } from './dialect.ts';

/** What GRANT takes between its name and TO, as in `PROCESS ON *.*`. */
export interface Privileges {
  readonly roles: Readonly<Record<ProbeRole, string>>;
  readonly steps: Readonly<Record<SqlStep['kind'], string>>;
  /** Each of these alone allows to stop, start and change replication. */
  readonly control: readonly string[];
}

export function grantForRole(privileges: Privileges, role: ProbeRole, account: string): string {
  return `GRANT ${privileges.roles[role]} TO ${quoteAccount(account)}`;
}

export function grantForStep(privileges: Privileges, step: SqlStep, account: string): string {
  return `GRANT ${privileges.steps[step.kind]} TO ${quoteAccount(account)}`;
}
