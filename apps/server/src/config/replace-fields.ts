/**
 * Puts the fields of `next` into `held`, objects within objects as well, all in one turn. Everybody who was given settings
 * at start holds these very objects, and sees what a reload changed the next time they look.
 */
export function replaceFields(held: object, next: object): void {
  const before = held as Record<string, unknown>;
  for (const key of Object.keys(before)) if (!(key in next)) Reflect.deleteProperty(before, key);
  for (const [key, value] of Object.entries(next)) {
    const old = before[key];
    if (old === value) continue;
    if (isPlain(old) && isPlain(value)) replaceFields(old, value);
    else before[key] = value;
  }
}

/** Lists, expressions, sets and functions are values: they are replaced as a whole. */
function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
