/**
 * A part of the page that could not be fetched is not a mistake of the page: Topiary is away, or another version of it has
 * other files. Browsers throw a TypeError for both, and only its text tells it from others.
 */

/** As Chromium, Firefox and Safari say it of a script, and Vite of the styles that go with one. */
const TEXTS = [
  'failed to fetch dynamically imported module',
  'error loading dynamically imported module',
  'importing a module script failed',
  'unable to preload css for',
];

/** Whether `error` is what an `import()` is rejected with when its files cannot be had. */
export function isPartNotLoaded(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const text = error.message.toLowerCase();
  return TEXTS.some((one) => text.startsWith(one));
}
