import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import type { Policy } from '../../policy/policy.ts';
import { id, planned, topology, withChannels, withInstance, withSettings } from '../../testing/index.ts';
import type { TopologyOptions } from '../../testing/records.ts';
import type { Observation } from '../../topology/observation.ts';
import { edgesOf } from '../../topology/queries.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import { planIntent, titleOf } from '../plan-intent.ts';
import { asPlanId, stepsInOrder } from '../plan.ts';
import type { Plan } from '../plan.ts';
import { predict } from '../predict.ts';
import { oppositeOf } from '../step-kinds.ts';
import type { ReplaceMasterIntent } from './replace-intent.ts';

const POLICY: Policy = { ...DEFAULT_POLICY, replicationAccount: { origin: 'configured', user: 'repl' } };
const TREE = 'm > a, b; a > c';
const UUID = '00000000-0000-0000-0000-000000000001';

function replace(
  because: ReplaceMasterIntent['because'],
  successor: string | null = null,
  more: Partial<ReplaceMasterIntent> = {},
): ReplaceMasterIntent {
  return {
    kind: 'replace-master',
    master: id('m'),
    successor: successor === null ? null : id(successor),
    because,
    ...more,
  };
}

const auto = replace('takeover', null, { rejoins: true });

const stepsAs = (made: Plan): readonly (readonly [string, string, string])[] =>
  stepsInOrder(made).map(({ kind, lane, instance }) => [kind, lane, instance]);
const codes = ({ checks }: Plan): readonly string[] => checks.map(({ message }) => message.code);

function refusal(snapshot: TopologySnapshot, intent: ReplaceMasterIntent, policy: Policy = POLICY): readonly string[] {
  const made = planIntent({ snapshot, policy, intent, id: asPlanId('p') });
  return 'kind' in made ? made.reasons.map(({ code }) => code) : [];
}

