/** How one row of the table of variables is written. */
import { atLeast, familyOf, type Product } from '@topiary/domain';
import type { SettingValue } from '../server-spec.ts';

/** `global`: one value for the server. `both`: sessions may have their own. `session`: theirs alone. */
export type VariableReach = 'global' | 'both' | 'session';

export type VariableType = 'switch' | 'number' | 'text' | readonly string[];

export interface VariableRow {
  /** The newest name; values are kept under it. */
  readonly name: string;
  /** Every name it has or had, with the servers that know it by that name. */
  readonly names: readonly Spelling[];
  readonly type: VariableType;
  readonly default: SettingValue | ((product: Product) => SettingValue);
  readonly reach: VariableReach;
  /** False: changes with the configuration file and a restart only (1238). */
  readonly dynamic: boolean;
  /** It exists while one of these plugins is loaded. */
  readonly plugin: string | null;
}

export interface Spelling {
  readonly name: string;
  readonly known: (product: Product) => boolean;
  /** Where the plugin itself has an old and a new name. */
  readonly plugin: string | null;
}

export type Known = (product: Product) => boolean;
type Version = readonly [number, number?, number?];

export const everywhere: Known = () => true;

export const mysql: Known = (product) => familyOf(product) === 'mysql';

export const mariadb: Known = (product) => familyOf(product) === 'mariadb';

export function mysqlFrom(...version: Version): Known {
  return (product) => mysql(product) && atLeast(product.version, ...version);
}

export function mysqlUntil(...version: Version): Known {
  return (product) => mysql(product) && !atLeast(product.version, ...version);
}

export function mariadbFrom(...version: Version): Known {
  return (product) => mariadb(product) && atLeast(product.version, ...version);
}

export function either(...conditions: readonly Known[]): Known {
  return (product) => conditions.some((known) => known(product));
}

export function both(...conditions: readonly Known[]): Known {
  return (product) => conditions.every((known) => known(product));
}

interface RowOptions {
  readonly known?: Known;
  readonly type?: VariableType;
  readonly default?: VariableRow['default'];
  readonly reach?: VariableReach;
  readonly dynamic?: boolean;
  readonly plugin?: string;
  readonly alsoNamed?: readonly Spelling[];
}

/** A row; what is not said is a dynamic global number of 0 that every server knows. */
export function variable(name: string, options: RowOptions = {}): VariableRow {
  const plugin = options.plugin ?? null;
  return {
    name,
    names: [{ name, known: options.known ?? everywhere, plugin }, ...(options.alsoNamed ?? [])],
    type: options.type ?? 'number',
    default: options.default ?? (options.type === 'text' ? '' : 0),
    reach: options.reach ?? 'global',
    dynamic: options.dynamic ?? true,
    plugin,
  };
}

export function spelling(name: string, known: Known, plugin: string | null = null): Spelling {
  return { name, known, plugin };
}

/** A switch prints ON and OFF and takes 1, 0, TRUE and FALSE as well. */
export const SWITCH = { type: 'switch', default: 'OFF' } as const;
export const SWITCH_ON = { type: 'switch', default: 'ON' } as const;
export const TEXT = { type: 'text', default: '' } as const;
export const FIXED = { dynamic: false } as const;
