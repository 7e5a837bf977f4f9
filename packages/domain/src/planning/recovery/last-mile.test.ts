import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import type { Policy } from '../../policy/policy.ts';
import { id, instanceIn, planned, topology, uuidOf, withInstance, withSettings } from '../../testing/index.ts';
import type { TopologyOptions } from '../../testing/records.ts';
import type { GtidState, Observation } from '../../topology/observation.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import type { ControlAct } from '../control/control-acts.ts';
import { planIntent, titleOf, withNames } from '../plan-intent.ts';
import { asPlanId, stepsInOrder } from '../plan.ts';
import type { Plan } from '../plan.ts';
import { predict } from '../predict.ts';
import { comingBack, fencingParts } from './fence-step.ts';
import { oldMasterState } from './old-master.ts';

const POLICY: Policy = { ...DEFAULT_POLICY, replicationAccount: { origin: 'configured', user: 'repl' } };
/** After a failover from `m` to `a`. */
const AFTER = 'm; a > b';
const MARIADB: TopologyOptions = { family: 'mariadb' };

const open = withSettings({ readOnly: false, superReadOnly: false });
const closed = withSettings({ readOnly: true, superReadOnly: true });

/** By name, what each has executed; nobody has more than they say. */
function after(sets: Readonly<Record<'m' | 'a', string>>, options: TopologyOptions = {}): TopologySnapshot {
  const found = topology(AFTER, options);
  const executed = (name: 'm' | 'a') => (observation: Observation) => ({
    ...observation,
    gtid: gtidWith(observation.gtid, sets[name]),
  });
  const withM = withInstance(found, 'm', { observation: (each) => closed(executed('m')(each)) });
  return withInstance(withM, 'a', { observation: (each) => open(executed('a')(each)) });
}

function gtidWith(gtid: GtidState, text: string): GtidState {
  if (gtid.kind === 'mysql') return { ...gtid, executed: text, purged: '' };
  if (gtid.kind !== 'mariadb') return gtid;
  return { ...gtid, binlogPosition: text, binlogState: text, slavePosition: '', currentPosition: text };
}

const act = (wanted: ControlAct, on = 'm') => ({ kind: 'control', instance: id(on), act: wanted }) as const;
const rejoin = (own: 'refuse' | 'inject-empty' = 'refuse') => act({ kind: 'rejoin', below: id('a'), own });
const kinds = (made: Plan): readonly string[] => stepsInOrder(made).map(({ kind, instance }) => `${kind} ${instance}`);

function reasons(snapshot: TopologySnapshot, intent: Plan['intent'], policy = POLICY): readonly string[] {
  const made = planIntent({ snapshot, policy, intent, id: asPlanId('p') });
  return 'kind' in made ? made.reasons.map(({ code }) => code) : [];
}

const MS = `${uuidOf(1)}:1-10`;
const OWN = `${uuidOf(1)}:1-12`;

describe('fencing', () => {
  test('tries read-only, then offline mode, then without the sessions, then the command, as far as there are such', () => {
    const hasHook: Policy = { ...POLICY, fencing: { required: false, hasHook: true } };
    const snapshot = withInstance(topology('m > a'), 'm', { observation: open });
    const [step] = stepsInOrder(planned(snapshot, act({ kind: 'fence' }), hasHook));
    expect(step).toMatchObject({ kind: 'fence', ways: ['read-only', 'offline-mode', 'end-sessions', 'hook'] });
    const maria = withInstance(topology('m > a', MARIADB), 'm', { observation: open });
    const [other] = stepsInOrder(planned(maria, act({ kind: 'fence' }), POLICY));
    expect(other).toMatchObject({ kind: 'fence', ways: ['read-only', 'end-sessions'], to: 'read-only' });
    if (step?.kind !== 'fence') throw new Error('it is not fenced');
    const parts = [...fencingParts(step)].map(([way, { kind }]) => [way, kind]);
    expect(parts).toEqual([
      ['read-only', 'set-writability'],
      ['offline-mode', 'set-offline-mode'],
      ['end-sessions', 'set-writability'],
    ]);
  });

  test('of one that replicates does not leave it offline', () => {
    const both = withInstance(withInstance(topology('m > a'), 'a', { observation: open }), 'm', { observation: open });
    const fences = (['a', 'm'] as const).map((name) => stepsInOrder(planned(both, act({ kind: 'fence' }, name)))[0]);
    expect(fences).toMatchObject([{ kind: 'fence', waitsForNobody: true }, { kind: 'fence' }]);
    expect(fences[1]).not.toHaveProperty('waitsForNobody');
    expect(fences.map((step) => step?.kind === 'fence' && comingBack(step)?.kind)).toEqual([
      'set-offline-mode',
      undefined,
    ]);
  });

  test('of a server that takes no writes is refused', () => {
    expect(reasons(withInstance(topology('m > a'), 'm', { observation: closed }), act({ kind: 'fence' }))).toEqual([
      'fenced-already',
    ]);
  });

  test.each([
    ['timeout', true, ['fence m:3306', 's1']],
    ['timeout', false, ['fence m:3306', undefined]],
  ] as const)(
    'of a master that answers with %s, required %s, comes before another is opened',
    (kind, required, wanted) => {
      const policy: Policy = { ...POLICY, fencing: { required, hasHook: false } };
      const made = planned(dead(kind), { ...REPLACE, because: 'dead' }, policy);
      const [fence, next] = stepsInOrder(made);
      expect([`${fence?.kind} ${fence?.instance}`, next?.needs?.[0]]).toEqual(wanted);
    },
  );

  test('where it is required and nothing can do it refuses the plan; where connections are refused nothing is needed', () => {
    const required: Policy = { ...POLICY, fencing: { required: true, hasHook: false } };
    expect(reasons(dead('name-not-found'), REPLACE, required)).toEqual(['fence-impossible']);
    const byHook: Policy = { ...POLICY, fencing: { required: true, hasHook: true } };
    const [hook] = stepsInOrder(planned(dead('name-not-found'), REPLACE, byHook));
    expect(hook).toMatchObject({ kind: 'fence', ways: ['hook'], deadlineMs: 0 });
    const made = planned(dead('refused'), REPLACE, required);
    expect(stepsInOrder(made).some(({ kind }) => kind === 'fence')).toBe(false);
    expect(made.checks.map(({ message }) => message.code)).toContain('fence-not-needed');
  });
});

