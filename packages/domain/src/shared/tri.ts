/** Monitoring is mostly about not knowing; `unknown` is never the same as `no`. */
export type Tri = 'yes' | 'no' | 'unknown';

export function triOf(value: boolean | null | undefined): Tri {
  if (value === null || value === undefined) return 'unknown';
  return value ? 'yes' : 'no';
}
