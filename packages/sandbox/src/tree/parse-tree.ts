import { syntaxError, tokenizeTree, type TreeToken } from './tree-tokens.ts';
import { buildTree } from './build-tree.ts';
import type { ParsedItem, ParsedNode, ParsedOption, ParsedStatement } from './parsed-tree.ts';
import type { TreeDescription, TreeGroup } from './tree-description.ts';

/**
 * Reads a tree's one-line description, for example
 *
 *     m > a, b > c; flavor mysql
 *
 * which is a master `m` with the replicas `a` and `b`, and `c` under `b`.
 *
 *     tree      = statement { ";" statement }
 *     statement = list | pair | group | setting
 *     list      = item { "," item }
 *     item      = node [ ">" ( "(" list ")" | list ) ]
 *     pair      = [ "co-masters" ] node "<>" node
 *     group     = ( "group" | "multi-primary" ) node { "," node }
 *     node      = NAME [ "[" KEY "=" VALUE { "," KEY "=" VALUE } "]" ]
 *     setting   = "flavor" ( "mysql" | "mariadb" ) [ "-" SERIES ]  |  "gtid" ( "on" | "off" )  |  "semisync" ( "on" | "off" )
 *
 * A `>` owns everything to its right, up to the end of its statement or parenthesis; a parenthesis straight after it
 * marks where it ends. So in `m > a > c, b` both `c` and `b` are under `a`, and in `m > (a > (c), b)` only `c` is.
 * A node may be named again to say more about it: `m > a, b; b > c`. Co-masters replicate from each other.
 * The servers of a `group` are members of one group of Group Replication, of which the first is the primary; those of a
 * `multi-primary` group all take writes. Replicas of members, and sources of a primary, are named beside it: `group a, b, c;
 * a > r`. NAME is letters, digits, `_`, `-` and `.`, at most 32, starting with a letter.
 *
 * A node's KEYs: `delay` (seconds), `readonly` (on, off; by default on for replicas, and for the second of two
 * co-masters), `semisync` (on, off), `updates` (log_replica_updates: on, off), `flavor` (as above), and `var.NAME` for any
 * server variable, for example `a[var.relay_log_recovery=0]`. Without settings a tree is MySQL, with GTID, without semi-sync.
 *
 * @throws SandboxError `tree-syntax` with the place and what was expected there; `tree-meaning` for a text that reads
 * well and says something impossible.
 */
export function parseTree(text: string): TreeDescription {
  const cursor = new Cursor(text);
  const statements: ParsedStatement[] = [];
  while (!cursor.isAtEnd()) {
    statements.push(parseStatement(cursor));
    if (!cursor.isAtEnd()) cursor.take(';', '“;”, “,” or the end');
  }
  return buildTree(statements, text);
}

const SWITCHES = ['on', 'off'];
const SETTINGS: Readonly<Record<string, (value: string) => boolean>> = {
  flavor: isFlavor,
  gtid: (value) => SWITCHES.includes(value),
  semisync: (value) => SWITCHES.includes(value),
};
const SETTING_VALUES: Readonly<Record<string, string>> = {
  flavor: 'mysql, mariadb or one of them with a series, as in mariadb-10.11',
  gtid: 'on or off',
  semisync: 'on or off',
};
const GROUPS: Readonly<Record<string, TreeGroup['mode']>> = {
  group: 'single-primary',
  'multi-primary': 'multi-primary',
};
const NODE_NAME = /^[A-Za-z][A-Za-z0-9_.-]{0,31}$/;

function isFlavor(value: string): boolean {
  return /^(mysql|mariadb)(-\d+(\.\d+)*)?$/.test(value);
}

function parseStatement(cursor: Cursor): ParsedStatement {
  const first = cursor.peek();
  const accepts = SETTINGS[first.text];
  if (accepts !== undefined && cursor.peekAfter().kind === 'word') {
    cursor.next();
    return {
      kind: 'setting',
      name: first.text,
      value: parseWord(cursor, accepts, SETTING_VALUES[first.text] ?? 'a value'),
    };
  }
  const mode = GROUPS[first.text];
  if (mode !== undefined && cursor.peekAfter().kind === 'word') {
    cursor.next();
    return { kind: 'group', mode, members: parseMembers(cursor) };
  }
  if (first.text === 'co-masters' && cursor.peekAfter().kind === 'word') {
    cursor.next();
    return parsePair(cursor, parseNode(cursor));
  }
  return parseListOrPair(cursor);
}

