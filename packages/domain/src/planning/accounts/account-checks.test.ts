import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import type { Policy } from '../../policy/policy.ts';
import { id, move, topology, withChannels } from '../../testing/index.ts';
import type { TopologyOptions } from '../../testing/index.ts';
import type { ChannelSettings } from '../../topology/observation.ts';
import { planIntent } from '../plan-intent.ts';
import { asPlanId } from '../plan.ts';
import type { Intent, Plan, Refusal } from '../plan.ts';
import type { ReplaceReason } from '../recovery/replace-intent.ts';
import { accountsFor } from './seen-account.ts';
import type { SeenAccount, SeenAccounts, SeenLately } from './seen-account.ts';
import { successorIn } from '../recovery/successor-in.ts';

const settings = topology('m > a').instances.get(id('a'))?.observation?.channels[0]?.settings;

const row = (change: Partial<SeenAccount> = {}): SeenAccount => ({
  user: 'repl',
  host: '%',
  plugin: 'mysql_native_password',
  requiresTls: false,
  mayReplicate: true,
  isLocked: false,
  ...change,
});

function channelWith(change: Partial<ChannelSettings>) {
  if (settings === undefined) throw new Error('a has a channel');
  return { user: 'repl', settings: { ...settings, getPublicKey: false, publicKeyPath: '', ...change } };
}

function planned(accounts: SeenAccounts, change: Partial<ChannelSettings> = {}, intent: Intent = move('a', 'b')) {
  const to = { change: withChannels(channelWith(change)) };
  const snapshot = topology('m > a, b, c', { servers: { a: to, b: to, c: to } });
  const reads = { accounts: new Map([[id('b'), accounts]]) };
  return planIntent({ snapshot, policy: DEFAULT_POLICY, id: asPlanId('p'), intent, reads });
}

const read = (...accounts: readonly SeenAccount[]): SeenAccounts => ({ kind: 'read', accounts });
const said = (made: Plan | Refusal): readonly string[] =>
  made.checks.flatMap(({ verdict, message: { code } }) => (code.startsWith('account-') ? [`${verdict} ${code}`] : []));

const tlsOn = (tls: ChannelSettings['tls'] | undefined): Partial<ChannelSettings> =>
  tls === undefined ? {} : { tls: { ...tls, enabled: true } };

describe('the account by which a replica will connect', () => {
  test.each<readonly [string, SeenAccounts, Partial<ChannelSettings>, string]>([
    ['is there', read(row()), {}, 'pass account-is-there'],
    ['is missing', read(row({ user: 'other' })), {}, 'fail account-missing'],
    ['is missing where anybody is let in', read(row({ user: '' })), {}, 'warn account-of-nobody'],
    ['is locked', read(row({ isLocked: true })), {}, 'fail account-locked'],
    [
      'is locked for one host of two',
      read(row({ isLocked: true }), row({ host: '10.%' })),
      {},
      'pass account-is-there',
    ],
    ['is let in over TLS only', read(row({ requiresTls: true })), {}, 'fail account-requires-tls'],
    ['may not replicate by itself', read(row({ mayReplicate: false })), {}, 'warn account-may-not-replicate'],
    ['needs the cache', read(row({ plugin: 'caching_sha2_password' })), {}, 'warn account-needs-cache'],
    [
      'may need the cache',
      read(row({ plugin: 'caching_sha2_password' }), row({ host: '10.%' })),
      {},
      'warn account-needs-cache',
    ],
    ['needs encryption', read(row({ plugin: 'sha256_password' })), {}, 'fail account-needs-encryption'],
    ['asks for the key', read(row({ plugin: 'sha256_password' })), { getPublicKey: true }, 'pass account-is-there'],
    [
      'has the key',
      read(row({ plugin: 'caching_sha2_password' })),
      { publicKeyPath: '/key.pem' },
      'pass account-is-there',
    ],
    [
      'has TLS',
      read(row({ plugin: 'caching_sha2_password', requiresTls: true })),
      tlsOn(settings?.tls),
      'pass account-is-there',
    ],
  ])('%s', (_, accounts, change, expected) => {
    const made = planned(accounts, change);
    expect(said(made)).toEqual([expected]);
    expect('kind' in made).toBe(expected.startsWith('fail'));
  });

  test('is said to be unknown, with the GRANT that would show it, where that matters', () => {
    const grant = 'GRANT SELECT (user) ON mysql.user TO `t`@`%`';
    const notes = (made: Plan | Refusal) => ('kind' in made ? [] : made.notes.map(({ code }) => code));
    expect(notes(planned({ kind: 'failed', grant }))).toContain('account-not-seen');
    expect(notes(planned({ kind: 'failed', grant: null }))).not.toContain('account-not-seen');
    expect(notes(planned({ kind: 'failed', grant }, { getPublicKey: true }))).not.toContain('account-not-seen');
  });
});

