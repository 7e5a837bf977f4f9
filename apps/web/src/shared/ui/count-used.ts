/** How many of `keys` have a value in the address of the page. */
export function countUsed(parameters: URLSearchParams, keys: readonly string[]): number {
  return keys.filter((key) => (parameters.get(key) ?? '') !== '').length;
}
