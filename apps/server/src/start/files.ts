/** The file system as a start needs it. */
import { mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import type { Environment } from '../config/expand-environment.ts';
import type { TextFile } from '../config/load.ts';
import type { ServerSettings } from '../config/settings.ts';
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

const TLS_FILES = [
  { part: 'ca', setting: 'caFile', key: 'MySQLTopologySSLCAFile' },
  { part: 'cert', setting: 'certFile', key: 'MySQLTopologySSLCertFile' },
  { part: 'key', setting: 'keyFile', key: 'MySQLTopologySSLPrivateKeyFile' },
] as const;

export function readTlsFiles(tls: ServerSettings['tls']): TlsTexts {
  const texts: Partial<Record<'ca' | 'cert' | 'key', string>> = {};
  for (const { part, setting, key } of TLS_FILES) {
    const path = tls[setting];
    if (path === null) continue;
    const file = readTextFile(path);
    if (file.kind !== 'text') {
      const code = file.kind === 'missing' ? 'ENOENT' : file.code;
      throw new StartFailure([`${key} names ${path}, which cannot be read (${code}).`]);
    }
    texts[part] = file.text;
  }
  return texts;
}
