/**
 * Whether those whom a plan lets connect elsewhere would be let in there, as far as it can be seen before the first statement.
 *
 * MySQL 8 and later: `caching_sha2_password` lets a connection without TLS in when it can encrypt the password with the source's
 * public key, or when the source has it in its cache, which is empty after each start; `sha256_password` has no cache. So
 * the one is a warning and the other a refusal. Source: spec/refactoring §15.5, spec/dialects §5.
 */
import type { ChannelSettings } from '../../topology/observation.ts';
import { isFail, refuse } from '../assemble.ts';
import type { PlanQuestion } from '../assemble.ts';
import { fail, pass, warn } from '../checks.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import type { Check, Intent, Plan, Refusal } from '../plan.ts';
import { newConnections } from './seen-account.ts';
import type { NewConnection, SeenAccount } from './seen-account.ts';

const ENCRYPTING: ReadonlySet<string> = new Set(['caching_sha2_password', 'sha256_password']);

/** The plan with what was read of its accounts, or the refusal that follows from it. */
export function withAccountChecks({ snapshot, reads }: PlanQuestion, made: Plan | Refusal): Plan | Refusal {
  const seen = reads?.accounts;
  if ('kind' in made || seen === undefined || seen.size === 0) return made;
  const connections = newConnections(made, snapshot);
  const checked = connections.flatMap((connection): readonly Check[] => {
    const accounts = seen.get(connection.source);
    return accounts?.kind === 'read' ? [checkOf(connection, accounts.accounts)] : [];
  });
  const notes = connections.flatMap((connection): readonly Message[] => {
    const accounts = seen.get(connection.source);
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

/**
 * A takeover is planned, and waits for whoever is to create an account. A master that has to go is replaced all the same; and
 * one of several replicas is put back by itself where it is turned away, while the others go on.
 */
function isRefused(intent: Intent, everybody: boolean): boolean {
  return intent.kind === 'replace-master' ? intent.because === 'takeover' : everybody;
}

function checkOf({ replica, source, user, settings }: NewConnection, accounts: readonly SeenAccount[]): Check {
  const params = { replica, source, user };
  const own = accounts.filter((one) => one.user === user);
  if (own.length === 0)
    return accounts.some((one) => one.user === '')
      ? warn(replica, message('account-of-nobody', params))
      : fail(replica, message('account-missing', params));
  if (own.every(({ isLocked }) => isLocked)) return fail(replica, message('account-locked', params));
  if (!settings.tls.enabled && own.every(({ requiresTls }) => requiresTls))
    return fail(replica, message('account-requires-tls', params));
  const encrypting = isSafe(settings) ? [] : own.filter(({ plugin }) => ENCRYPTING.has(plugin));
  if (encrypting.length === own.length && encrypting.every(({ plugin }) => plugin === 'sha256_password'))
    return fail(replica, message('account-needs-encryption', params));
  const [first] = encrypting;
  if (first !== undefined) return warn(replica, message('account-needs-cache', { ...params, plugin: first.plugin }));
  return own.some(({ mayReplicate }) => mayReplicate)
    ? pass(replica, message('account-is-there', params))
    : warn(replica, message('account-may-not-replicate', params));
}

/** A password goes over it encrypted, whatever the source has in its cache. */
function isSafe({ tls, getPublicKey, publicKeyPath }: ChannelSettings): boolean {
  return tls.enabled || getPublicKey === true || (publicKeyPath ?? '') !== '';
}
