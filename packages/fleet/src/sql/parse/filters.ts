/** CHANGE REPLICATION FILTER (MySQL): rules as the status prints them. */
import type { ReplicationFilters } from '../../model/server-state.ts';
import type { Statement } from '../statement.ts';
import { commaList, type Cursor } from '../text/cursor.ts';
import { parseForChannel } from './channel.ts';
import { parseTableName } from './select.ts';

const RULES = {
  REPLICATE_DO_DB: 'doDb',
  REPLICATE_IGNORE_DB: 'ignoreDb',
  REPLICATE_DO_TABLE: 'doTable',
  REPLICATE_IGNORE_TABLE: 'ignoreTable',
  REPLICATE_WILD_DO_TABLE: 'wildDoTable',
  REPLICATE_WILD_IGNORE_TABLE: 'wildIgnoreTable',
  REPLICATE_REWRITE_DB: 'rewriteDb',
} as const satisfies Record<string, keyof ReplicationFilters>;

type RuleName = keyof typeof RULES;
const RULE_NAMES: readonly RuleName[] = [
  'REPLICATE_DO_DB',
  'REPLICATE_IGNORE_DB',
  'REPLICATE_DO_TABLE',
  'REPLICATE_IGNORE_TABLE',
  'REPLICATE_WILD_DO_TABLE',
  'REPLICATE_WILD_IGNORE_TABLE',
  'REPLICATE_REWRITE_DB',
];

/** CHANGE REPLICATION FILTER has been read. */
export function parseChangeFilter(cursor: Cursor): Statement {
  const rules = commaList(cursor, () => parseRule(cursor));
  const channel = parseForChannel(cursor);
  return { kind: 'commands', commands: [{ kind: 'change-filter', channel, filters: Object.fromEntries(rules) }] };
}

function parseRule(cursor: Cursor): readonly [string, string] {
  const name = cursor.acceptOneOf(...RULE_NAMES);
  if (name === null) cursor.fail();
  cursor.expectSymbol('=');
  cursor.expectSymbol('(');
  const entries = cursor.isSymbol(')') ? [] : commaList(cursor, () => parseEntry(cursor, name));
  cursor.expectSymbol(')');
  return [RULES[name], entries.join(',')];
}

function parseEntry(cursor: Cursor, name: RuleName): string {
  switch (name) {
    case 'REPLICATE_WILD_DO_TABLE':
    case 'REPLICATE_WILD_IGNORE_TABLE':
      return cursor.expectString();
    case 'REPLICATE_REWRITE_DB': {
      cursor.expectSymbol('(');
      const from = cursor.expectName();
      cursor.expectSymbol(',');
      const to = cursor.expectName();
      cursor.expectSymbol(')');
      return `(${from},${to})`;
    }
    case 'REPLICATE_DO_TABLE':
    case 'REPLICATE_IGNORE_TABLE': {
      const { schema, table } = parseTableName(cursor);
      return schema === null ? cursor.fail() : `${schema}.${table}`;
    }
    default:
      return cursor.expectName();
  }
}
