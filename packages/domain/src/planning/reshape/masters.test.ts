import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import type { Policy } from '../../policy/policy.ts';
import { id, planned, topology, withChannels, withInstance, withSettings } from '../../testing/index.ts';
import type { TopologyOptions } from '../../testing/records.ts';
import { edgesOf } from '../../topology/queries.ts';
import type { Observation } from '../../topology/observation.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import { asPlanId, stepsInOrder } from '../plan.ts';
import type { Intent, Plan } from '../plan.ts';
import { planIntent } from '../plan-intent.ts';
import { oppositeOf } from '../step-kinds.ts';
import { predict } from '../predict.ts';

const POLICY: Policy = { ...DEFAULT_POLICY, replicationAccount: { origin: 'configured', user: 'repl' } };
const TREE = 'm > a, b; a > c';

const beside = (replica: string): Intent => ({
  kind: 'reshape',
  shape: { kind: 'make-co-master', replica: id(replica) },
});
const instead = (replica: string): Intent => ({
  kind: 'reshape',
  shape: { kind: 'make-master', replica: id(replica) },
});
const kinds = (made: Plan): readonly string[] => stepsInOrder(made).map(({ kind }) => kind);
const warnings = ({ checks }: Plan): readonly string[] =>
  checks.filter(({ verdict }) => verdict === 'warn').map(({ message }) => message.code);

function refusal(snapshot: TopologySnapshot, intent: Intent, policy: Policy = POLICY): readonly string[] {
  const made = planIntent({ snapshot, policy, intent, id: asPlanId('p') });
  return 'kind' in made ? made.reasons.map(({ code }) => code) : [];
}