const REPLACE = { kind: 'replace-master', master: id('m'), successor: id('a'), because: 'dead' } as const;

function dead(kind: 'timeout' | 'refused' | 'name-not-found'): TopologySnapshot {
  const cut = withInstance(topology('m > a, b'), 'm', { health: 'unreachable' });
  const silent = ['a', 'b'].reduce(
    (snapshot, name) =>
      withInstance(snapshot, name, {
        observation: (found) => ({
          ...found,
          channels: found.channels.map((channel) => ({ ...channel, receiver: 'connecting' as const })),
        }),
      }),
    cut,
  );
  const master = instanceIn(silent, 'm');
  const failure = { kind, code: kind, detail: '', grant: null, waitingFor: null } as const;
  return { ...silent, instances: new Map([...silent.instances, [master.id, { ...master, failure }]]) };
}

describe('a master that was replaced', () => {
  const old = { replaced: id('m'), by: id('a') };

  test('is a second writer when it comes back open, and apart when it is closed', () => {
    const snapshot = after({ m: MS, a: MS });
    expect(oldMasterState(snapshot, old)).toEqual({ kind: 'apart', own: { kind: 'none' } });
    expect(oldMasterState(withInstance(snapshot, 'm', { observation: open }), old)).toEqual({ kind: 'writable' });
    const offline = withInstance(snapshot, 'm', {
      observation: withSettings({ readOnly: false, superReadOnly: false, offlineMode: true }),
    });
    expect(oldMasterState(offline, old).kind).toBe('apart');
  });

  test('is told by name what nobody else has', () => {
    const state = oldMasterState(after({ m: OWN, a: MS }), old);
    expect(state).toMatchObject({ kind: 'apart', own: { kind: 'some' } });
  });

  test.each([
    ['silent', withInstance(topology(AFTER), 'm', { health: 'unreachable' })],
    ['silent', withInstance(topology(AFTER), 'a', { health: 'suspect' })],
    ['master-again', topology('m > a; a > b')],
    ['replicates', withInstance(topology('a > b, m'), 'm', { observation: closed })],
  ] as const)('is %s where nothing is to be done', (kind, snapshot) => {
    expect(oldMasterState(snapshot, old)).toEqual({ kind });
  });
});

