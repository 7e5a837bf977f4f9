/** DNS SRV records: every target with its port. Weights and priorities are for clients; all targets are servers. */
import { Resolver } from 'node:dns/promises';
import { codeOf } from '../runtime/error-code.ts';
import type { NamedEntry } from './named-servers.ts';
import { SourceFailure } from './source-failure.ts';
import type { SourceReading } from './source-settings.ts';

export interface Deadline {
  readonly deadlineMs: number;
  /** Ends the read at once. */
  readonly signal: AbortSignal;
}

/** The name is not there, or has no such record. */
const NOT_FOUND = new Set(['ENOTFOUND', 'ENODATA', 'EBADNAME']);
const GIVEN_UP = new Set(['ETIMEOUT', 'ECANCELLED', 'ETIMEDOUT']);
/** Within the deadline a lost packet is sent again. */
const TRIES = 2;
const MS_PER_SECOND = 1000;

export async function readSrv(
  { record, dnsServers }: Extract<SourceReading, { kind: 'srv' }>,
  { deadlineMs, signal }: Deadline,
): Promise<readonly NamedEntry[]> {
  const resolver = new Resolver({ timeout: Math.max(1, Math.floor(deadlineMs / (TRIES + 1))), tries: TRIES });
  if (dnsServers.length > 0) resolver.setServers(dnsServers);
  const cancel = (): void => resolver.cancel();
  const timer = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
  timer.addEventListener('abort', cancel);
  try {
    const found = await resolver.resolveSrv(record);
    // A target of "." says that there is no such service.
    return found.map(({ name, port }) => ({ host: name.replace(/\.$/, ''), port })).filter(({ host }) => host !== '');
  } catch (error) {
    throw failureOf(error, record, deadlineMs);
  } finally {
    timer.removeEventListener('abort', cancel);
  }
}

function failureOf(error: unknown, record: string, deadlineMs: number): unknown {
  const code = codeOf(error);
  if (code === null) return error;
  if (NOT_FOUND.has(code)) return new SourceFailure('source-not-found', { code, name: record });
  if (GIVEN_UP.has(code))
    return new SourceFailure('source-timed-out', { seconds: deadlineMs / MS_PER_SECOND, from: record });
  return new SourceFailure('source-dns-failed', { code });
}
