/**
 * Whether one replica would be let in by a source with the accounts that were seen there.
 *
 * MySQL 8 and later: `caching_sha2_password` lets a connection without TLS in when it can encrypt the password with the source's
 * public key, or when the source has it in its cache, which is empty after each start; `sha256_password` has no cache. So
 * the one is a warning and the other a refusal. Source: spec/refactoring §15.5, spec/dialects §5.
 */
import type { ChannelSettings } from '../../topology/observation.ts';
import { fail, pass, warn } from '../checks.ts';
import { message } from '../message.ts';
import type { Check } from '../plan.ts';
import { rememberedFor } from './seen-account.ts';
import type { NewConnection, SeenAccount, SeenLately } from './seen-account.ts';

const ENCRYPTING: ReadonlySet<string> = new Set(['caching_sha2_password', 'sha256_password']);

/** By what was seen lately; where nothing was, it counts as let in. */
export function wouldBeTurnedAway(connection: NewConnection, accounts: SeenLately | undefined): boolean {
  const seen = rememberedFor(connection, accounts);
  return seen !== null && checkOf(connection, seen).verdict === 'fail';
}

export function checkOf({ replica, source, user, settings }: NewConnection, accounts: readonly SeenAccount[]): Check {
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
export function isSafe({ tls, getPublicKey, publicKeyPath }: ChannelSettings): boolean {
  return tls.enabled || getPublicKey === true || (publicKeyPath ?? '') !== '';
}
