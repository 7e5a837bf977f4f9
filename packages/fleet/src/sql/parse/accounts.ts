/** CREATE USER, DROP USER, GRANT and REVOKE, and the names of accounts. */
import type { Command } from '../../commands/command.ts';
import type { Generation } from '../generation.ts';
import type { AccountName } from '../statement.ts';
import { heldAs, isPrivilege } from '../privilege-names.ts';
import { commaList, type Cursor } from '../text/cursor.ts';
import type { Token } from '../text/tokens.ts';

/** `user`, 'user'@'host', or CURRENT_USER(), which reads as an empty user. */
export function parseAccountName(cursor: Cursor): AccountName {
  if (cursor.acceptWords('CURRENT_USER')) {
    if (cursor.acceptSymbol('(')) cursor.expectSymbol(')');
    return { user: '', host: '' };
  }
  const user = cursor.acceptString() ?? cursor.expectName();
  if (!cursor.acceptSymbol('@')) return { user, host: '%' };
  return { user, host: cursor.acceptString() ?? parseHost(cursor) };
}

/** A bare host may have dots. */
function parseHost(cursor: Cursor): string {
  let host = cursor.expectName();
  while (cursor.acceptSymbol('.')) host += `.${cursor.take().text}`;
  return host;
}

/** CREATE USER has been read. */
export function parseCreateUser(cursor: Cursor): readonly Command[] {
  const ifNotExists = cursor.acceptWords('IF', 'NOT', 'EXISTS');
  return commaList(cursor, (): Command => {
    const { user, host } = parseAccountName(cursor);
    const { password, plugin } = parseIdentified(cursor);
    return { kind: 'create-user', user, host, password, ifNotExists, ...(plugin === null ? {} : { plugin }) };
  });
}

interface Identified {
  readonly password: string;
  readonly plugin: string | null;
}

function parseIdentified(cursor: Cursor): Identified {
  if (!cursor.acceptWords('IDENTIFIED')) return { password: '', plugin: null };
  if (cursor.acceptWords('BY')) return { password: parsePassword(cursor), plugin: null };
  if (!cursor.acceptWords('WITH')) cursor.expectWords('VIA');
  const plugin = cursor.acceptString() ?? cursor.expectName();
  if (cursor.acceptOneOf('BY', 'USING', 'AS') === null) return { password: '', plugin };
  return { password: parsePassword(cursor), plugin };
}

function parsePassword(cursor: Cursor): string {
  if (!cursor.acceptWords('PASSWORD')) return cursor.expectString();
  cursor.expectSymbol('(');
  const password = cursor.expectString();
  cursor.expectSymbol(')');
  return password;
}

/** DROP USER has been read. */
export function parseDropUser(cursor: Cursor): readonly Command[] {
  const ifExists = cursor.acceptWords('IF', 'EXISTS');
  return commaList(cursor, (): Command => ({ kind: 'drop-user', ...parseAccountName(cursor), ifExists }));
}

/** GRANT or REVOKE has been read. */
export function parseGrant(cursor: Cursor, generation: Generation, kind: 'grant' | 'revoke'): readonly Command[] {
  const privileges = commaList(cursor, () => parsePrivilege(cursor, generation));
  cursor.expectWords('ON');
  cursor.acceptWords('TABLE');
  const on = parseLevel(cursor);
  cursor.expectWords(kind === 'grant' ? 'TO' : 'FROM');
  const accounts = commaList(cursor, () => {
    const account = parseAccountName(cursor);
    parseIdentified(cursor);
    return account;
  });
  const withGrantOption = cursor.acceptWords('WITH', 'GRANT', 'OPTION');
  const all = withGrantOption ? [...privileges, 'GRANT OPTION'] : privileges;
  return accounts.map((account): Command => ({ kind, ...account, grant: { privileges: all, on } }));
}

/** Its words up to a comma or ON; ALL is short for ALL PRIVILEGES. */
function parsePrivilege(cursor: Cursor, generation: Generation): string {
  const words: Token[] = [];
  while (cursor.peek().kind === 'word' && !cursor.isWords('ON')) words.push(cursor.take());
  const privilege = words.map(({ upper }) => upper).join(' ');
  if (privilege === 'ALL') return 'ALL PRIVILEGES';
  // One unknown word would be a role, which has no ON; of several the second is one too many. [M10]
  return isPrivilege(privilege, generation) ? heldAs(privilege) : cursor.fail(words[1]);
}

function parseLevel(cursor: Cursor): string {
  const part = (): string => (cursor.acceptSymbol('*') ? '*' : cursor.expectName());
  const first = part();
  if (cursor.acceptSymbol('.')) return `${first}.${part()}`;
  // A bare name would be a table of the session's database, which grants here never mean.
  return first === '*' ? '*.*' : cursor.fail();
}