test('of several replicas the one that would be turned away is warned of, and the others go', () => {
  const to = (user: string) => ({ change: withChannels({ ...channelWith({}), user }) });
  const snapshot = topology('m > a, b, c', { servers: { a: to('repl'), b: to('repl'), c: to('old') } });
  const intent: Intent = { kind: 'relocate-replicas', source: id('m'), target: id('b'), only: null };
  const reads = { accounts: new Map([[id('b'), read(row())]]) };
  const made = planIntent({ snapshot, policy: DEFAULT_POLICY, id: asPlanId('p'), intent, reads });
  expect(said(made)).toEqual(['pass account-is-there', 'warn account-missing']);
});

describe('a takeover', () => {
  const POLICY: Policy = { ...DEFAULT_POLICY, replicationAccount: { origin: 'configured', user: 'own' } };
  const to = { change: withChannels(channelWith({})) };
  const silent = { change: withChannels({ ...channelWith({}), receiver: 'connecting' }) };
  const replace = (because: ReplaceReason): Intent => ({
    kind: 'replace-master',
    master: id('m'),
    successor: id('a'),
    because,
    rejoins: true,
  });
  const made = (intent: Intent, accounts?: SeenAccounts, servers: TopologyOptions['servers'] = { a: to, b: to }) => {
    const reads = accounts === undefined ? {} : { accounts: new Map([[id('a'), accounts]]) };
    const snapshot = topology('m > a, b', { servers });
    const plan = planIntent({ snapshot, policy: POLICY, id: asPlanId('p'), intent, reads });
    return { plan, asked: 'kind' in plan ? [] : [...accountsFor(plan, snapshot)] };
  };

  test('asks the successor for the accounts of those that will read from it, the old master among them', () => {
    expect(made(replace('takeover')).asked).toEqual([[id('a'), ['repl', 'own']]]);
  });

  test('is refused where one of them would be turned away afterwards', () => {
    const { plan } = made(replace('takeover'), read(row()));
    expect('kind' in plan).toBe(true);
    expect(said(plan)).toEqual(['pass account-is-there', 'fail account-missing']);
    expect('kind' in made(replace('takeover'), read(row(), row({ user: 'own' }))).plan).toBe(false);
  });

  test('of a master that has to go is done all the same, and warns', () => {
    const { plan } = made(replace('forced'), read(row()));
    expect(['kind' in plan, said(plan)]).toEqual([false, ['pass account-is-there', 'warn account-missing']]);
  });

  test('of a master that is gone asks nobody: nothing is waited for then', () => {
    const servers = { m: { health: 'unreachable' }, a: silent, b: silent } as const;
    const { plan, asked } = made(replace('dead'), undefined, servers);
    expect(['kind' in plan, asked]).toEqual([false, []]);
  });
});

describe('a master that is gone, of whose replicas the accounts were seen lately', () => {
  const silent = (user: string) => ({ change: withChannels({ ...channelWith({}), user, receiver: 'connecting' }) });
  const servers = { m: { health: 'unreachable' }, a: silent('of-a'), b: silent('of-b'), c: silent('of-c') } as const;
  const seen = (...users: readonly string[]) => ({
    users: ['of-a', 'of-b', 'of-c'],
    seen: read(...users.map((user) => row({ user }))),
  });
  const made = (accounts: SeenLately) =>
    planIntent({
      snapshot: topology('m > a, b, c', { servers }),
      policy: { ...DEFAULT_POLICY, accounts },
      id: asPlanId('p'),
      intent: { kind: 'replace-master', master: id('m'), successor: null, because: 'dead' },
    });
  const successor = (accounts: SeenLately): string | null => {
    const plan = made(accounts);
    return 'kind' in plan ? null : successorIn(plan);
  };

  test('is replaced by one that lets the others in', () => {
    expect(successor(new Map())).toBe(id('a'));
    expect(successor(new Map([[id('a'), seen('of-b')]]))).toBe(id('b'));
    expect(
      successor(
        new Map([
          [id('a'), seen('of-b')],
          [id('b'), seen()],
          [id('c'), seen('of-a', 'of-b')],
        ]),
      ),
    ).toBe(id('c'));
  });

  test('is replaced all the same where nobody does, and it is said who would be turned away', () => {
    const plan = made(new Map(['a', 'b', 'c'].map((name) => [id(name), seen()])));
    expect(['kind' in plan, said(plan)]).toEqual([false, ['warn account-missing', 'warn account-missing']]);
  });

  test('is judged by nothing that was not asked for', () => {
    expect(successor(new Map([[id('a'), { ...seen(), users: ['others'] }]]))).toBe(id('a'));
  });
});

test('the target of a move is asked for the name of the channel', () => {
  const snapshot = topology('m > a, b', { servers: { a: { change: withChannels(channelWith({})) } } });
  const plan = planIntent({ snapshot, policy: DEFAULT_POLICY, id: asPlanId('p'), intent: move('a', 'b') });
  expect('kind' in plan ? null : [...accountsFor(plan, snapshot)]).toEqual([[id('b'), ['repl']]]);
});
