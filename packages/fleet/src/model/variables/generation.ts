/** What servers of one version share: which variables they know, by which names, with which defaults. */
import type { Product } from '@topiary/domain';
import type { SettingValue } from '../server-spec.ts';
import { VARIABLES } from './table.ts';
import type { VariableRow } from './variable-row.ts';

export interface Generation {
  readonly product: Product;
  /** Canonical name to value. */
  readonly defaults: ReadonlyMap<string, SettingValue>;
  /** Every name that these servers know, to its row and the plugin that it needs under that name. */
  readonly names: ReadonlyMap<string, KnownVariable>;
}

export interface KnownVariable {
  readonly row: VariableRow;
  readonly plugin: string | null;
}

export function generationOf(product: Product): Generation {
  const defaults = new Map<string, SettingValue>();
  const names = new Map<string, KnownVariable>();
  for (const row of VARIABLES) {
    defaults.set(row.name, typeof row.default === 'function' ? row.default(product) : row.default);
    for (const { name, known, plugin } of row.names) if (known(product)) names.set(name, { row, plugin });
  }
  return { product, defaults, names };
}