describe('a takeover', () => {
  test('closes the master, waits for all that it wrote, opens the successor, and only then moves the rest', () => {
    const snapshot = topology(TREE);
    const made = planned(snapshot, auto, POLICY);
    expect(stepsAs(made)).toEqual([
      ['set-writability', id('m'), id('m')],
      ['wait-for-position', id('m'), id('a')],
      ['set-writability', id('m'), id('a')],
      ['leave-source', id('a'), id('a')],
      ['point-replica-at', id('b'), id('b')],
      ['set-up-replication', id('a'), id('m')],
    ]);
    const [close, wait, open, leave, move] = stepsInOrder(made);
    expect(close).toMatchObject({ to: 'super-read-only', was: 'writable', closes: true });
    expect(wait).toMatchObject({ position: { kind: 'result', step: close?.id } });
    expect([leave?.needs, move?.needs]).toEqual([[open?.id], [open?.id]]);
    expect(titleOf(made)).toMatchObject({ code: 'title-takeover', params: { successor: id('a') } });
  });

  test('leaves the tree with the successor at its top', () => {
    const snapshot = topology(TREE);
    const then = predict(planned(snapshot, auto, POLICY), snapshot, POLICY);
    const above = (name: string): readonly string[] => edgesOf(then, id(name)).map(({ source }) => source);
    expect([above('a'), above('b'), above('m'), above('c')]).toEqual([[], [id('a')], [id('a')], [id('a')]]);
    expect(then.instances.get(id('a'))?.observation?.settings.readOnly).toBe(false);
    expect(then.instances.get(id('m'))?.observation?.settings.readOnly).toBe(true);
  });

  test('is taken back until the successor is open by making the master writable, and never by a second writer', () => {
    const [close, , open, leave] = stepsInOrder(planned(topology(TREE), auto, POLICY));
    expect(close === undefined ? null : oppositeOf(close)).toMatchObject({ to: 'writable' });
    expect(open === undefined ? null : oppositeOf(open)).toMatchObject({ instance: id('a'), to: 'super-read-only' });
    expect(leave === undefined ? undefined : oppositeOf(leave)).toBeNull();
  });

  test('on MariaDB waits for the successor once more before the old master goes below it', () => {
    const made = planned(topology(TREE, { family: 'mariadb' }), auto, POLICY);
    expect(stepsAs(made).map(([kind, , instance]) => `${kind} ${instance}`)).toEqual([
      `set-writability ${id('m')}`,
      `wait-for-position ${id('a')}`,
      `set-writability ${id('a')}`,
      `leave-source ${id('a')}`,
      `stop-replication ${id('b')}`,
      `set-up-replication ${id('m')}`,
      `wait-for-position ${id('a')}`,
      `wait-for-position ${id('a')}`,
      `point-replica-at ${id('b')}`,
      `start-replication ${id('m')}`,
    ]);
    expect(made.notes.map(({ code }) => code)).toContain('closing-lets-admins');
  });

  test('without auto sets the old master up and lets it stand', () => {
    const made = planned(topology('m > a'), replace('takeover'), POLICY);
    expect(stepsInOrder(made).find(({ kind }) => kind === 'set-up-replication')).toMatchObject({ starts: false });
    expect(made.notes.map(({ code }) => code)).toContain('old-master-waits');
    expect(refusal(topology(TREE), replace('takeover'))).toEqual(['name-the-successor']);
    expect(refusal(topology(TREE), replace('takeover', 'b'))).toEqual([]);
  });

  test('turns semi-sync on where the old master has it', () => {
    const semiSync =
      (change: Partial<Observation['semiSync']>) =>
      (found: Observation): Observation => ({
        ...found,
        semiSync: { ...found.semiSync, words: 'source-replica', ...change },
      });
    const servers = {
      m: { change: semiSync({ sourceEnabled: true }) },
      a: { change: semiSync({ sourceEnabled: false, replicaEnabled: true }) },
    };
    const [first] = stepsInOrder(planned(topology('m > a', { servers }), auto, POLICY));
    expect(first).toMatchObject({ kind: 'set-semi-sync', instance: id('a'), side: 'source', to: true });
  });

  test('is refused before anything is touched', () => {
    expect(refusal(topology(TREE), auto, DEFAULT_POLICY)).toContain('no-replication-account');
    expect(refusal(withInstance(topology(TREE), 'm', { health: 'unreachable' }), auto)).not.toEqual([]);
    const late = topology(TREE, { servers: { a: { change: withChannels({ lagSeconds: 60 }) } } });
    expect(refusal(late, replace('takeover', 'a'))).toEqual(['successor-lags']);
    expect(refusal(late, replace('forced', 'a'))).toEqual([]);
    expect(refusal(topology(TREE), replace('takeover', 'c'))).toEqual(['not-a-replica-of']);
    expect(refusal(topology('top > m; m > a'), auto)).toEqual(['replaced-below-top']);
    expect(refusal(topology('m; a > b'), auto)).toEqual(['no-replicas']);
    const silent = topology(TREE, {
      servers: { a: { change: withSettings({ logBin: false }) }, b: { health: 'unreachable' } },
    });
    expect(refusal(silent, auto)).toEqual(['no-successor', 'candidate-logs-nothing', 'candidate-silent']);
  });

  test('says of the others what puts them behind', () => {
    const servers = { a: { version: '9.7.5' }, b: { version: '9.7.4' } };
    expect(codes(planned(topology('m > a, b', { servers }), auto, POLICY))).toEqual(
      expect.arrayContaining(['successor-chosen', 'behind-by-version', 'successor-keeps-up']),
    );
  });
});