describe('to rejoin', () => {
  test('closes it, sets it up as its siblings are, and leaves it below the new master', () => {
    const snapshot = withInstance(after({ m: MS, a: MS }), 'm', { observation: open });
    const made = planned(snapshot, rejoin(), POLICY);
    expect(kinds(made)).toEqual([`set-writability ${id('m')}`, `set-up-replication ${id('m')}`]);
    const [close, setUp] = stepsInOrder(made);
    expect(close).toMatchObject({ to: 'super-read-only', stays: true });
    expect(setUp).toMatchObject({ positioning: 'auto-position', starts: true, user: 'repl', asked: id('a') });
    expect(titleOf(made)).toMatchObject({ code: 'title-rejoin' });
    const then = predict(made, snapshot, POLICY);
    expect(then.edges.map(({ replica, source }) => `${replica} ${source}`)).toEqual([
      `${id('b')} ${id('a')}`,
      `${id('m')} ${id('a')}`,
    ]);
    expect(instanceIn(then, 'm').observation?.settings.readOnly).toBe(true);
  });

  test('adopts its own log on MariaDB, and lets clients in again where it was taken offline', () => {
    const maria = planned(after({ m: '0-1-10', a: '0-1-10' }, MARIADB), rejoin(), POLICY);
    expect(stepsInOrder(maria).at(-1)).toMatchObject({ kind: 'set-up-replication', adoptsOwnLog: true });
    const offline = withInstance(after({ m: MS, a: MS }), 'm', { observation: withSettings({ offlineMode: true }) });
    expect(kinds(planned(offline, rejoin(), POLICY)).at(-1)).toBe(`set-offline-mode ${id('m')}`);
  });

  test('is refused for transactions of its own, which are named, and done with empty ones in their place', () => {
    const snapshot = after({ m: OWN, a: MS });
    const refusal = planIntent({ snapshot, policy: POLICY, intent: rejoin(), id: asPlanId('p') });
    expect('kind' in refusal ? refusal.reasons : []).toMatchObject([
      { code: 'has-its-own', params: { own: `${uuidOf(1)}:11-12` } },
    ]);
    const made = planned(snapshot, rejoin('inject-empty'), POLICY);
    expect(kinds(made)).toEqual([`inject-empty-transactions ${id('a')}`, `set-up-replication ${id('m')}`]);
    expect(stepsInOrder(made)[0]).toMatchObject({ gtids: `${uuidOf(1)}:11-12`, count: 2, lane: id('m') });
    expect(made.checks.map(({ message }) => message.code)).toContain('own-data-stays');
  });

  test('is refused on MariaDB whatever is wished, below itself, without an account, and where it has a source', () => {
    expect(reasons(after({ m: '0-1-12', a: '0-1-10' }, MARIADB), rejoin('inject-empty'))).toContain(
      'has-its-own-mariadb',
    );
    expect(reasons(after({ m: MS, a: MS }), act({ kind: 'rejoin', below: id('m'), own: 'refuse' }))).toEqual([
      'same-server',
    ]);
    expect(reasons(after({ m: MS, a: MS }), rejoin(), DEFAULT_POLICY)).toEqual(['no-replication-account']);
    expect(reasons(topology('a > b, m'), rejoin())).toEqual(['already-there']);
    expect(reasons(topology('x > m; a > b'), rejoin())).toEqual(['rejoin-has-source']);
    expect(reasons(topology('m > a; a > b'), rejoin())).toEqual(['own-descendant']);
  });

  test('is asked for by any name of the two', () => {
    const renamed = withNames(rejoin(), (each) => (each === id('a') ? id('x') : each));
    expect(renamed).toMatchObject({ act: { below: id('x') } });
  });
});

describe('to be filled anew', () => {
  const clone = (donor: string, replacesAllData = true, on = 'b') =>
    act({ kind: 'clone-from', donor: id(donor), replacesAllData }, on);

  test('asks first, stands still and open for its own drop, gets the data, is closed, and goes below the master', () => {
    const snapshot = withInstance(topology('m > a, b'), 'b', { observation: closed });
    const made = planned(snapshot, clone('a'), POLICY);
    expect(stepsInOrder(made).map(({ kind }) => kind)).toEqual([
      'check-clone',
      'stop-replication',
      'set-writability',
      'clone-data',
      'set-writability',
      'set-up-replication',
    ]);
    const [, , opens, , closes, joins] = stepsInOrder(made);
    expect([opens, closes]).toMatchObject([{ to: 'read-only' }, { to: 'super-read-only', stays: true }]);
    expect(joins).toMatchObject({ source: { host: 'm' }, isRepeated: true, starts: true });
    expect(made.checks.map(({ message }) => message.code)).toContain('clone-replaces-all');
    expect(titleOf(made)).toMatchObject({ code: 'title-clone-from' });
    const fromMaster = stepsInOrder(planned(snapshot, clone('m'), POLICY)).at(-1);
    expect(fromMaster).toMatchObject({ source: { host: 'm' } });
  });

  test('has to be agreed to, and is refused where it cannot be', () => {
    expect(reasons(topology('m > a, b'), clone('a', false))).toEqual(['clone-not-confirmed']);
    expect(reasons(topology('m > a, b'), clone('b'))).toEqual(['same-server']);
    expect(reasons(topology('m > a, b; b > c'), clone('a'))).toEqual(['clone-has-replicas']);
    expect(reasons(topology('m > a, b', MARIADB), clone('a'))).toEqual(['clone-mysql-only']);
    expect(reasons(topology('m > a, b'), clone('a'), DEFAULT_POLICY)).toEqual(['no-replication-account']);
  });

  test.each([
    ['8.0.16', '8.0.16', ['clone-versions']],
    ['8.0.30', '8.0.31', ['clone-versions']],
    ['8.0.30', '8.0.30', []],
    ['8.0.37', '8.0.40', []],
    ['8.4.3', '9.7.1', ['clone-versions']],
  ])('of %s from %s: %j', (own, donor, wanted) => {
    const servers = { b: { version: own }, a: { version: donor } };
    expect(reasons(topology('m > a, b', { version: donor, servers }), clone('a'))).toEqual(wanted);
  });
});
