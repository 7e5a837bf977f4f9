/** Dashes that stand for the patterns of data centers, by slot; `null`: a whole line. */
export const DATA_CENTER_RHYTHMS: readonly (string | null)[] = [
  null,
  '10 5',
  '3 3',
  '12 3 3 3',
  '6 2',
  '16 3 16 8',
  '3 2 3 7',
  '20 4',
];
