/** From a client's connection to an account: the greeting, the client's answer, and the proof of the password. */
import { randomBytes } from 'node:crypto';
import type { Account } from '../../accounts/account-sql.ts';
import type { Peer } from './peer.ts';
import { proves, type AuthPlugin } from './proofs.ts';
import { CLIENT_PLUGIN_AUTH, CLIENT_PROTOCOL_41, error, greeting, ok } from './replies.ts';

export interface LoginOptions {
  readonly version: string;
  readonly connectionId: number;
  /** What a replica of this family proves its password with. */
  readonly plugin: AuthPlugin;
  readonly accounts: readonly Account[];
}

const SCRAMBLE_BYTES = 20;
const AUTH_SWITCH_MARK = 0xfe;
const FAST_SUCCESS = Buffer.from([0x01, 0x03]);
/** Capabilities 4, largest packet 4, character set 1, filler 23. */
const FIXED_BYTES = 32;

/** The account's name; null when the client was refused. */
export async function logIn(peer: Peer, options: LoginOptions): Promise<string | null> {
  // Servers leave out NUL, which would end the text for old clients.
  const scramble = Buffer.from(randomBytes(SCRAMBLE_BYTES).map((byte) => 0x30 + (byte % 0x4a)));
  peer.send(greeting({ ...options, scramble }));
  const first = await peer.receive();
  const response = first === null ? null : readResponse(first);
  if (response === null) return null;
  const proof = response.plugin === options.plugin ? response.proof : await askAgain(peer, options.plugin, scramble);
  const account = options.accounts.find(({ user }) => user === response.user);
  if (account === undefined || proof === null || !proves(options.plugin, { ...account, scramble, proof })) {
    const text = `Access denied for user '${response.user}'@'${peer.host}' (using password: YES)`;
    peer.send(error({ kind: 'error', number: 1045, sqlState: '28000', text }));
    return null;
  }
  if (options.plugin === 'caching_sha2_password') peer.send(FAST_SUCCESS);
  peer.send(ok());
  return account.user;
}

interface Response {
  readonly user: string;
  readonly proof: Buffer;
  readonly plugin: string;
}

/** Layout: protocol::HandshakeResponse41. Null for what is no such thing. */
function readResponse(payload: Buffer): Response | null {
  if (payload.length <= FIXED_BYTES || (payload.readUInt32LE(0) & CLIENT_PROTOCOL_41) === 0) return null;
  const userEnd = payload.indexOf(0, FIXED_BYTES);
  if (userEnd < 0) return null;
  const proofAt = userEnd + 2;
  const proofEnd = proofAt + (payload[userEnd + 1] ?? 0);
  const names = payload.toString('utf8', proofEnd).split('\0');
  const hasPlugin = (payload.readUInt32LE(0) & CLIENT_PLUGIN_AUTH) !== 0;
  return {
    user: payload.toString('utf8', FIXED_BYTES, userEnd),
    proof: payload.subarray(proofAt, proofEnd),
    plugin: hasPlugin ? (names[0] ?? '') : 'mysql_native_password',
  };
}

function askAgain(peer: Peer, plugin: AuthPlugin, scramble: Buffer): Promise<Buffer | null> {
  peer.send(Buffer.concat([Buffer.from([AUTH_SWITCH_MARK]), Buffer.from(`${plugin}\0`), scramble, Buffer.from([0])]));
  return peer.receive();
}
