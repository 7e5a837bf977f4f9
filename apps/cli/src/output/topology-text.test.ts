import { describe, expect, test } from 'vitest';
import { instanceIdOf } from '@topiary/contract';
import type { ClusterId, ClusterView, EdgeId, InstanceId, NodeView } from '@topiary/contract';
import { topologyText } from './topology-text.ts';

const idOf = (host: string): InstanceId => instanceIdOf({ host, port: 3306 });

function nodeOf(host: string, readOnly: boolean): NodeView {
  return {
    id: idOf(host),
    host,
    port: 3306,
    ownName: null,
    classification: {
      alias: null,
      dataCenter: null,
      region: null,
      physicalEnvironment: null,
      promotionRule: null,
      semiSyncPriority: null,
      neverPromoted: false,
    },
    role: readOnly ? 'replica' : 'master',
    health: 'ok',
    depth: 0,
    flavor: 'mysql',
    version: '9.7.4',
    readOnly,
    superReadOnly: readOnly,
    logBin: true,
    logReplicaUpdates: true,
    binlogFormat: 'ROW',
    gtid: 'used',
    semiSync: null,
    lagSeconds: 0,
    delaySeconds: 0,
    hasFilters: false,
    replicas: 0,
    problems: [],
    registered: {
      downtime: null,
      maintenance: null,
      promotion: null,
      tags: [],
      pools: [],
      forgotten: null,
      virtualName: null,
    },
    observedAt: 0,
    failingSince: null,
  };
}

function groupOf(
  quorum: ClusterView['groups'][number]['quorum'],
  members: readonly (readonly [string, string, string | null])[],
): ClusterView {
  return {
    id: 'c1' as ClusterId,
    name: 'bank',
    alias: null,
    aliasOrigin: null,
    domain: null,
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
    revision: 1,
    nodes: [nodeOf('a', false), nodeOf('b', true), nodeOf('c', true), nodeOf('r', true)],
    edges: [
      {
        id: `${idOf('r')}/` as EdgeId,
        replica: idOf('r'),
        channel: '',
        source: idOf('b'),
        state: 'replicating',
        lagSeconds: 0,
        delaySeconds: 0,
        semiSync: false,
        tls: false,
      },
    ],
    running: null,
  };
}

describe('a replication group as text', () => {
  test('has its secondaries under the primary, its replicas under the member that they read from', () => {
    const cluster = groupOf('yes', [
      ['a', 'PRIMARY', 'ONLINE'],
      ['b', 'SECONDARY', 'ONLINE'],
      ['c', 'SECONDARY', 'RECOVERING'],
    ]);
    expect(topologyText(cluster).split('\n')).toEqual([
      'a:3306     [0s,ok,9.7.4,rw,ROW,>>,GTID,group:PRIMARY]',
      '+ b:3306   [0s,ok,9.7.4,ro,ROW,>>,GTID,group:SECONDARY]',
      '  + r:3306 [0s,ok,9.7.4,ro,ROW,>>,GTID]',
      '- c:3306   [0s,ok,9.7.4,ro,ROW,>>,GTID,group:SECONDARY/RECOVERING]',
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
  const between = (replica: string, source: string, channel = ''): ClusterView['edges'][number] => ({
    id: `${idOf(replica)}/${channel}` as EdgeId,
    replica: idOf(replica),
    channel,
    source: idOf(source),
    state: 'replicating',
    lagSeconds: 0,
    delaySeconds: 0,
    semiSync: false,
    tls: false,
  });
  const plain = groupOf('yes', []);

  test('of a ring say from whom they replicate', () => {
    const ring: ClusterView = {
      ...plain,
      groups: [],
      masters: ['a', 'b', 'c'].map(idOf),
      edges: [between('a', 'c'), between('b', 'a'), between('c', 'b'), between('r', 'b')],
    };
    expect(topologyText(ring).split('\n')).toEqual([
      '+ a:3306   [0s,ok,9.7.4,rw,ROW,>>,GTID,from:c:3306]',
      '+ b:3306   [0s,ok,9.7.4,ro,ROW,>>,GTID,from:a:3306]',
      '  + r:3306 [0s,ok,9.7.4,ro,ROW,>>,GTID]',
      '+ c:3306   [0s,ok,9.7.4,ro,ROW,>>,GTID,from:b:3306]',
    ]);
  });

  test('of several sources name each with its channel', () => {
    const many: ClusterView = {
      ...plain,
      groups: [],
      masters: ['a', 'b'].map(idOf),
      nodes: plain.nodes.filter(({ host }) => host !== 'r'),
      edges: [between('c', 'a'), between('c', 'b', 'orders')],
    };
    expect(topologyText(many)).toContain('+ c:3306 [0s,ok,9.7.4,ro,ROW,>>,GTID,from:b:3306(orders)]');
  });
});
