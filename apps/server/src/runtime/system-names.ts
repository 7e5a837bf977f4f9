/** The name service and TCP, through the system: `cname` asks the resolver, `ip` what connections would use. */
import { lookup, Resolver } from 'node:dns/promises';
import { connect } from 'node:net';
import type { ConnectAnswer, NameAnswer, NameResolver } from '@topiary/engine';
import { codeOf } from './error-code.ts';

/** A name without a CNAME leads to itself. */
const NO_CNAME: ReadonlySet<string> = new Set(['ENODATA']);
const LATE = 'ETIMEOUT';
const SILENT: ReadonlySet<string> = new Set([LATE, 'ECANCELLED']);

/** `nameServers` (`address:port`) instead of the system's. */
export function createSystemNames(nameServers: readonly string[] = []): NameResolver {
  return {
    resolve: (host, method, { deadlineMs }) => {
      const resolver = new Resolver({ timeout: deadlineMs, tries: 1 });
      if (nameServers.length > 0) resolver.setServers(nameServers);
      return within(method === 'cname' ? byCname(host, resolver) : byAddress(host, resolver), deadlineMs);
    },
    connect: (address, { deadlineMs }) => dial(address, deadlineMs),
  };
}

async function byCname(host: string, resolver: Resolver): Promise<NameAnswer> {
  try {
    const [name = host] = await resolver.resolveCname(host);
    return { kind: 'resolved', name };
  } catch (error) {
    const code = reasonOf(error);
    return NO_CNAME.has(code) ? { kind: 'resolved', name: host } : { kind: 'failed', code };
  }
}

/**
 * The name service is asked first: the system's own look-up, which knows the hosts file too, holds one of the few threads
 * of the process for as long as the name service is silent.
 */
async function byAddress(host: string, resolver: Resolver): Promise<NameAnswer> {
  try {
    const [name = host] = await resolver.resolve4(host).catch(() => resolver.resolve6(host));
    return { kind: 'resolved', name };
  } catch (error) {
    const code = reasonOf(error);
    return SILENT.has(code) ? { kind: 'failed', code } : bySystem(host);
  }
}

async function bySystem(host: string): Promise<NameAnswer> {
  try {
    const { address } = await lookup(host, { order: 'ipv4first' });
    return { kind: 'resolved', name: address };
  } catch (error) {
    return { kind: 'failed', code: reasonOf(error) };
  }
}

/** The system's own look-up cannot be ended; what it answers late is dropped. */
async function within(answer: Promise<NameAnswer>, deadlineMs: number): Promise<NameAnswer> {
  const { promise: late, resolve } = Promise.withResolvers<NameAnswer>();
  const timer = setTimeout(() => resolve({ kind: 'failed', code: LATE }), deadlineMs);
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

function dial({ host, port }: { readonly host: string; readonly port: number }, deadlineMs: number) {
  return new Promise<ConnectAnswer>((resolve) => {
    const socket = connect({ host, port });
    const end = (answer: ConnectAnswer): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    // A timeout of the socket's own would not cover the look-up.
    const timer = setTimeout(() => end({ kind: 'failed', code: LATE }), deadlineMs);
    socket.once('connect', () => end({ kind: 'connected' }));
    socket.once('error', (error) => end({ kind: 'failed', code: reasonOf(error) }));
  });
}

function reasonOf(error: unknown): string {
  return codeOf(error) ?? 'UNKNOWN';
}
