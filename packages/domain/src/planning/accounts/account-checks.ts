/**
 * Whether those whom a plan lets connect elsewhere would be let in there, as far as it can be seen before the first statement.
 */
import { isFail, refuse } from '../assemble.ts';
import type { PlanQuestion } from '../assemble.ts';
import { warn } from '../checks.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import type { Check, Intent, Plan, Refusal } from '../plan.ts';
import { checkOf, isSafe } from './judge-account.ts';
import { newConnections, rememberedFor } from './seen-account.ts';
import type { NewConnection, SeenAccounts } from './seen-account.ts';

/** The plan with what was read of its accounts, or the refusal that follows from it. */
export function withAccountChecks(question: PlanQuestion, made: Plan | Refusal): Plan | Refusal {
  if ('kind' in made) return made;
  const seenOf = isReplacedDead(made.intent) ? seenLately(question) : seenNow(question);
  if (seenOf === null) return made;
  const connections = newConnections(made, question.snapshot);
  const checked = connections.flatMap((connection): readonly Check[] => {
    const accounts = seenOf(connection);
    return accounts?.kind === 'read' ? [checkOf(connection, accounts.accounts)] : [];
  });
  const notes = connections.flatMap((connection): readonly Message[] => {
    const accounts = seenOf(connection);
    return accounts?.kind !== 'failed' || accounts.grant === null || isSafe(connection.settings)
      ? []
      : [message('account-not-seen', { source: connection.source, user: connection.user, grant: accounts.grant })];
  });
  const failed = checked.filter(isFail);
  const refuses = isRefused(made.intent, failed.length === connections.length);
  const checks = checked.map((check) => (!refuses && isFail(check) ? warn(check.replica, check.message) : check));
  const distinct = [...new Map(notes.map((note) => [JSON.stringify(note), note])).values()];
  const all = [...made.checks, ...checks];
  return checks.some(isFail) ? refuse(all) : { ...made, checks: all, notes: [...made.notes, ...distinct] };
}

type SeenOf = (connection: NewConnection) => SeenAccounts | undefined;

/** What was read for this plan; `null`: nothing was. */
function seenNow({ reads }: PlanQuestion): SeenOf | null {
  const accounts = reads?.accounts;
  return accounts === undefined || accounts.size === 0 ? null : ({ source }) => accounts.get(source);
}

/** Nobody is asked where a master is gone: what was seen lately has to do. `null`: nothing was. */
function seenLately({ policy: { accounts } }: PlanQuestion): SeenOf | null {
  if (accounts === undefined || accounts.size === 0) return null;
  return (connection) => {
    const remembered = rememberedFor(connection, accounts);
    return remembered === null ? undefined : { kind: 'read', accounts: remembered };
  };
}

function isReplacedDead(intent: Intent): boolean {
  return intent.kind === 'replace-master' && intent.because !== 'takeover' && intent.because !== 'forced';
}

/**
 * A takeover is planned, and waits for whoever is to create an account. A master that has to go is replaced all the same; and
 * one of several replicas is put back by itself where it is turned away, while the others go on.
 */
function isRefused(intent: Intent, everybody: boolean): boolean {
  return intent.kind === 'replace-master' ? intent.because === 'takeover' : everybody;
}
