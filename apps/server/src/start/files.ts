/** The file system as a start needs it. */
import { mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import type { Environment } from '../config/expand-environment.ts';
import type { TextFile } from '../config/load.ts';
import type { HttpTlsSettings } from '../config/http-settings.ts';
import type { ConfigurationKey } from '../config/schema.ts';
import { codeOf } from '../runtime/error-code.ts';
import { StartFailure } from './start-failure.ts';

const ONLY_OWNER = 0o700;

export function readTextFile(path: string): TextFile {
  try {
    return { kind: 'text', text: readFileSync(path, 'utf8') };
  } catch (error) {
    const code = codeOf(error) ?? 'EIO';
    return code === 'ENOENT' ? { kind: 'missing' } : { kind: 'unreadable', code };
  }
}

/** `TopiaryDataDirectory`, or `topiary` in the state directory that the XDG specification gives the user. */
export function dataDirectoryOf(configured: string, environment: Environment): string {
  if (configured !== '') return configured;
  const state = environment['XDG_STATE_HOME'];
  const base =
    state !== undefined && state.startsWith('/') ? state : `${environment['HOME'] ?? homedir()}/.local/state`;
  return `${base}/topiary`;
}

export function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: ONLY_OWNER });
  } catch (error) {
    const code = codeOf(error) ?? 'EIO';
    throw new StartFailure(
      [`The data directory ${path} cannot be made (${code}): create it, or name another in TopiaryDataDirectory.`],
      { cause: error },
    );
  }
}

export interface TlsTexts {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

const TLS_PARTS = [
  { part: 'ca', setting: 'caFile', key: 'CAFile' },
  { part: 'cert', setting: 'certFile', key: 'CertFile' },
  { part: 'key', setting: 'keyFile', key: 'PrivateKeyFile' },
] as const;

/** What the TLS listener is made of, as texts. */
export interface HttpTlsTexts {
  readonly key: string;
  readonly cert: string;
  readonly ca?: string;
  /** Clients are asked for a certificate; what becomes of them without one is decided by request. */
  readonly asksClients: boolean;
}

export function readHttpTls(tls: HttpTlsSettings | null): HttpTlsTexts | null {
  if (tls === null) return null;
  return {
    key: readNamed('SSLPrivateKeyFile', tls.keyFile),
    cert: readNamed('SSLCertFile', tls.certFile),
    ...(tls.caFile === null ? {} : { ca: readNamed('SSLCAFile', tls.caFile) }),
    asksClients: tls.clients !== null,
  };
}

function readNamed(key: ConfigurationKey, path: string): string {
  const file = readTextFile(path);
  if (file.kind === 'text') return file.text;
  const code = file.kind === 'missing' ? 'ENOENT' : file.code;
  throw new StartFailure([`${key} names ${path}, which cannot be read (${code}).`]);
}

type TlsPaths = Readonly<Record<(typeof TLS_PARTS)[number]['setting'], string | null>>;

/** `keys`: how the configuration's keys for these files begin. */
export function readTlsFiles(tls: TlsPaths, keys: 'MySQLTopologySSL' | 'MySQLOrchestratorSSL'): TlsTexts {
  const texts: Partial<Record<'ca' | 'cert' | 'key', string>> = {};
  for (const { part, setting, key } of TLS_PARTS) {
    const path = tls[setting];
    if (path === null) continue;
    texts[part] = readNamed(`${keys}${key}`, path);
  }
  return texts;
}
