/**
 * From a text to servers: one address per line, or CSV whose header has a column `host`. Blank lines and lines that begin
 * with # are passed over. What cannot be read is a line with a problem and does not keep the others from being read.
 */
import {
  checkTag,
  instanceIdOf,
  MAX_IMPORT_CHARACTERS,
  MAX_IMPORT_LINES,
  MAX_SHOWN_LINE_LENGTH,
  MAX_TAG_NAME_LENGTH,
  MAX_TAGS_PER_INSTANCE,
  message,
  parseAddress,
  parseTag,
  problemOfPoolName,
  PROMOTION_RULES,
} from '@topiary/domain';
import type { Address, InstanceId, Message, PromotionRule, Tag } from '@topiary/domain';
import { findHeader, meaningOf, readRows } from './read-rows.ts';
import type { ColumnName, Header, Row } from './read-rows.ts';

/** What the further columns ask to be registered. */
export interface Wishes {
  readonly tags: readonly Tag[];
  readonly pools: readonly string[];
  readonly promotionRule: PromotionRule | null;
}

export const NO_WISHES: Wishes = { tags: [], pools: [], promotionRule: null };

export type ListLine = { readonly line: number; readonly text: string } & (
  | { readonly kind: 'server'; readonly address: Address; readonly wishes: Wishes }
  | { readonly kind: 'twice'; readonly id: InstanceId; readonly problem: Message }
  | { readonly kind: 'wrong'; readonly problem: Message }
);

export interface ParsedList {
  readonly format: 'addresses' | 'csv';
  readonly ignoredColumns: readonly string[];
  readonly lines: readonly ListLine[];
}

export type ListReading =
  | { readonly ok: true; readonly list: ParsedList }
  | { readonly ok: false; readonly problem: Message };

/** What a row says: an address and wishes, or why it says neither. */
type Content =
  | { readonly ok: true; readonly address: Address; readonly wishes: Wishes }
  | { readonly ok: false; readonly problem: Message };

export function parseList(text: string, defaultPort: number): ListReading {
  if (text.length > MAX_IMPORT_CHARACTERS)
    return { ok: false, problem: message('import-too-long', { limit: MAX_IMPORT_CHARACTERS }) };
  const header = findHeader(text);
  const rows = readRows(text, header);
  if (!rows.ok) return rows;
  const count = rows.rows.length;
  if (count === 0) return { ok: false, problem: message('import-empty') };
  if (count > MAX_IMPORT_LINES)
    return { ok: false, problem: message('import-too-many-lines', { count, limit: MAX_IMPORT_LINES }) };
  const seen = new Map<InstanceId, number>();
  const lines = rows.rows.map((row) => lineOf(row, contentOf(row, header, defaultPort), seen));
  const ignoredColumns = header === null ? [] : header.cells.filter((cell) => meaningOf(cell) === undefined);
  return { ok: true, list: { format: header === null ? 'addresses' : 'csv', ignoredColumns, lines } };
}

function lineOf(row: Row, content: Content, seen: Map<InstanceId, number>): ListLine {
  const { line } = row;
  const text = row.text.slice(0, MAX_SHOWN_LINE_LENGTH);
  if (!content.ok) return { line, text, kind: 'wrong', problem: content.problem };
  const { address, wishes } = content;
  const id = instanceIdOf(address);
  const first = seen.get(id);
  if (first !== undefined) return { line, text, kind: 'twice', id, problem: message('import-twice', { line: first }) };
  seen.set(id, line);
  return { line, text, kind: 'server', address, wishes };
}

function contentOf(row: Row, header: Header | null, defaultPort: number): Content {
  if (header === null) return plainAddress(row.text, defaultPort);
  const cell = (column: ColumnName): string => row.cells[header.columns.get(column) ?? -1]?.trim() ?? '';
  const address = addressFrom(cell('host'), cell('port'), defaultPort);
  if (!address.ok) return address;
  const wishes = wishesFrom(cell);
  return wishes.ok ? { ok: true, address: address.address, wishes: wishes.wishes } : wishes;
}

function plainAddress(text: string, defaultPort: number): Content {
  const trimmed = text.trim();
  if (/[\s,;]/.test(trimmed)) return { ok: false, problem: message('import-several-on-a-line') };
  const parsed = readAddress(trimmed, defaultPort);
  return parsed.ok ? { ...parsed, wishes: NO_WISHES } : parsed;
}

type AddressContent =
  | { readonly ok: true; readonly address: Address }
  | { readonly ok: false; readonly problem: Message };

function addressFrom(host: string, port: string, defaultPort: number): AddressContent {
  if (port === '') return readAddress(host, defaultPort);
  const bare = /^\[(.*)\]$/.exec(host)?.[1] ?? host;
  const colons = bare.split(':').length - 1;
  if (colons === 1 || bare.includes(']')) return { ok: false, problem: message('import-port-twice') };
  return readAddress(colons === 0 ? `${bare}:${port}` : `[${bare}]:${port}`, defaultPort);
}

function readAddress(text: string, defaultPort: number): AddressContent {
  const parsed = parseAddress(text, defaultPort);
  return parsed.ok ? parsed : { ok: false, problem: message(`import-address-${parsed.problem}`) };
}

type WishesContent = { readonly ok: true; readonly wishes: Wishes } | { readonly ok: false; readonly problem: Message };

function wishesFrom(cell: (column: ColumnName) => string): WishesContent {
  const tags: Tag[] = [];
  for (const text of partsOf(cell('tags'))) {
    const parsed = parseTag(text);
    const problem = parsed.ok ? checkTag({ name: parsed.name, value: parsed.value ?? '' }) : parsed.problem;
    if (problem !== null) return { ok: false, problem: message(`tag-${problem}`, { limit: MAX_TAG_NAME_LENGTH }) };
    if (parsed.ok) tags.push({ name: parsed.name, value: parsed.value ?? '' });
  }
  if (tags.length > MAX_TAGS_PER_INSTANCE)
    return { ok: false, problem: message('import-too-many-tags', { limit: MAX_TAGS_PER_INSTANCE }) };
  const pools = [...new Set(partsOf(cell('pools')))];
  const [wrongPool] = pools.flatMap((pool) => problemOfPoolName(pool) ?? []);
  if (wrongPool !== undefined) return { ok: false, problem: wrongPool };
  const rule = cell('promotion-rule').toLowerCase().replaceAll('-', '_');
  const promotionRule = PROMOTION_RULES.find((one) => one === rule) ?? null;
  if (rule !== '' && promotionRule === null)
    return { ok: false, problem: message('import-rule-unknown', { rule, known: PROMOTION_RULES.join(', ') }) };
  return { ok: true, wishes: { tags, pools, promotionRule } };
}

/** Several in one cell are set apart by | or ;. */
function partsOf(cell: string): readonly string[] {
  return cell
    .split(/[|;]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
