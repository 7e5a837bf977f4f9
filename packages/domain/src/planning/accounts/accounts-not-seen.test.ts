import { expect, test } from 'vitest';
import { id, topology, withChannels } from '../../testing/index.ts';
import { accountsNotSeen } from './accounts-not-seen.ts';
import type { SeenAccounts } from './seen-account.ts';

const GRANT = 'GRANT SELECT (user) ON mysql.user TO `t`@`%`';

function unseen(seen: SeenAccounts, { getPublicKey = false, user = 'repl' } = {}): readonly unknown[] {
  const plain = topology('m > a, b, c');
  const settings = plain.instances.get(id('b'))?.observation?.channels[0]?.settings;
  if (settings === undefined) throw new Error('b has a channel');
  const channel = { user, settings: { ...settings, getPublicKey, publicKeyPath: '' } };
  const change = { change: withChannels(channel) };
  const snapshot = topology('m > a, b, c', { servers: { b: change, c: change } });
  const accounts = new Map([[id('a'), { users: [user], seen }]]);
  return accountsNotSeen({ snapshot, master: id('m'), candidate: id('a'), accounts }).map(({ params }) => params);
}

test('by which accounts others would connect to a successor that hides them is said once, where that matters', () => {
  const said = [{ source: id('a'), user: 'repl', grant: GRANT }];
  expect(unseen({ kind: 'failed', grant: GRANT })).toEqual(said);
  expect(unseen({ kind: 'failed', grant: GRANT }, { getPublicKey: true })).toEqual([]);
  expect(unseen({ kind: 'failed', grant: null })).toEqual([]);
  expect(unseen({ kind: 'read', accounts: [] })).toEqual([]);
});
