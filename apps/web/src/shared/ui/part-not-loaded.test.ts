import { expect, test } from 'vitest';
import { isPartNotLoaded } from './part-not-loaded.ts';

test.each([
  [new TypeError('Failed to fetch dynamically imported module: http://topiary/assets/audit-page-1.js'), true],
  [new TypeError('error loading dynamically imported module: http://topiary/assets/audit-page-1.js'), true],
  [new TypeError('Importing a module script failed.'), true],
  [new Error('Unable to preload CSS for /assets/audit-page-1.css'), true],
  [new TypeError("Cannot read properties of undefined (reading 'id')"), false],
  ['Failed to fetch dynamically imported module', false],
  [null, false],
])('%s: a part that could not be fetched is %s', (error, isNotLoaded) => {
  expect(isPartNotLoaded(error)).toBe(isNotLoaded);
});
