import { describe, expect, test } from 'vitest';
import { id, instanceIn, recordNamed, recordsOf, snapshotOf, uuidOf, withHealth } from '../testing/index.ts';
import type { TopologyOptions } from '../testing/index.ts';
import type { GroupMember, GroupMembership, Observation } from './observation.ts';
import { recordOfInstance } from './what-if.ts';
import { groupsIn } from './queries.ts';
import type { HealthClass, Problem, TopologySnapshot } from './snapshot.ts';

type Listed = readonly [string, number, string, string?];

/** Members by name with their role; the number is the one the server has in the topology text. */
function viewOf(...members: readonly Listed[]): GroupMembership {
  return {
    groupName: 'aaaaaaaa-0000-0000-0000-000000000000',
    mode: members.filter(([, , role]) => role === 'PRIMARY').length > 1 ? 'multi-primary' : 'single-primary',
    members: members.map(([host, number, role, state = 'ONLINE']): GroupMember => ({
      uuid: uuidOf(number),
      address: { host, port: 3306 },
      state,
      role,
    })),
  };
}

function sees(group: GroupMembership): (found: Observation) => Observation {
  return (found) => ({ ...found, group });
}

function groupOf(
  text: string,
  view: GroupMembership,
  members: Readonly<Record<string, HealthClass>>,
): TopologySnapshot {
  const servers: TopologyOptions['servers'] = Object.fromEntries(
    Object.entries(members).map(([name, health]) => [name, { health, change: sees(view) }]),
  );
  return snapshotOf(recordsOf(text, { servers }));
}

function rolesOf(snapshot: TopologySnapshot): readonly string[] {
  return [...snapshot.instances.values()].map(({ id: each, role, depth }) => `${each.split(':')[0]} ${role} ${depth}`);
}

const threeMembers = viewOf(['a', 1, 'PRIMARY'], ['b', 2, 'SECONDARY'], ['c', 3, 'SECONDARY']);
const allOk = { a: 'ok', b: 'ok', c: 'ok' } as const;

