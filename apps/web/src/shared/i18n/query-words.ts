/** The names of the fields of a query, as keys of texts. */

export const QUERY_FIELD_NAMES = [
  'dc',
  'env',
  'region',
  'host',
  'server',
  'tag',
  'alias',
  'domain',
  'problem',
  'lag',
  'auto',
  'candidate',
  'recovery',
  'shape',
  'product',
  'version',
  'servers',
  'downtimed',
] as const;
export type QueryFieldName = (typeof QUERY_FIELD_NAMES)[number];

export function isFieldName(name: string): name is QueryFieldName {
  return QUERY_FIELD_NAMES.some((one) => one === name);
}
