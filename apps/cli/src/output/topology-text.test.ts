import { describe, expect, test } from 'vitest';
import type { ClusterView } from '@topiary/contract';
import { clusterOf, edgeOf, idOf, nodeOf } from '@topiary/contract/testing';
import { topologyText } from './topology-text.ts';

function groupOf(
  quorum: ClusterView['groups'][number]['quorum'],
  members: readonly (readonly [string, string, string | null])[],
): ClusterView {
  const master = nodeOf('a', { role: 'master', readOnly: false, superReadOnly: false });
  return clusterOf('b > r', {
    name: 'bank',
    shape: 'group',
    masters: [idOf('a')],
    groups: [
      {
        name: 'g-1',
        mode: 'single-primary',
        quorum,
        members: members.map(([host, role, state]) => ({ id: idOf(host), role, state })),
      },
    ],
    nodes: [master, nodeOf('b'), nodeOf('c'), nodeOf('r')],
  });
}

describe('a replication group as text', () => {
  test('has its secondaries under the primary, its replicas under the member that they read from', () => {
    const cluster = groupOf('yes', [
      ['a', 'PRIMARY', 'ONLINE'],
      ['b', 'SECONDARY', 'ONLINE'],
      ['c', 'SECONDARY', 'RECOVERING'],
    ]);
    expect(topologyText(cluster).split('\n')).toEqual([
      'a:3306     [0s,ok,9.7.1,rw,ROW,>>,GTID,group:PRIMARY]',
      '+ b:3306   [0s,ok,9.7.1,ro,ROW,>>,GTID,group:SECONDARY]',
      '  + r:3306 [0s,ok,9.7.1,ro,ROW,>>,GTID]',
      '- c:3306   [0s,ok,9.7.1,ro,ROW,>>,GTID,group:SECONDARY/RECOVERING]',
      '',
      'group g-1 (single-primary): 2 of 3 ONLINE, quorum yes; c:3306 RECOVERING',
    ]);
  });

  test('says aloud that it has lost its quorum', () => {
    const cluster = groupOf('no', [
      ['a', 'PRIMARY', 'ONLINE'],
      ['b', 'SECONDARY', 'UNREACHABLE'],
      ['c', '', null],
    ]);
    expect(topologyText(cluster)).toContain('1 of 3 ONLINE, quorum LOST; b:3306 UNREACHABLE; c:3306 EXPELLED');
  });

  test('does not claim that members were put out of which nobody can read anything', () => {
    const cluster = groupOf('unknown', [
      ['a', '', null],
      ['b', '', null],
      ['c', '', null],
    ]);
    expect(topologyText(cluster)).toContain('0 of 3 ONLINE, quorum unknown; a:3306 unknown');
    expect(topologyText(cluster)).not.toContain('EXPELLED');
  });
});

describe('servers that a tree cannot hold', () => {
  const plain = groupOf('yes', []);

  test('of a ring say from whom they replicate', () => {
    const ring: ClusterView = {
      ...plain,
      groups: [],
      masters: ['a', 'b', 'c'].map(idOf),
      edges: [edgeOf('c', 'a'), edgeOf('a', 'b'), edgeOf('b', 'c'), edgeOf('b', 'r')],
    };
    expect(topologyText(ring).split('\n')).toEqual([
      '+ a:3306   [0s,ok,9.7.1,rw,ROW,>>,GTID,from:c:3306]',
      '+ b:3306   [0s,ok,9.7.1,ro,ROW,>>,GTID,from:a:3306]',
      '  + r:3306 [0s,ok,9.7.1,ro,ROW,>>,GTID]',
      '+ c:3306   [0s,ok,9.7.1,ro,ROW,>>,GTID,from:b:3306]',
    ]);
  });

  test('of several sources name each with its channel', () => {
    const many: ClusterView = {
      ...plain,
      groups: [],
      masters: ['a', 'b'].map(idOf),
      nodes: plain.nodes.filter(({ host }) => host !== 'r'),
      edges: [edgeOf('a', 'c'), edgeOf('b', 'c', { channel: 'orders' })],
    };
    expect(topologyText(many)).toContain('+ c:3306 [0s,ok,9.7.1,ro,ROW,>>,GTID,from:b:3306(orders)]');
  });
});