function parseListOrPair(cursor: Cursor): ParsedStatement {
  const head = parseNode(cursor);
  if (cursor.peek().text === '<>') return parsePair(cursor, head);
  return { kind: 'list', items: parseListFrom(cursor, head) };
}

function parseMembers(cursor: Cursor): readonly ParsedNode[] {
  const members = [parseNode(cursor)];
  while (cursor.peek().text === ',') {
    cursor.next();
    members.push(parseNode(cursor));
  }
  return members;
}

function parsePair(cursor: Cursor, left: ParsedNode): ParsedStatement {
  cursor.take('<>', '“<>” and the other co-master');
  return { kind: 'pair', left, right: parseNode(cursor) };
}

function parseListFrom(cursor: Cursor, head: ParsedNode): readonly ParsedItem[] {
  const items = [parseItemFrom(cursor, head)];
  while (cursor.peek().text === ',') {
    cursor.next();
    items.push(parseItemFrom(cursor, parseNode(cursor)));
  }
  return items;
}

function parseItemFrom(cursor: Cursor, node: ParsedNode): ParsedItem {
  if (cursor.peek().text !== '>') return { node, replicas: [] };
  cursor.next();
  if (cursor.peek().text !== '(') return { node, replicas: parseListFrom(cursor, parseNode(cursor)) };
  cursor.next();
  const replicas = parseListFrom(cursor, parseNode(cursor));
  cursor.take(')', '“)”, “,” or “>”');
  return { node, replicas };
}

function parseNode(cursor: Cursor): ParsedNode {
  const name = parseWord(
    cursor,
    (word) => NODE_NAME.test(word),
    "a server's name (a letter, then letters, digits, “_”, “-” or “.”, at most 32)",
  );
  return { name, options: cursor.peek().text === '[' ? parseOptions(cursor) : [] };
}

function parseOptions(cursor: Cursor): readonly ParsedOption[] {
  const options: ParsedOption[] = [];
  do {
    cursor.next();
    const key = parseWord(cursor, isOptionKey, 'delay, readonly, semisync, updates, flavor or var.NAME');
    cursor.take('=', '“=” and a value');
    options.push({ key, value: parseWord(cursor, (value) => isOptionValue(key, value), valueOf(key)) });
  } while (cursor.peek().text === ',');
  cursor.take(']', '“]” or “,”');
  return options;
}

const SWITCH_KEYS = ['readonly', 'semisync', 'updates'];

function isOptionKey(key: string): boolean {
  return key === 'delay' || key === 'flavor' || SWITCH_KEYS.includes(key) || /^var\.[a-z0-9_]+$/.test(key);
}

function isOptionValue(key: string, value: string): boolean {
  if (key === 'delay') return /^\d{1,6}$/.test(value);
  if (key === 'flavor') return isFlavor(value);
  return SWITCH_KEYS.includes(key) ? SWITCHES.includes(value) : true;
}

function valueOf(key: string): string {
  if (key === 'delay') return 'a number of seconds';
  if (key === 'flavor') return SETTING_VALUES['flavor'] ?? '';
  return SWITCH_KEYS.includes(key) ? 'on or off' : 'a value';
}

function parseWord(cursor: Cursor, accepts: (word: string) => boolean, expected: string): string {
  const token = cursor.peek();
  if (token.kind !== 'word' || !accepts(token.text)) throw syntaxError({ text: cursor.text, at: token.at, expected });
  cursor.next();
  return token.text;
}

class Cursor {
  readonly text: string;
  readonly #tokens: readonly TreeToken[];
  #index = 0;

  constructor(text: string) {
    this.text = text;
    this.#tokens = tokenizeTree(text);
  }

  peek(): TreeToken {
    return this.#tokens[this.#index] ?? { kind: 'end', text: '', at: this.text.length };
  }

  peekAfter(): TreeToken {
    return this.#tokens[this.#index + 1] ?? { kind: 'end', text: '', at: this.text.length };
  }

  next(): void {
    this.#index++;
  }

  take(symbol: string, expected: string): void {
    const token = this.peek();
    if (token.text !== symbol) throw syntaxError({ text: this.text, at: token.at, expected });
    this.next();
  }

  isAtEnd(): boolean {
    return this.peek().kind === 'end';
  }
}
