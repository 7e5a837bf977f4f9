/** The statements by which a server is filled anew from another; with an account they are sent, without one shown. */
import { instanceIdOf } from '@topiary/domain';
import type { CloneDataStep } from '@topiary/domain';
import type { Credentials } from '../secret.ts';
import { quoteText } from '../sql/quote.ts';

export const CLONE_PLUGIN = "SELECT PLUGIN_STATUS FROM information_schema.PLUGINS WHERE PLUGIN_NAME = 'clone'";

/** The server takes only donors that are listed, and the account by which the donor is reached is the one that acts here. */
export function cloneStatements({ donor }: CloneDataStep, account?: Credentials): readonly string[] {
  const user = account === undefined ? '<topology account>' : quoteText(account.user);
  const password = account === undefined ? "'***'" : quoteText(account.password.reveal());
  return [
    `SET GLOBAL clone_valid_donor_list = ${quoteText(instanceIdOf(donor))}`,
    `CLONE INSTANCE FROM ${user}@${quoteText(donor.host)}:${donor.port} IDENTIFIED BY ${password}`,
  ];
}
