/**
 * Names come from servers and from lists that anybody wrote: what steers a terminal is shown as a mark instead. A line break
 * may stand in a fact of several lines.
 */
export function printable(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n]/gu, '\u{fffd}');
}

/** Columns padded to their widest cell. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows.map((row) => row.map((cell) => printable(cell).replaceAll('\n', ' ')))];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** `name  value` lines; a value of several lines stays under its name. */
export function facts(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows
    .map(([name, value]) =>
      `${name.padEnd(width)}  ${printable(value).replaceAll('\n', `\n${' '.repeat(width + 2)}`)}`.trimEnd(),
    )
    .join('\n');
}

export function when(instant: number | null): string {
  return instant === null ? '' : new Date(instant).toISOString().slice(0, 19).replace('T', ' ');
}

export function printJson(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}

/** A list of which the API may hold back the end; prints nothing of an empty one. */
interface Listed<Item> {
  readonly total: number;
  readonly items: readonly Item[];
}

export function printListed<Item>(
  head: readonly string[],
  { total, items }: Listed<Item>,
  cells: (item: Item) => readonly string[],
): void {
  if (items.length > 0) console.log(table(head, items.map(cells)));
  if (total > items.length) console.log(`… and ${total - items.length} more`);
}
