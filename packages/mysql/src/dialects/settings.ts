/**
 * The variables of a probe, as one text: what a probe costs here is mostly the description of columns, of which this
 * saves two dozen. The separator cannot occur in a number, a switch, an enumeration, a name of a group or a GTID set.
 */
import { assert } from '@topiary/domain';
import { nameList } from './statement-text.ts';
import { textOf, type ResultSet } from './result-set.ts';
import type { Values } from './values.ts';

const SEPARATOR = '|';

/** CONCAT_WS leaves a NULL out, which would shift what follows; here NULL and '' mean the same. */
export function settingsStatement(names: readonly string[]): string {
  return `SELECT CONCAT_WS('${SEPARATOR}', ${names.map((name) => `IFNULL(@@global.${name}, '')`).join(', ')})`;
}

/** `names` as the statement was made from them; switches read as 1 and 0 or ON and OFF. */
export function settingsValues(names: readonly string[], result: ResultSet | undefined): Values {
  if (result === undefined) return new Map();
  const texts = textOf(result.rows[0]?.[0]).split(SEPARATOR);
  // NULL is the answer to a text beyond max_allowed_packet, which could not be sent otherwise either.
  assert(texts.length === names.length, 'every variable has a value', { names: names.length, values: texts.length });
  return new Map(names.map((name, index) => [name, texts[index]]));
}

/** Names that the server does not have are left out of its answer, while a SELECT of one of them fails whole (1193). */
export function showVariables(names: readonly string[]): string {
  return `SHOW GLOBAL VARIABLES WHERE Variable_name IN (${nameList(names)})`;
}

export function showStatus(names: readonly string[]): string {
  return `SHOW GLOBAL STATUS WHERE Variable_name IN (${nameList(names)})`;
}
