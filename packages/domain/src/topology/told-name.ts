/**
 * What a server calls itself, by the configured method (`MySQLHostnameResolveMethod`), and why that is not used where it
 * is not. A name that a server tells is a word about its address, never a proof of who it is. Source: spec/discovery §10.
 */
import { instanceIdOf } from './address.ts';
import type { InstanceId } from './address.ts';
import type { Observation } from './observation.ts';

export const TOLD_NAME_METHODS = ['none', '@@hostname', '@@report_host'] as const;
export type ToldNameMethod = (typeof TOLD_NAME_METHODS)[number];

export const ADDRESS_KEPT_REASONS = ['method-none', 'not-observed', 'empty', 'loopback', 'rejected', 'same'] as const;
/** `empty`: the server tells none (`report_host` is not set). `rejected`: by `RejectHostnameResolvePattern`. */
export type AddressKeptReason = (typeof ADDRESS_KEPT_REASONS)[number];

export type ToldName =
  | { readonly kind: 'name'; readonly name: InstanceId }
  /** The address under which we reach it is all that there is. */
  | { readonly kind: 'kept'; readonly because: AddressKeptReason };

export interface NamingRules {
  readonly method: ToldNameMethod;
  readonly isRejected: (host: string) => boolean;
}

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', 'localhost.localdomain', '127.0.0.1', '::1']);

export function toldNameOf(id: InstanceId, observation: Observation | null, rules: NamingRules): ToldName {
  if (rules.method === 'none') return { kind: 'kept', because: 'method-none' };
  if (observation === null) return { kind: 'kept', because: 'not-observed' };
  const { hostname, port, reportHost, reportPort } = observation.identity;
  const byReport = rules.method === '@@report_host';
  const host = (byReport ? (reportHost ?? '') : hostname).trim().toLowerCase();
  if (host === '') return { kind: 'kept', because: 'empty' };
  if (LOOPBACK.has(host)) return { kind: 'kept', because: 'loopback' };
  if (rules.isRejected(host)) return { kind: 'kept', because: 'rejected' };
  const name = instanceIdOf({ host, port: byReport ? reportPort || port : port });
  return name === id ? { kind: 'kept', because: 'same' } : { kind: 'name', name };
}
