import { describe, expect, test } from 'vitest';
import { id, snapshotOf, recordsOf, topology, withInstance } from '../testing/index.ts';
import type { TopologySnapshot } from '../topology/snapshot.ts';
import { pictureChanges, revisionKindOf } from './picture-changes.ts';
import { MAX_PICTURED_TEXT_LENGTH, pictureOf } from './picture.ts';
import type { ClusterPicture, PicturedFinding } from './picture.ts';

function pictured(snapshot: TopologySnapshot, findings: readonly PicturedFinding[] = []): ClusterPicture {
  const [cluster] = snapshot.clusters.keys();
  const picture = cluster === undefined ? null : pictureOf(snapshot, cluster, findings);
  if (picture === null) throw new Error('the snapshot has no cluster');
  return picture;
}

function said(before: ClusterPicture, after: ClusterPicture): readonly string[] {
  return pictureChanges(before, after).map(({ code, instance, channel, from, to }) =>
    [code, instance, channel, `${from} > ${to}`].filter((word) => word !== null && word !== '').join(' '),
  );
}

describe('a picture of a cluster', () => {
  test('holds what its drawing shows, and nothing that mere traffic changes', () => {
    const picture = pictured(topology('a > b > c'), [{ instance: id('a'), code: 'DeadMaster' }]);
    expect(picture).toMatchObject({ shape: 'tree', masters: [id('a')], revision: 1, groups: [] });
    expect(picture.servers[1]).toMatchObject({
      id: id('b'),
      role: 'intermediate',
      health: 'ok',
      depth: 1,
      writes: 'super-read-only',
      problems: [],
    });
    expect(picture.edges).toEqual([
      { replica: id('b'), channel: '', source: id('a'), state: 'replicating' },
      { replica: id('c'), channel: '', source: id('b'), state: 'replicating' },
    ]);
    expect(picture.findings).toEqual([{ instance: id('a'), code: 'DeadMaster' }]);
  });

  test('is none of a cluster that is not there', () => {
    expect(pictureOf(topology('a'), 'gone' as never, [])).toBeNull();
  });

  test('holds the beginning of an error, however long that is', () => {
    const text = 'x'.repeat(5_000);
    const broken = withInstance(topology('a > b'), 'b', {
      observation: (found) => ({
        ...found,
        channels: found.channels.map((channel) => ({
          ...channel,
          applier: 'stopped' as const,
          applierError: { number: 1062, text },
        })),
      }),
    });
    const [problem] = pictured(broken).servers[1]?.problems ?? [];
    expect(problem?.code).toBe('replication-error');
    for (const value of Object.values(problem?.params ?? {}))
      expect(String(value).length).toBeLessThanOrEqual(MAX_PICTURED_TEXT_LENGTH);
  });
});

describe('what changed from one picture to the next', () => {
  test('is nothing where nothing that is drawn changed', () => {
    expect(said(pictured(topology('a > b')), pictured(topology('a > b', { transactions: 9 })))).toEqual([]);
  });

  test('is told by code, the tree before its states', () => {
    const before = pictured(topology('a > b, c; b > d'));
    const after = pictured(topology('a > b > c > e'), [{ instance: id('a'), code: 'UnreachableMaster' }]);
    expect(said(before, after)).toEqual([
      'server-joined e:3306 null > replica',
      'server-left d:3306 replica > null',
      'source-changed c:3306 a:3306 > b:3306',
      'role-changed c:3306 replica > intermediate',
      'finding-began a:3306 null > UnreachableMaster',
    ]);
  });

  test('names who took the place of a dead master, and who takes writes', () => {
    const before = pictured(topology('a > b, c'));
    const records = recordsOf('a; b > c', { servers: { a: { health: 'unreachable' }, b: { readOnly: false } } });
    const over = snapshotOf(records);
    const cluster = over.instances.get(id('b'))?.cluster;
    const after = cluster === undefined ? null : pictureOf(over, cluster, []);
    if (after === null) throw new Error('the new master has a cluster');
    expect(said(before, after)).toEqual(
      expect.arrayContaining([
        'server-left a:3306 master > null',
        'source-changed b:3306 a:3306 > null',
        'role-changed b:3306 replica > master',
        'writes-changed b:3306 super-read-only > writable',
      ]),
    );
  });

  test('says by its health that a server does not answer, not by problems besides', () => {
    const alive = topology('a > b');
    const changes = said(pictured(alive), pictured(withInstance(alive, 'b', { health: 'unreachable' })));
    expect(changes).toContain('health-changed b:3306 ok > unreachable');
    expect(changes.filter((line) => line.startsWith('problem'))).toEqual([]);
  });

  test('of lines, findings and problems alone is no change of the tree', () => {
    const tree = pictured(topology('a > b'));
    const [first] = tree.edges;
    if (first === undefined) throw new Error('b replicates');
    const stopped = { ...tree, edges: [{ ...first, state: 'stopped' as const }] };
    const changes = pictureChanges(tree, stopped);
    expect(changes).toEqual([
      { code: 'edge-changed', instance: id('b'), channel: '', from: 'replicating', to: 'stopped' },
    ]);
    expect(revisionKindOf(changes)).toBe('state');
    expect(revisionKindOf(pictureChanges(tree, pictured(topology('a; b'))))).toBe('structure');
  });
});
