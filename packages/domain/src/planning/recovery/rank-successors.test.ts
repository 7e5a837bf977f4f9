import { describe, expect, test } from 'vitest';
import { MysqlGtidSet } from '../../replication/mysql-gtid-set.ts';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import type { Policy } from '../../policy/policy.ts';
import { id, topology, withChannels, withInstance, withSettings } from '../../testing/index.ts';
import type { Observation } from '../../topology/observation.ts';
import type { Instance, TopologySnapshot } from '../../topology/snapshot.ts';
import { hasSuccessor, mayBeChosen, rankSuccessors } from './rank-successors.ts';
import type { RankedSuccessor } from './rank-successors.ts';

const TREE = 'm > a, b, c';

function ranked(snapshot: TopologySnapshot, policy: Policy = DEFAULT_POLICY): readonly RankedSuccessor[] {
  const question = { snapshot, policy, master: id('m'), user: null };
  const all = rankSuccessors(question);
  expect(hasSuccessor(question)).toBe(all.some(mayBeChosen));
  return all;
}

const names = (all: readonly RankedSuccessor[]): readonly string[] => all.map(({ instance }) => instance.id);
const behind = (all: readonly RankedSuccessor[]): readonly (string | null)[] =>
  all.map((one) => one.behind?.code ?? null);

function classified(
  name: string,
  change: Partial<Instance['classification']>,
): (from: TopologySnapshot) => TopologySnapshot {
  return (snapshot) => {
    const instance = snapshot.instances.get(id(name));
    if (instance === undefined) throw new Error(`no ${name}`);
    const changed = { ...instance, classification: { ...instance.classification, ...change } };
    return { ...snapshot, instances: new Map([...snapshot.instances, [instance.id, changed]]) };
  };
}

const executed =
  (text: string) =>
  (found: Observation): Observation =>
    found.gtid.kind === 'mysql' ? { ...found, gtid: { ...found.gtid, executed: text } } : found;

describe('the ranking of successors', () => {
  test('is by address where nothing else tells them apart', () => {
    const all = ranked(topology(TREE));
    expect(names(all)).toEqual([id('a'), id('b'), id('c')]);
    expect(behind(all)).toEqual([null, null, null]);
    expect(all.every(mayBeChosen)).toBe(true);
  });

  test('leaves out who lets nobody in', () => {
    const offline = withInstance(topology(TREE), 'a', { observation: withSettings({ offlineMode: true }) });
    const one = ranked(offline).find(({ instance }) => instance.id === id('a'));
    expect(one?.vetoes.firm.map(({ code }) => code)).toEqual(['successor-offline']);
  });

  test('puts what people want first, and then where the master stood', () => {
    const places = classified('c', { dataCenter: 'east' })(
      classified('b', { promotionRule: 'prefer' })(classified('m', { dataCenter: 'east' })(topology(TREE))),
    );
    const all = ranked(places);
    expect(names(all)).toEqual([id('b'), id('c'), id('a')]);
    expect(behind(all)).toEqual([null, 'behind-by-rule', 'behind-by-rule']);
    const [first, second] = ranked(classified('b', { promotionRule: null })(places));
    expect([first?.instance.id, second?.behind?.code]).toEqual([id('c'), 'behind-by-data-center']);
  });

  test('puts one with transactions of its own last, whatever people want', () => {
    const snapshot = classified('a', { promotionRule: 'prefer' })(topology(TREE));
    const a = snapshot.instances.get(id('a'));
    const set = MysqlGtidSet.parse('00000000-0000-0000-0000-0000000000aa:1');
    if (a === undefined || !set.ok) throw new Error('no a');
    const found = { family: 'mysql', set: set.set } as const;
    const errant = { ...a, errant: { ...a.errant, found } };
    const all = ranked({ ...snapshot, instances: new Map([...snapshot.instances, [a.id, errant]]) });
    expect([names(all).at(-1), behind(all).at(-1)]).toEqual([id('a'), 'behind-by-errant']);
  });

  test('under a dead master prefers who received more, also what is not applied yet', () => {
    const uuid = '00000000-0000-0000-0000-000000000001';
    const options = {
      servers: {
        a: { change: executed(`${uuid}:1-90`) },
        b: {
          change: (found: Observation) => withChannels({ retrieved: `${uuid}:1-100` })(executed(`${uuid}:1-80`)(found)),
        },
        c: { change: executed(`${uuid}:1-95`) },
      },
    };
    const dead = withInstance(topology(TREE, options), 'm', { health: 'unreachable' });
    const all = ranked(dead);
    expect(all.map(({ instance, lacks }) => [instance.id, lacks])).toEqual([
      [id('b'), 0n],
      [id('c'), 5n],
      [id('a'), 10n],
    ]);
    expect(behind(all)).toEqual([null, 'behind-by-received', 'behind-by-received']);
  });

  test('compares versions as numbers', () => {
    const of = (a: string, b: string) =>
      names(ranked(topology('m > a, b', { family: 'mariadb', servers: { a: { version: a }, b: { version: b } } })));
    expect(of('10.11.6-MariaDB', '10.4.32-MariaDB')).toEqual([id('b'), id('a')]);
    expect(of('10.4.9-MariaDB', '10.4.10-MariaDB')).toEqual([id('a'), id('b')]);
  });

  test('is the same whatever order it is asked in: no three of them beat each other in a circle', () => {
    const mixed = topology(TREE, {
      servers: {
        a: { change: withSettings({ binlogFormat: 'STATEMENT' }), version: '9.7.5' },
        b: { change: withSettings({ binlogFormat: 'ROW' }), version: '9.7.4' },
        c: { change: withSettings({ binlogFormat: 'MIXED' }), version: '9.7.4' },
      },
    });
    const all = names(ranked(mixed));
    for (const without of ['a', 'b', 'c']) {
      const fewer = withInstance(mixed, without, { health: 'unreachable' });
      expect(names(ranked(fewer).filter(mayBeChosen))).toEqual(
        names(ranked(mixed).filter(mayBeChosen)).filter((each) => each !== id(without)),
      );
    }
    expect(all).toHaveLength(3);
  });
});

