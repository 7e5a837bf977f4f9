/** Another machine, as far as the network goes: a network namespace joined to this one by a pair of virtual cards. */
import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);
const IP = ['/usr/sbin/ip', '/sbin/ip', '/usr/bin/ip'].find((path) => existsSync(path)) ?? null;
const HIGHEST = 0xff_ff;

export interface NetworkNamespace {
  /** This machine, seen from there. */
  readonly hostAddress: string;
  /** That one, seen from here. */
  readonly guestAddress: string;
  /** Runs a script of Node's there and gives back what it writes. */
  node(script: string): Promise<string>;
  remove(): Promise<void>;
}

/** Only root may make namespaces, and only with iproute2; some containers refuse even that. */
export async function canMakeNamespaces(): Promise<boolean> {
  if (IP === null || process.getuid?.() !== 0) return false;
  const probe = `tpy${randomInt(HIGHEST).toString(16)}p`;
  try {
    await run(IP, ['netns', 'add', probe]);
    await run(IP, ['netns', 'delete', probe]);
    return true;
  } catch {
    return false;
  }
}

export async function makeNamespace(): Promise<NetworkNamespace> {
  if (IP === null) throw new Error('iproute2 is not installed');
  const ip = IP;
  const number = randomInt(HIGHEST);
  const name = `tpy${number.toString(16)}`;
  const [hostCard, guestCard] = [`${name}h`, `${name}g`];
  // 198.18.0.0/15 is set aside for tests of networks.
  const [high, low] = [number >> 8, number & 0xfc];
  const [hostAddress, guestAddress] = [`198.18.${high}.${low + 1}`, `198.18.${high}.${low + 2}`];
  const remove = async () => {
    await run(ip, ['link', 'delete', hostCard]).catch(() => undefined);
    await run(ip, ['netns', 'delete', name]).catch(() => undefined);
  };
  try {
    await run(ip, ['netns', 'add', name]);
    await run(ip, ['link', 'add', hostCard, 'type', 'veth', 'peer', 'name', guestCard, 'netns', name]);
    await run(ip, ['address', 'add', `${hostAddress}/30`, 'dev', hostCard]);
    await run(ip, ['link', 'set', hostCard, 'up']);
    await run(ip, ['-n', name, 'address', 'add', `${guestAddress}/30`, 'dev', guestCard]);
    await run(ip, ['-n', name, 'link', 'set', guestCard, 'up']);
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    hostAddress,
    guestAddress,
    remove,
    node: async (script) => (await run(ip, ['netns', 'exec', name, process.execPath, '-e', script])).stdout,
  };
}
