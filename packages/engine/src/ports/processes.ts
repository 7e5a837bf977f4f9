/** What runs on a server, read when somebody asks: the part of the `Servers` port that acts on sessions live on. */
import type { Address, ProbeFailure, ProcessList, SeenAccounts, ServerStanding, Settings } from '@topiary/domain';
import type { ObserveOptions } from './servers.ts';

export interface ServerProcesses {
  /** On a connection of its own, which disturbs nobody who acts: any process may ask. */
  listProcesses(address: Address, options: ProcessOptions): Promise<ProcessListResult>;
  /** How it is set up, on a connection of its own too. */
  readStanding(address: Address, options: StandingOptions): Promise<StandingResult>;
  /** All of its settings, on a connection of its own too. */
  readSettings(address: Address, options: ObserveOptions): Promise<SettingsResult>;
  /** Accounts of these names, and those without a name, on a connection of its own too. */
  readAccounts(address: Address, options: AccountOptions): Promise<SeenAccounts>;
}

export interface AccountOptions extends ObserveOptions {
  readonly users: readonly string[];
}

export interface ProcessOptions extends ObserveOptions {
  /** This one alone; `null`: as many as a list may hold. */
  readonly only: number | null;
  /** Also which transactions they have open, and which explicit locks they hold. */
  readonly holds?: boolean;
}

export interface StandingOptions extends ObserveOptions {
  readonly variables: readonly string[];
}

export type StandingResult =
  | { readonly kind: 'standing'; readonly standing: ServerStanding }
  | { readonly kind: 'failed'; readonly failure: ProbeFailure };

export type SettingsResult =
  | { readonly kind: 'settings'; readonly settings: Settings }
  | { readonly kind: 'failed'; readonly failure: ProbeFailure };

export type ProcessListResult =
  | { readonly kind: 'processes'; readonly list: ProcessList }
  | { readonly kind: 'failed'; readonly failure: ProbeFailure };