describe('a replica in place of a dead master', () => {
  const cut = withChannels({ receiver: 'connecting', receiverError: { number: 2003, text: 'gone' } });
  const has =
    (executed: string, retrieved = '') =>
    (found: Observation): Observation => {
      const changed = withChannels({ retrieved })(cut(found));
      return changed.gtid.kind === 'mysql' ? { ...changed, gtid: { ...changed.gtid, executed } } : changed;
    };
  const dead = (servers: TopologyOptions['servers'] = {}, tree = TREE): TopologySnapshot =>
    withInstance(topology(tree, { servers: { a: { change: cut }, b: { change: cut }, ...servers } }), 'm', {
      health: 'unreachable',
    });

  test('applies what it received, forgets its source and is opened; then the others go below it', () => {
    const made = planned(dead(), replace('dead'), POLICY);
    expect(stepsAs(made).filter(([, lane]) => lane !== id('m'))).toEqual([
      ['drain-relay-log', id('a'), id('a')],
      ['leave-source', id('a'), id('a')],
      ['set-writability', id('a'), id('a')],
      ['point-replica-at', id('b'), id('b')],
    ]);
    expect(codes(made)).toEqual(expect.arrayContaining(['master-is-gone', 'nothing-lost', 'old-master-may-return']));
  });

  test('gets what it lacks from the replica that received more, before it takes writes', () => {
    const snapshot = dead({
      a: { change: has(`${UUID}:1-80`) },
      b: { change: has(`${UUID}:1-70`, `${UUID}:71-100`) },
    });
    const made = planned(snapshot, replace('dead', 'a'), POLICY);
    expect(
      stepsAs(made)
        .filter(([, lane]) => lane === id('a'))
        .map(([kind]) => kind),
    ).toEqual(['drain-relay-log', 'point-replica-at', 'wait-for-position', 'leave-source', 'set-writability']);
    const wait = stepsInOrder(made).find(({ kind }) => kind === 'wait-for-position');
    expect(wait).toMatchObject({ instance: id('a'), position: { kind: 'known', position: `${UUID}:1-100` } });
    expect(codes(made)).toEqual(expect.arrayContaining(['successor-fed-first', 'nothing-lost']));
    expect(stepsInOrder(made).at(-1)).toMatchObject({ kind: 'point-replica-at', instance: id('b') });
    const then = predict(made, snapshot, POLICY);
    expect(edgesOf(then, id('a'))).toEqual([]);
    expect(edgesOf(then, id('b')).map(({ source }) => source)).toEqual([id('a')]);
  });

  test('names who has what nobody can get, and detaches it', () => {
    const ahead = (found: Observation): Observation =>
      withSettings({ logReplicaUpdates: false })(has(`${UUID}:1-100`)(found));
    const snapshot = dead({ a: { change: has(`${UUID}:1-80`) }, b: { change: ahead } }, 'm > a, b');
    const made = planned(snapshot, replace('dead'), POLICY);
    const lost = made.checks.find(({ message }) => message.code === 'lost-ahead');
    expect(lost).toMatchObject({ verdict: 'warn', message: { params: { replica: id('b'), ahead: `${UUID}:81-100` } } });
    expect(
      stepsInOrder(made)
        .filter(({ lane }) => lane === id('b'))
        .map(({ kind }) => kind),
    ).toEqual(['rename-source']);
    const stays = { ...POLICY, promotion: { ...POLICY.promotion, detachesLost: false } };
    expect(stepsInOrder(planned(snapshot, replace('dead'), stays)).some(({ lane }) => lane === id('b'))).toBe(false);
  });

  test('fences the old master where something may answer there, and never makes it writable again', () => {
    const unreachable = planned(dead(), replace('dead'), POLICY);
    expect(stepsInOrder(unreachable).some(({ instance }) => instance === id('m'))).toBe(false);
    const snapshot = dead();
    const master = snapshot.instances.get(id('m'));
    if (master?.failure === null || master === undefined) throw new Error('it answers');
    const frozen = { ...master, failure: { ...master.failure, kind: 'timeout' as const } };
    const made = planned(
      { ...snapshot, instances: new Map([...snapshot.instances, [master.id, frozen]]) },
      replace('dead'),
      POLICY,
    );
    const [fence] = stepsInOrder(made);
    expect(fence).toMatchObject({ kind: 'fence', instance: id('m'), to: 'super-read-only', was: 'writable' });
    expect(fence === undefined ? undefined : oppositeOf(fence)).toBeNull();
  });

  test('is refused while that may live, and done all the same where somebody forces it', () => {
    expect(refusal(topology(TREE), replace('dead'))).toContain('master-lives-takeover');
    const read = withInstance(topology(TREE), 'm', { health: 'unreachable' });
    expect(refusal(read, replace('dead'))).toEqual(['master-still-read']);
    expect(codes(planned(read, replace('forced'), POLICY))).toContain('master-still-read');
    expect(stepsInOrder(planned(topology(TREE), replace('forced'), POLICY))[0]).toMatchObject({ closes: true });
  });

  test('does not drop a relay log that nobody applies', () => {
    const stands = (found: Observation): Observation =>
      withChannels({ applier: 'stopped', executedPosition: { file: 'binlog.000002', position: 4 } })(cut(found));
    expect(refusal(dead({ a: { change: stands } }), replace('dead', 'a'))).toContain('candidate-stands');
  });

  test('is not opened where somebody else sees to that', () => {
    const policy = { ...POLICY, promotion: { ...POLICY.promotion, opensSuccessor: false } };
    const made = planned(dead(), replace('dead'), policy);
    expect(stepsAs(made).map(([kind]) => kind)).toEqual(['drain-relay-log', 'point-replica-at']);
    expect(made.notes.map(({ code }) => code)).toContain('not-opened');
  });
});