describe('a co-master', () => {
  test('is made by one step on MySQL, which says who logs in and never with what', () => {
    const snapshot = topology(TREE);
    const made = planned(snapshot, beside('a'), POLICY);
    expect(stepsInOrder(made)).toEqual([
      expect.objectContaining({
        kind: 'set-up-replication',
        instance: id('m'),
        source: { host: 'a', port: 3306 },
        user: 'repl',
        positioning: 'auto-position',
        settings: expect.objectContaining({ getPublicKey: true }),
      }),
    ]);
    expect(made.checks.map(({ message }) => message.code)).toContain('connects-as-configured');
    const then = predict(made, snapshot, POLICY);
    expect(edgesOf(then, id('m')).map(({ source }) => source)).toEqual([id('a')]);
    expect(then.instances.get(id('m'))?.role).toBe('co-master');
    expect(then.instances.get(id('a'))?.role).toBe('co-master');
  });

  test('waits on MariaDB until it has all that its master wrote', () => {
    const made = planned(topology(TREE, { family: 'mariadb' }), beside('a'), POLICY);
    expect(kinds(made)).toEqual(['set-up-replication', 'wait-for-position', 'start-replication']);
    const [setUp, wait] = stepsInOrder(made);
    expect(setUp).toMatchObject({ adoptsOwnLog: true, starts: false });
    expect(wait).toMatchObject({ instance: id('a'), position: { step: setUp?.id } });
  });

  test('by file and position begins where the log of the replica ends when it is made', () => {
    const made = planned(topology(TREE, { gtid: false }), beside('a'), POLICY);
    expect(kinds(made)).toEqual(['read-log-position', 'set-up-replication']);
    const [read, setUp] = stepsInOrder(made);
    expect(read?.instance).toBe(id('a'));
    expect(setUp).toMatchObject({ begins: { kind: 'result', step: read?.id } });
    expect(warnings(made)).toContain('own-writes-unknown');
  });

  test('is refused without an account that may be told before', () => {
    expect(refusal(topology(TREE), beside('a'), DEFAULT_POLICY)).toEqual(['no-replication-account']);
    const own: Policy = { ...DEFAULT_POLICY, replicationAccount: { origin: 'topology-account', user: 'topiary' } };
    expect(warnings(planned(topology(TREE), beside('a'), own))).toContain('connects-as-topology');
  });

  test('is refused where its master has a source, whatever that does', () => {
    expect(refusal(topology(TREE), beside('c'))).toEqual(['master-has-source']);
    const stopped: TopologyOptions = { servers: { a: { change: withChannels({ receiver: 'stopped' }) } } };
    expect(refusal(topology(TREE, stopped), beside('c'))).toContain('master-keeps-source');
    const detached: TopologyOptions = {
      servers: { a: { change: withChannels({ source: { host: '//m', port: 3306 }, receiver: 'stopped' }) } },
    };
    expect(refusal(topology(TREE, detached), beside('c'))).toContain('master-is-detached');
    expect(refusal(topology('m > a; a > m'), beside('a'))).toEqual(['co-masters-already']);
    expect(refusal(topology('m > a, b; a > m'), beside('b'))).toEqual(['third-co-master']);
    expect(refusal(topology(TREE), beside('m'))).toEqual(['not-a-replica']);
  });

  test.each(['running', 'stopped'] as const)(
    'is refused on MariaDB where its master has a channel that is %s: what it wrote counts as applied only while none runs (1198)',
    (state) => {
      const threads = { receiver: state, applier: state } as const;
      const options: TopologyOptions = { family: 'mariadb', servers: { m: { change: withChannels(threads) } } };
      const answers = refusal(topology('x > m; m > a', options), beside('a'));
      expect(answers).toContain(state === 'running' ? 'master-has-source' : 'master-keeps-source');
    },
  );

  test('has to follow, to log, and to keep what its master lacks', () => {
    const changed = (change: Parameters<typeof withInstance>[2]): readonly string[] =>
      refusal(withInstance(topology(TREE), 'a', change), beside('a'));
    expect(changed({ observation: withChannels({ applier: 'stopped' }) })).toEqual(['co-master-must-follow']);
    expect(changed({ observation: withSettings({ logReplicaUpdates: false }) })).toEqual([
      'target-does-not-log-updates',
    ]);
    expect(changed({ observation: (found) => ({ ...found, identity: { ...found.identity, serverId: 1 } }) })).toContain(
      'same-server-id',
    );
    const purged = '5ce1da5e-0000-0000-0000-0000000000aa:1-9';
    expect(
      changed({
        observation: (found) =>
          found.gtid.kind === 'mysql'
            ? { ...found, gtid: { ...found.gtid, purged, executed: `${found.gtid.executed},${purged}` } }
            : found,
      }),
    ).toEqual(['purged-on-target']);
  });

  test('that takes writes is for a person to want', () => {
    const options: TopologyOptions = { servers: { a: { change: withSettings({ readOnly: false }) } } };
    expect(warnings(planned(topology(TREE, options), beside('a'), POLICY))).toContain('both-masters-writable');
    const mariadb = planned(topology(TREE, { ...options, family: 'mariadb' }), beside('a'), POLICY);
    expect(warnings(mariadb)).toContain('writers-share-domain');
  });
});

describe('a master in place of one that is gone', () => {
  const dead = (tree = TREE): TopologySnapshot => {
    const options: TopologyOptions = {
      servers: Object.fromEntries(
        ['a', 'b'].map((name) => [
          name,
          { change: withChannels({ receiver: 'connecting', receiverError: { number: 2003, text: 'gone' } }) },
        ]),
      ),
    };
    return withInstance(topology(tree, options), 'm', { health: 'unreachable' });
  };

  test('gets its siblings, applies what it received, forgets its source and takes writes', () => {
    const made = planned(dead(), instead('a'), POLICY);
    expect(stepsInOrder(made).map(({ kind, lane }) => [kind, lane])).toEqual([
      ['point-replica-at', id('b')],
      ['drain-relay-log', id('a')],
      ['leave-source', id('a')],
      ['set-writability', id('a')],
    ]);
    expect(warnings(made)).toContain('old-master-may-return');
    expect(stepsInOrder(made).find(({ kind }) => kind === 'drain-relay-log')?.needs).toBeUndefined();
  });

  test('says where its source is forgotten for good', () => {
    const made = planned(dead(), instead('a'), DEFAULT_POLICY);
    expect(kinds(made)).toContain('reset-replication');
    expect(warnings(made)).toContain('leaving-lasts');
  });

  test('beside its co-master gets that one as well: no circle leads through one that is gone', () => {
    const snapshot = dead('m <> a; m > b');
    const made = planned(snapshot, instead('b'), POLICY);
    expect(stepsInOrder(made)[0]).toMatchObject({ kind: 'point-replica-at', lane: id('a'), to: { host: 'b' } });
    expect(edgesOf(predict(made, snapshot, POLICY), id('a')).map(({ source }) => source)).toEqual([id('b')]);
  });

  test('is its co-master, which gets the others', () => {
    const made = planned(dead('m <> a; m > b'), instead('a'), POLICY);
    expect(stepsInOrder(made)[0]).toMatchObject({ kind: 'point-replica-at', lane: id('b'), to: { host: 'a' } });
  });

  test('is refused while that lives, with what to do instead', () => {
    expect(refusal(topology(TREE), instead('a'))).toContain('master-lives-takeover');
    expect(refusal(topology(TREE), instead('c'))).toContain('master-lives-swap');
    const cutOff = withInstance(topology(TREE), 'm', { health: 'unreachable' });
    expect(refusal(cutOff, instead('a'))).toContain('master-still-read');
  });
});

