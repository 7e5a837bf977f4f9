/** The accounts of the contract suite's fakes. */
import type { Account, Grant } from '@topiary/fleet';
import { MODEST_GRANTS } from '@topiary/sandbox';

export const ROOT = { user: 'root', password: 'root-of-everything' };
export const TOPIARY = { user: 'topiary', password: 'topiary-in-its-garden' };
export const BARE = { user: 'bare', password: 'bare-of-everything' };
export const MODEST = { user: 'modest', password: 'modest-in-its-needs' };
export const REPLICATOR = { user: 'replicator', password: 'replicator-of-rows' };
const ALL: readonly Grant[] = [{ privileges: ['ALL PRIVILEGES'], on: '*.*' }];

/** `plugin` is the method by which they authenticate. */
export function accountsOf(plugin: string): readonly Account[] {
  const account = (who: { readonly user: string; readonly password: string }, grants: readonly Grant[]): Account => ({
    ...who,
    host: '%',
    plugin,
    grants,
  });
  return [
    account(ROOT, ALL),
    account(TOPIARY, ALL),
    account(REPLICATOR, [{ privileges: ['REPLICATION SLAVE'], on: '*.*' }]),
    account(MODEST, MODEST_GRANTS),
    account(BARE, []),
  ];
}
