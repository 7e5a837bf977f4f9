/** Queries that everybody asks, beside the search. */

export const QUICK_QUERIES = [
  { name: 'all', find: '' },
  { name: 'problems', find: 'problem:critical,warning' },
  { name: 'notAutomated', find: 'auto:off,by-hand' },
  { name: 'noCandidate', find: 'candidate:none -shape:single' },
  { name: 'unacknowledged', find: 'recovery:unacknowledged' },
] as const;

export type QuickQuery = (typeof QUICK_QUERIES)[number];
