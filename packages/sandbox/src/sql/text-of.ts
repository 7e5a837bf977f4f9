/** A column as text: numbers as digits, bytes as UTF-8, NULL and what is no scalar as nothing. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return value.toString();
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : '';
}
