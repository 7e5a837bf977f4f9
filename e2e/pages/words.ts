/** Text that must stand as it is in a regular expression. */
export function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** An accessible name that begins with an address; what follows says how the server is. */
export function namedAfter(address: string): RegExp {
  return new RegExp(`^${escaped(address)}(?:,|$)`);
}
