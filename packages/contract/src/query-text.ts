/** What is `undefined` or '' is not asked for. */
export type QueryValues = Readonly<Record<string, string | number | undefined>>;

/** With its question mark; '' where nothing is asked for. */
export function queryText(query: QueryValues): string {
  const parts = Object.entries(query).flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : [`${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`],
  );
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}
