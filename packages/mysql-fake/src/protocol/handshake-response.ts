/** A client's answer to the greeting. Layouts: protocol::SSLRequest and protocol::HandshakeResponse41. */
import {
  CLIENT_CONNECT_WITH_DB,
  CLIENT_PLUGIN_AUTH,
  CLIENT_PLUGIN_AUTH_LENENC,
  CLIENT_PROTOCOL_41,
  CLIENT_SECURE_CONNECTION,
  CLIENT_SSL,
} from './capabilities.ts';

/** Capabilities 4, largest packet 4, character set 1, filler 23; a TLS request ends here. */
const FIXED_BYTES = 32;

export type HandshakeResponse =
  | { readonly kind: 'tls-request' }
  | {
      readonly kind: 'login';
      readonly capabilities: number;
      readonly user: string;
      readonly database: string | null;
      readonly authResponse: Buffer;
      /** `null` from clients that know mysql_native_password only. */
      readonly plugin: string | null;
    }
  /** Older than 4.1, or no MySQL client at all. */
  | { readonly kind: 'bad' };

export function readHandshakeResponse(payload: Buffer): HandshakeResponse {
  if (payload.length < FIXED_BYTES) return { kind: 'bad' };
  const capabilities = payload.readUInt32LE(0);
  if ((capabilities & CLIENT_PROTOCOL_41) === 0) return { kind: 'bad' };
  if (payload.length === FIXED_BYTES) {
    return (capabilities & CLIENT_SSL) === 0 ? { kind: 'bad' } : { kind: 'tls-request' };
  }
  return readLogin(payload, capabilities);
}

function readLogin(payload: Buffer, capabilities: number): HandshakeResponse {
  const has = (flag: number): boolean => (capabilities & flag) !== 0;
  const user = readNullTerminated(payload, FIXED_BYTES);
  const auth = readAuthResponse(payload, user.end, capabilities);
  if (auth === null) return { kind: 'bad' };
  const database = has(CLIENT_CONNECT_WITH_DB) ? readNullTerminated(payload, auth.end) : { text: '', end: auth.end };
  const plugin = has(CLIENT_PLUGIN_AUTH) ? readNullTerminated(payload, database.end).text : null;
  return {
    kind: 'login',
    capabilities,
    user: user.text,
    database: database.text === '' ? null : database.text,
    authResponse: auth.bytes,
    plugin,
  };
}

/** Passwords' proofs are 0 to 250 bytes, so that a length of one byte is all that is ever seen. */
function readAuthResponse(
  payload: Buffer,
  at: number,
  capabilities: number,
): { readonly bytes: Buffer; readonly end: number } | null {
  if ((capabilities & (CLIENT_PLUGIN_AUTH_LENENC | CLIENT_SECURE_CONNECTION)) === 0) {
    const { text, end } = readNullTerminated(payload, at);
    return { bytes: Buffer.from(text, 'latin1'), end };
  }
  const length = payload[at] ?? 0;
  const end = at + 1 + length;
  if (length > 250 || end > payload.length) return null;
  return { bytes: payload.subarray(at + 1, end), end };
}

function readNullTerminated(payload: Buffer, at: number): { readonly text: string; readonly end: number } {
  const found = payload.indexOf(0, at);
  const end = found < 0 ? payload.length : found;
  return { text: payload.toString('utf8', at, end), end: end + 1 };
}