describe('a veto', () => {
  const firm = (snapshot: TopologySnapshot, policy?: Policy): readonly string[] =>
    ranked(snapshot, policy)
      .filter(({ instance }) => instance.id === id('a'))
      .flatMap(({ vetoes }) => vetoes.firm.map(({ code }) => code));
  const promotion = (change: Partial<Policy['promotion']>): Policy => ({
    ...DEFAULT_POLICY,
    promotion: { ...DEFAULT_POLICY.promotion, ...change },
  });
  const changed = (change: (found: Observation) => Observation): TopologySnapshot =>
    topology(TREE, { servers: { a: { change } } });

  test('is what makes a replica unfit', () => {
    expect(firm(changed(withSettings({ logReplicaUpdates: false })))).toEqual(['candidate-logs-nothing']);
    expect(firm(changed(withChannels({ delaySeconds: 3600 })))).toEqual(['candidate-delayed']);
    expect(firm(changed(withChannels({ applier: 'stopped' })))).toEqual(['candidate-stands']);
    expect(firm(changed(withChannels({ positioning: 'file' })))).toEqual(['successor-by-file']);
    expect(firm(classified('a', { promotionRule: 'must_not' })(topology(TREE)))).toEqual(['candidate-banned']);
    expect(firm(classified('a', { neverPromoted: true })(topology(TREE)))).toEqual(['candidate-banned']);
    expect(firm(withInstance(topology(TREE), 'a', { health: 'unreachable' }))).toEqual(['candidate-silent']);
  });

  test('is what the configuration forbids, and nothing where it does not', () => {
    const away = classified('a', { dataCenter: 'west', region: 'r2' })(
      classified('m', { dataCenter: 'east', region: 'r1' })(topology(TREE)),
    );
    expect(firm(away)).toEqual([]);
    expect(firm(away, promotion({ staysInDataCenter: true }))).toEqual(['successor-other-data-center']);
    expect(firm(away, promotion({ staysInRegion: true }))).toEqual(['successor-other-region']);
    const late = changed(withChannels({ lagSeconds: 600 }));
    expect(firm(late)).toEqual([]);
    expect(firm(late, promotion({ maxLagSeconds: 600 }))).toEqual(['successor-too-late']);
    const queue = changed(withChannels({ executedPosition: { file: 'binlog.000002', position: 4 } }));
    expect(firm(queue)).toEqual([]);
    expect(firm(queue, promotion({ mustHaveApplied: true }))).toEqual(['successor-not-applied']);
  });

  test.each([
    ['successor-filters', withChannels({ filters: ['Replicate_Ignore_DB=logs'] })],
    ['successor-logs-part', (seen: Observation) => ({ ...seen, binlogFilters: ['Binlog_Do_DB=shop'] })],
  ])('keeps one that lacks a part from being chosen by itself (%s), and not from being named', (code, change) => {
    const all = ranked(changed(change));
    expect(names(all)).toEqual([id('b'), id('c'), id('a')]);
    const last = all.at(-1);
    expect(last?.vetoes.soft.map((reason) => reason.code)).toEqual([code]);
    expect(last?.vetoes.firm).toEqual([]);
    expect(names(ranked(changed(change), promotion({ mayBeFiltered: true })))[0]).toBe(id('a'));
  });

  test('puts a replica behind all that may be chosen', () => {
    expect(names(ranked(changed(withSettings({ logReplicaUpdates: false }))))).toEqual([id('b'), id('c'), id('a')]);
  });
});
