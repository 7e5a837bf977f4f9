import type { Cursor } from '../text/cursor.ts';

/** FOR CHANNEL 'name'; `null` when it is not there. */
export function parseForChannel(cursor: Cursor): string | null {
  if (!cursor.acceptWords('FOR')) return null;
  cursor.expectWords('CHANNEL');
  return cursor.acceptString() ?? cursor.expectName();
}
