/** The account that a channel is given, as a statement names it: in full when it is sent, without secrets when it is shown. */
import type { ChangeCredentialsStep } from '@topiary/domain';
import { quoteText } from '../sql/quote.ts';
import type { StepContext } from './dialect.ts';
import type { Option } from './statement-text.ts';

const HIDDEN = "'***'";

export function accountOptions(
  { user }: Pick<ChangeCredentialsStep, 'user'>,
  { account }: StepContext,
  prefix: 'MASTER' | 'SOURCE',
): readonly Option[] {
  const shownUser = user === '' ? '<user of ReplicationCredentialsQuery>' : quoteText(user);
  return [
    [`${prefix}_USER`, account === undefined ? shownUser : quoteText(account.user)],
    [`${prefix}_PASSWORD`, account === undefined ? HIDDEN : quoteText(account.password.reveal())],
  ];
}
