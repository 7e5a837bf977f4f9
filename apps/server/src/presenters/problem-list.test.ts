import { analyse, analysisContext, asInstant, asPlanId } from '@topiary/domain';
import type { TopologySnapshot } from '@topiary/domain';
import { id, topology, withChannels, withInstance } from '@topiary/domain/testing';
import type { RecoveryRecord, ScheduledTakeover } from '@topiary/engine';
import { describe, expect, test } from 'vitest';
import { careOf, listProblems } from './problem-list.ts';

const AT = asInstant(1_000);

function list(snapshot: TopologySnapshot, more: Partial<Parameters<typeof listProblems>[0]> = {}) {
  const findings = analyse(snapshot, analysisContext()).findings.map((finding) => ({ ...finding, since: AT }));
  return listProblems({ snapshot, findings, recoveries: [], blocked: [], takeovers: [], filter: () => null, ...more });
}

const told = (...args: Parameters<typeof list>): readonly string[] =>
  list(...args).map(({ place: { kind, instance } }) => `${kind} ${instance}`);

function recovery(change: Partial<RecoveryRecord> = {}): RecoveryRecord {
  const [cluster] = topology('m > a').clusters.values();
  if (cluster === undefined) throw new Error('there is a cluster');
  return {
    id: 1,
    uid: 'u',
    cluster: cluster.id,
    clusterName: 'm:3306',
    clusterAlias: null,
    instance: id('m'),
    code: 'DeadMaster',
    scope: 'master',
    forced: false,
    startedAt: AT,
    detection: null,
    endedAt: AT,
    changed: true,
    successor: id('a'),
    plan: asPlanId('p'),
    acknowledged: null,
    details: {
      masterAddress: 'm:3306',
      replicas: [],
      holder: { hostname: 'h', processId: 1 },
      user: '',
      command: '',
      successorAlias: '',
      participants: [],
      lost: [],
      errors: [],
      timings: [],
    },
    ...change,
  };
}

function takeover(change: Partial<ScheduledTakeover>): ScheduledTakeover {
  const { cluster, clusterName } = recovery();
  return {
    id: 't1',
    intent: { kind: 'replace-master', because: 'takeover', master: id('m'), successor: id('a'), rejoins: true },
    cluster,
    clusterName,
    from: AT,
    until: AT,
    createdAt: AT,
    actor: { user: 'li', address: '127.0.0.1', via: 'api' },
    state: 'missed',
    plan: null,
    endedAt: AT,
    reasons: [],
    ...change,
  };
}

describe('the list of problems', () => {
  test('has a server that is away though no finding speaks of it, unless somebody put it in downtime', () => {
    const leafGone = withInstance(topology('m > a, b, c'), 'c', { health: 'unreachable' });
    expect(told(leafGone)).toEqual([`server ${id('c')}`]);
    expect(told(leafGone, { filter: (one) => (one === id('c') ? 'c' : null) })).toEqual([]);
  });

  test('has a detached replica', () => {
    const detached = withInstance(topology('m > a, b'), 'b', {
      observation: withChannels({ source: { host: '//m', port: 3306 }, receiver: 'stopped', applier: 'stopped' }),
    });
    const [item] = list(detached).flatMap((one) => (one.kind === 'ready' ? [one.item] : []));
    expect(item?.kind === 'server' && item.problems.map(({ code }) => code)).toEqual(['detached']);
  });

  test('tells a dead master once, not again for each replica that cannot connect', () => {
    const errors = { receiver: 'connecting', receiverError: { number: 2003, text: 'x' } } as const;
    const cut = ['a', 'b'].reduce(
      (snapshot, name) => withInstance(snapshot, name, { observation: withChannels(errors) }),
      topology('m > a, b'),
    );
    const kinds = told(withInstance(cut, 'm', { health: 'unreachable' }));
    expect(kinds).toContain(`failure ${id('m')}`);
    expect(kinds.filter((one) => one.startsWith('server'))).toEqual([]);
  });

  test('has what is held back, with the recovery that holds it', () => {
    const snapshot = topology('m > a');
    const [cluster] = snapshot.clusters.values();
    if (cluster === undefined) throw new Error('there is a cluster');
    const blocked = { cluster: cluster.id, clusterName: '', instance: id('m'), code: 'DeadMaster', at: AT };
    expect(list(snapshot, { blocked: [{ ...blocked, by: 7, byUid: 'u7' }] })).toMatchObject([
      { item: { kind: 'held-back', by: 'u7', severity: 'critical' } },
    ]);
  });

  test('has a takeover that was missed, for a day and until another is scheduled', () => {
    const snapshot = topology('m > a');
    const endedAt = asInstant(snapshot.asOf - 3_600_000);
    const one = takeover({ state: 'missed', endedAt });
    expect(list(snapshot, { takeovers: [one] })).toMatchObject([
      { item: { kind: 'takeover', instance: id('m'), since: endedAt, takeover: { id: 't1', rejoins: true } } },
    ]);
    expect(told(snapshot, { takeovers: [takeover({ state: 'waiting' }), one] })).toEqual([]);
    expect(told(snapshot, { takeovers: [{ ...one, endedAt: asInstant(snapshot.asOf - 90_000_000) }] })).toEqual([]);
  });

  test('has one recovery of those that did nothing again and again', () => {
    const nothing = { successor: null, changed: false };
    const tries = [recovery({ ...nothing, uid: 'new' }), recovery({ ...nothing, uid: 'old' })];
    const items = list(topology('m > a'), { recoveries: tries });
    expect(items).toMatchObject([{ item: { kind: 'recovery', care: 'unchanged', recovery: { uid: 'new' } } }]);
  });
});

describe('a recovery needs a person', () => {
  const { details } = recovery();
  const said = { code: 'condition-writable', params: { instance: id('a') } } as const;
  test.each([
    [{ endedAt: null }, 'running'],
    [{ successor: null }, 'unresolved'],
    [{ successor: null, changed: false }, 'unchanged'],
    [{ details: { ...details, errors: [said] } }, 'partly'],
    [{ details: { ...details, lost: [id('b')] } }, 'lost'],
    [{}, null],
    [{ successor: null, acknowledged: { at: AT, by: 'jo', comment: 'seen' } }, null],
  ])('where it is %o: %s', (change, care) => {
    expect(careOf(recovery(change))).toBe(care);
  });
});
