import type { AccountName } from './sequence.ts';

/** From where they may connect. */
export const ANY = '%';

export type Accounts = Readonly<Record<AccountName, { readonly user: string; readonly password: string }>>;
