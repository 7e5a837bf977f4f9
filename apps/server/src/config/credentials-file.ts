/** A my.cnf-like file whose `[client]` section gives user and password; they replace the keys beside it. */
import { parse } from 'ini';

export interface Credentials {
  readonly user: string | null;
  readonly password: string | null;
}

export type ReadCredentials =
  | { readonly ok: true; readonly credentials: Credentials }
  | { readonly ok: false; readonly why: string };

export function readCredentials(text: string): ReadCredentials {
  const section = (parse(text) as Record<string, unknown>)['client'];
  if (typeof section !== 'object' || section === null) return { ok: false, why: 'it has no [client] section' };
  const values = section as Record<string, unknown>;
  return { ok: true, credentials: { user: textOf(values['user']), password: textOf(values['password']) } };
}

/** A value that looks like `true` or `null` is read as such by the parser, but means the text here. */
function textOf(value: unknown): string | null {
  return value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value);
}