describe('a replication group', () => {
  test('is one cluster, its primary the master, the secondaries one step below', () => {
    const snapshot = groupOf('a; b; c', threeMembers, allOk);
    expect([...snapshot.clusters.values()]).toMatchObject([
      { shape: 'group', masters: [id('a')], members: [id('a'), id('b'), id('c')] },
    ]);
    expect(rolesOf(snapshot)).toEqual(['a master 0', 'b replica 1', 'c replica 1']);
  });

  test('has its asynchronous replicas below the member that they read from', () => {
    const snapshot = groupOf('a; b > d; c', threeMembers, allOk);
    expect(rolesOf(snapshot)).toEqual(['a master 0', 'b intermediate 1', 'c replica 1', 'd replica 2']);
    expect(snapshot.clusters.size).toBe(1);
  });

  test('of several primaries has several masters', () => {
    const view = viewOf(['a', 1, 'PRIMARY'], ['b', 2, 'PRIMARY']);
    expect(rolesOf(groupOf('a; b', view, { a: 'ok', b: 'ok' }))).toEqual(['a master 0', 'b master 0']);
  });

  test('takes the word of members that answer over that of a primary which died', () => {
    const records = recordsOf('a; b; c', {
      servers: {
        a: { health: 'unreachable', change: sees(threeMembers) },
        b: { change: sees(viewOf(['b', 2, 'PRIMARY'], ['c', 3, 'SECONDARY'])) },
        c: { change: sees(viewOf(['b', 2, 'PRIMARY'], ['c', 3, 'SECONDARY'])) },
      },
    });
    expect(rolesOf(snapshotOf(records))).toEqual(['a replica 1', 'b master 0', 'c replica 1']);
  });

  test('without a primary has no master at all', () => {
    const view = viewOf(['a', 1, 'SECONDARY'], ['b', 2, 'SECONDARY']);
    const snapshot = groupOf('a; b', view, { a: 'ok', b: 'ok' });
    expect(rolesOf(snapshot)).toEqual(['a unknown 0', 'b unknown 0']);
    expect([...snapshot.clusters.values()]).toMatchObject([{ masters: [], name: 'a:3306' }]);
  });

  test('counts a primary that is not online as none', () => {
    const view = viewOf(['a', 1, 'PRIMARY', 'UNREACHABLE'], ['b', 2, 'SECONDARY']);
    expect(rolesOf(groupOf('a; b', view, { b: 'ok' }))).toEqual(['a unknown 0', 'b unknown 0']);
  });

  test('knows a member by its UUID when it calls itself by another name', () => {
    const view = viewOf(['internal-a', 1, 'PRIMARY'], ['internal-b', 2, 'SECONDARY']);
    expect(rolesOf(groupOf('a; b', view, { a: 'ok', b: 'ok' }))).toEqual(['a master 0', 'b replica 1']);
  });

  test('knows a member by its address where two have a copied UUID', () => {
    const view = viewOf(['a', 1, 'SECONDARY'], ['b', 1, 'PRIMARY']);
    const copied = (found: Observation): Observation =>
      sees(view)({ ...found, identity: { ...found.identity, serverUuid: uuidOf(1) } });
    const snapshot = snapshotOf(recordsOf('a; b', { servers: { a: { change: copied }, b: { change: copied } } }));
    expect(rolesOf(snapshot)).toEqual(['a replica 1', 'b master 0']);
  });

  test('takes in a member that sees nobody but itself', () => {
    const before = groupOf('a; b; c', viewOf(['a', 1, 'PRIMARY'], ['b', 2, 'SECONDARY']), { a: 'ok', b: 'ok' });
    expect(before.clusters.size).toBe(2);
    const alone = recordsOf('a; b; c', {
      servers: { c: { change: sees(viewOf(['elsewhere', 3, 'SECONDARY', 'RECOVERING'])) } },
    });
    const records = new Map(
      [...before.instances.values()].map((instance) => [instance.id, recordOfInstance(instance)]),
    );
    records.set(id('c'), recordNamed(alone, 'c'));
    expect(snapshotOf(records, { previous: before, changed: new Set([id('c')]) }).clusters.size).toBe(1);
  });

  test('shows members that were never probed, and not those that left', () => {
    const view = viewOf(['a', 1, 'PRIMARY'], ['new', 8, 'SECONDARY', 'RECOVERING'], ['gone', 9, '', 'OFFLINE']);
    const snapshot = groupOf('a', view, { a: 'ok' });
    expect([...snapshot.instances.keys()]).toEqual([id('a'), id('new')]);
    expect(instanceIn(snapshot, 'new').health).toBe('unprobed');
  });

  test('that replaces its primary is a new revision of the same cluster', () => {
    const before = groupOf('a; b; c', threeMembers, allOk);
    const records = new Map([...recordsOf('a; b; c')].map(([key, record]) => [key, withHealth(record, 'ok')]));
    const view = viewOf(['a', 1, 'SECONDARY'], ['b', 2, 'PRIMARY'], ['c', 3, 'SECONDARY']);
    for (const [key, record] of records) {
      if (record.observation !== null) records.set(key, { ...record, observation: sees(view)(record.observation) });
    }
    const after = snapshotOf(records, { previous: before, changed: new Set(records.keys()) });
    expect([...after.clusters.values()]).toMatchObject([{ id: 'c1', masters: [id('b')], revision: 2 }]);
  });
});

/** `a`, `b` and `c`, each with its health and the members that it lists. */
function groupSeenBy(views: Readonly<Record<string, readonly [HealthClass, ...Listed[]]>>): TopologySnapshot {
  const servers: TopologyOptions['servers'] = Object.fromEntries(
    Object.entries(views).map(([name, [health, ...listed]]) => [name, { health, change: sees(viewOf(...listed)) }]),
  );
  return snapshotOf(recordsOf('a; b; c', { servers }));
}

function standingsIn(snapshot: TopologySnapshot): unknown {
  const [cluster] = snapshot.clusters.keys();
  const [group] = cluster === undefined ? [] : groupsIn(snapshot, cluster);
  const members = [...(group?.members ?? [])].map(
    ([each, { state, role }]) => `${each.split(':')[0]} ${state} ${role}`,
  );
  return { quorum: group?.quorum, mode: group?.mode, members: members.map((text) => text.trim()) };
}

function problemsOf(snapshot: TopologySnapshot, name: string): readonly Pick<Problem, 'code' | 'params'>[] {
  return instanceIn(snapshot, name)
    .problems.filter(({ code }) => code.startsWith('group'))
    .map(({ code, params }) => ({ code, params }));
}

const [A, B, C]: readonly Listed[] = [
  ['a', 1, 'PRIMARY'],
  ['b', 2, 'SECONDARY'],
  ['c', 3, 'SECONDARY'],
];
const gone = (member: Listed | undefined): Listed => [
  member?.[0] ?? '',
  member?.[1] ?? 0,
  member?.[2] ?? '',
  'UNREACHABLE',
];
const all = [A, B, C].flatMap((member) => (member === undefined ? [] : [member]));
const GROUP = 'aaaaaaaa-0000-0000-0000-000000000000';

