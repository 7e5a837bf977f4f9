/**
 * The GRANT that lets an account run a configured query: SELECT on each table that it names. Only names with their schema
 * count: the connection has no default schema, so the query cannot mean others.
 */
import { quoteAccount } from '../sql/quote.ts';

const NAME = '(?:`((?:[^`]|``)+)`|([\\w$\\u0080-\\uffff]+))';
const NAMED_TABLE = new RegExp(String.raw`${NAME}\s*\.\s*${NAME}`, 'gu');
/** What follows FROM, JOIN or a comma between tables, up to the next clause. */
const TABLE_LISTS =
  /\b(?:from|join)\s+([^;()]*?)(?=\bwhere\b|\bgroup\b|\border\b|\bhaving\b|\blimit\b|\bon\b|\busing\b|[;()]|$)/gisu;

/** `null`: the query names no table with its schema. Several tables need several statements. */
export function grantToRead(sql: string, account: string): string | null {
  const tables = new Set<string>();
  for (const [, list = ''] of sql.matchAll(TABLE_LISTS)) {
    for (const [, quotedSchema, schema, quotedTable, table] of list.matchAll(NAMED_TABLE)) {
      tables.add(`${nameOf(quotedSchema, schema)}.${nameOf(quotedTable, table)}`);
    }
  }
  const grants = [...tables].map((table) => `GRANT SELECT ON ${table} TO ${quoteAccount(account)}`);
  return grants.length === 0 ? null : grants.join('; ');
}

/** A quoted name is taken as it is written, with its doubled quotes. */
function nameOf(quoted: string | undefined, bare: string | undefined): string {
  return `\`${quoted ?? bare ?? ''}\``;
}
