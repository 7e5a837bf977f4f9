import type { PartName } from '../prepare/part.ts';

export type LayerName = 'check' | 'unit' | 'contract' | 'e2e';

export interface Layer {
  readonly name: LayerName;
  readonly what: string;
  /** Longer than this and the run has failed, whatever the tests said. */
  readonly budgetMs: number;
  /** Without these the layer counts as failed. */
  readonly needs: readonly PartName[];
}

const MINUTE_MS = 60_000;

/** Packages, servers, browser and pages, from nothing. */
export const SET_UP_BUDGET_MS = 4 * MINUTE_MS;

/** A layer that hangs is ended at this multiple of its budget. */
export const LIMIT_PER_BUDGET = 2;

/** In the order in which they run: the cheapest news first. */
export const LAYERS: readonly Layer[] = [
  { name: 'check', what: 'format, lint, types, architecture', budgetMs: MINUTE_MS, needs: [] },
  { name: 'unit', what: 'unit tests and simulation', budgetMs: 3 * MINUTE_MS, needs: [] },
  { name: 'contract', what: 'ports on real servers', budgetMs: 6 * MINUTE_MS, needs: ['mysql', 'mariadb'] },
  {
    name: 'e2e',
    what: 'the whole, in a browser',
    budgetMs: 6 * MINUTE_MS,
    needs: ['mysql', 'mariadb', 'chromium', 'pages'],
  },
];

/** Picks the layers that a person named, or all; the other answer is a sentence about a name that is none. */
export function pickLayers(names: readonly string[]): readonly Layer[] | string {
  const stranger = names.find((name) => !LAYERS.some((layer) => layer.name === name));
  if (stranger !== undefined) {
    return `There is no layer "${stranger}".`;
  }
  return names.length === 0 ? LAYERS : LAYERS.filter((layer) => names.includes(layer.name));
}