describe('the quorum of a group', () => {
  test('is there while a majority of those that it lists is in touch', () => {
    expect(standingsIn(groupSeenBy({ a: ['ok', ...all], b: ['ok', ...all], c: ['ok', ...all] }))).toEqual({
      quorum: 'yes',
      mode: 'single-primary',
      members: ['a ONLINE PRIMARY', 'b ONLINE SECONDARY', 'c ONLINE SECONDARY'],
    });
    const without = [...all.slice(0, 2), gone(C)];
    const snapshot = groupSeenBy({ a: ['ok', ...without], b: ['ok', ...without], c: ['unreachable', ...all] });
    expect(standingsIn(snapshot)).toMatchObject({ quorum: 'yes', members: [{}, {}, 'c UNREACHABLE SECONDARY'] });
    expect(problemsOf(snapshot, 'c')).toEqual([
      { code: 'group-member-not-online', params: { group: GROUP, state: 'UNREACHABLE' } },
    ]);
    expect(problemsOf(snapshot, 'a')).toEqual([]);
  });

  test('is lost when the one that answers is in touch with nobody, which every member has for a problem', () => {
    const alone = [...all.slice(0, 1), gone(B), gone(C)];
    const snapshot = groupSeenBy({ a: ['ok', ...alone], b: ['unreachable', ...all], c: ['unreachable', ...all] });
    expect(standingsIn(snapshot)).toMatchObject({ quorum: 'no' });
    expect(problemsOf(snapshot, 'a')).toEqual([
      { code: 'group-without-quorum', params: { group: GROUP, online: 1, members: 3 } },
    ]);
    expect(instanceIn(snapshot, 'a').problems[0]?.severity).toBe('critical');
  });

  test('of a part that was cut off does not count beside that of the majority, and neither does its primary', () => {
    const minority = [...all.slice(0, 1), gone(B), gone(C)];
    const majority: readonly Listed[] = [
      ['b', 2, 'PRIMARY'],
      ['c', 3, 'SECONDARY'],
    ];
    const snapshot = groupSeenBy({ a: ['ok', ...minority], b: ['ok', ...majority], c: ['ok', ...majority] });
    expect(rolesOf(snapshot)).toEqual(['a replica 1', 'b master 0', 'c replica 1']);
    expect(standingsIn(snapshot)).toMatchObject({ quorum: 'yes', members: ['a null', {}, {}] });
  });

  test('is not known while no member answers', () => {
    const snapshot = groupSeenBy({
      a: ['unreachable', ...all],
      b: ['unreachable', ...all],
      c: ['unreachable', ...all],
    });
    expect(standingsIn(snapshot)).toMatchObject({ quorum: 'unknown' });
    expect(problemsOf(snapshot, 'a')).toEqual([]);
  });
});

describe('a member that fell out of its group', () => {
  const rest = all.slice(0, 2);

  test('says so itself while it answers', () => {
    const thrownOut: Listed = ['c', 3, '', 'ERROR'];
    const snapshot = groupSeenBy({ a: ['ok', ...rest], b: ['ok', ...rest], c: ['ok', thrownOut] });
    expect(standingsIn(snapshot)).toMatchObject({ quorum: 'yes', members: [{}, {}, 'c ERROR'] });
    expect(problemsOf(snapshot, 'c')).toMatchObject([{ params: { state: 'ERROR' } }]);
    expect(snapshot.clusters.size).toBe(1);
  });

  test('is expelled by what the others say when it does not', () => {
    const snapshot = groupSeenBy({ a: ['ok', ...rest], b: ['ok', ...rest], c: ['unreachable', ...all] });
    expect(standingsIn(snapshot)).toMatchObject({ quorum: 'yes', members: [{}, {}, 'c null'] });
    expect(problemsOf(snapshot, 'c')).toMatchObject([{ params: { state: 'EXPELLED' } }]);
  });

  test('is no wrong answer where its list is refused: the others tell of it', () => {
    const snapshot = groupSeenBy({ a: ['ok', ...all], b: ['ok', ...all], c: ['ok'] });
    expect(standingsIn(snapshot)).toMatchObject({ quorum: 'yes', members: [{}, {}, 'c ONLINE SECONDARY'] });
    expect(rolesOf(snapshot)).toEqual(['a master 0', 'b replica 1', 'c replica 1']);
  });

  test('and all the others, of whom no list can be read, are one cluster in which nobody is known to be the master', () => {
    const snapshot = groupSeenBy({ a: ['ok'], b: ['ok'], c: ['ok'] });
    expect(standingsIn(snapshot)).toMatchObject({ quorum: 'unknown', members: ['a null', 'b null', 'c null'] });
    expect(rolesOf(snapshot)).toEqual(['a unknown 0', 'b unknown 0', 'c unknown 0']);
    expect(problemsOf(snapshot, 'a')).toEqual([]);
  });
});