describe('taking a second master back', () => {
  /** As if the plan had been run: what it left is what is seen. */
  const back = (made: Plan): Intent => ({
    kind: 'undo',
    plan: asPlanId('p'),
    moves: [],
    steps: stepsInOrder(made)
      .toReversed()
      .flatMap((step) => oppositeOf(step) ?? []),
  });
  const writes = (name: string, family: 'mysql' | 'mariadb', snapshot: TopologySnapshot): TopologySnapshot =>
    withInstance(snapshot, name, { observation: (found) => withOwnWrite(found, family) });

  test.each(['mysql', 'mariadb'] as const)('on %s is refused while one has what the other lacks', (family) => {
    const before = topology(TREE, { family });
    const made = planned(before, beside('a'), POLICY);
    const then = predict(made, before, POLICY);
    expect(refusal(then, back(made))).toEqual([]);
    expect(refusal(writes('a', family, then), back(made))).toEqual(['undo-leaves-alone']);
    // What its master wrote a moment ago is on its way.
    expect(refusal(writes('m', family, then), back(made))).toEqual([]);
  });

  test('by file and position applies what was received first, and is refused where the applier stands', () => {
    const before = topology(TREE, { gtid: false });
    const made = planned(before, beside('a'), POLICY);
    const seen = (applier: 'running' | 'stopped', position: number) =>
      withInstance(predict(made, before, POLICY), 'm', {
        observation: withChannels({
          applier,
          readPosition: { file: 'binlog.000001', position: 900 },
          executedPosition: { file: 'binlog.000001', position },
        }),
      });
    expect(refusal(seen('stopped', 900), back(made))).toEqual([]);
    expect(refusal(seen('stopped', 500), back(made))).toEqual(['undo-drops-received']);
    expect(kinds(planned(seen('running', 500), back(made), POLICY))).toEqual(['drain-relay-log', 'reset-replication']);
  });

  test.each(['mysql', 'mariadb'] as const)(
    'on %s a new master goes back below the old one while that lives and lacks nothing',
    (family) => {
      const before = topology('m > a', { family });
      const dead = withInstance(before, 'm', { health: 'unreachable' });
      const stands = withInstance(dead, 'a', { observation: withChannels({ receiver: 'connecting' }) });
      const made = planned(stands, instead('a'), POLICY);
      const then = predict(made, stands, POLICY);
      const returned = withInstance(then, 'm', { health: 'ok' });
      expect(refusal(then, back(made))).toEqual(['target-not-reachable']);
      expect(refusal(returned, back(made))).toEqual([]);
      expect(refusal(writes('a', family, returned), back(made))).toEqual(['undo-leaves-alone']);
    },
  );
});

function withOwnWrite(found: Observation, family: 'mysql' | 'mariadb'): Observation {
  const { gtid, identity } = found;
  if (family === 'mysql' && gtid.kind === 'mysql')
    return { ...found, gtid: { ...gtid, executed: `${gtid.executed},${identity.serverUuid ?? ''}:900` } };
  if (gtid.kind !== 'mariadb') return found;
  const others = gtid.binlogState.split(',').filter((one) => !one.startsWith(`0-${identity.serverId}-`));
  const own = `0-${identity.serverId}-900`;
  return { ...found, gtid: { ...gtid, binlogState: [...others, own].join(','), binlogPosition: own } };
}
