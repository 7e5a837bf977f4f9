/**
 * Quoting for statements that take no parameters (`CHANGE …`, `STOP … FOR CHANNEL`). Acting sessions clear `sql_mode`
 * first, so a backslash always escapes and double quotes never name things.
 */
import { assert } from '@topiary/domain';

/** A string literal. A NUL byte cannot be part of a host, path or channel name and is refused. */
export function quoteText(text: string): string {
  assert(!text.includes('\0'), 'a NUL byte cannot be quoted', text.length);
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

/** A name, as of a database or an event. */
export function quoteName(name: string): string {
  assert(!name.includes('\0'), 'a NUL byte cannot be quoted', name.length);
  return `\`${name.replaceAll('`', '``')}\``;
}

/** `user@host` as `CURRENT_USER()` tells it, in the form that GRANT takes. Hosts hold no `@`, users may. */
export function quoteAccount(account: string): string {
  const at = account.lastIndexOf('@');
  return at < 0 ? quoteText(account) : `${quoteText(account.slice(0, at))}@${quoteText(account.slice(at + 1))}`;
}
