import { describe, expect, test } from 'vitest';
import { id, move, planned, refusalOf, topology } from '../testing/index.ts';
import type { TopologyOptions } from '../testing/index.ts';
import type { Observation } from '../topology/observation.ts';
import { stepsInOrder } from './plan.ts';

/** m reads from both trees, so that they are one cluster. */
const JOINED = 'a > a2, a3; b > b2; a, b > m';

const NOTHING_YET = { slavePosition: '', currentPosition: '', binlogPosition: '', binlogState: '' };

const refused = (intent: Parameters<typeof refusalOf>[0]['intent'], options?: TopologyOptions): readonly string[] =>
  refusalOf({ topology: JOINED, intent, ...(options === undefined ? {} : { options }) });

describe('where two trees share a replica', () => {
  test('a replica is not moved into the other tree, which has other data', () => {
    expect(refused(move('a2', 'b'))).toContain('target-lacks-master');
    expect(refused(move('a2', 'b2'))).toContain('target-lacks-master');
    expect(refused(move('a2', 'a3'))).toEqual([]);
  });

  test('a replica of one tree is not moved below the replica of both, from where there is no way back', () => {
    expect(refused(move('a2', 'm'))).toEqual(['target-brings-master']);
  });

  test('nor while the channel from the other tree is detached: its data is there, and more comes once it is attached again', () => {
    const detached = (found: Observation): Observation => ({
      ...found,
      channels: found.channels.map((channel) =>
        channel.name === 'b'
          ? { ...channel, source: { ...channel.source, host: `//${channel.source.host}` } }
          : channel,
      ),
    });
    expect(refused(move('a2', 'm'), { servers: { m: { change: detached } } })).toEqual(['target-brings-master']);
    const ring = 'a > a2, a3; b <> b2; a, b > m';
    const intent = move('a2', 'm');
    expect(refusalOf({ topology: ring, intent, options: { servers: { m: { change: detached } } } })).toEqual([
      'target-brings-master',
    ]);
  });

  test('each channel of the replica of both goes its own way, and only within its tree', () => {
    expect(refused({ ...move('m', 'a2'), channel: 'a' })).toEqual([]);
    expect(refused({ ...move('m', 'b2'), channel: 'a' })).toContain('target-lacks-master');
  });

  test('no server is read from by two channels', () => {
    expect(refused({ ...move('m', 'b'), channel: 'a' })).toContain('there-by-another-channel');
  });

  test('a master that was not read since the start is one all the same', () => {
    const options: TopologyOptions = { servers: { a: { health: 'unprobed' } } };
    expect(refused({ ...move('m', 'b2'), channel: 'a' }, options)).toContain('target-lacks-master');
    expect(refused(move('a2', 'a3'), options)).toEqual([]);
  });

  test('a replica of MariaDB is not moved below a server that has nothing yet and does not apply', () => {
    const standing = (found: Observation): Observation => ({
      ...found,
      channels: found.channels.map((channel) => ({ ...channel, applier: 'stopped' })),
      gtid: found.gtid.kind === 'mariadb' ? { ...found.gtid, ...NOTHING_YET } : found.gtid,
    });
    const options: TopologyOptions = { family: 'mariadb', servers: { b2: { change: standing } } };
    expect(refused({ ...move('m', 'b2'), channel: 'b' }, options)).toContain('target-cannot-catch-up');
  });

  test('a replica of MariaDB waits only for what the target can have', () => {
    const plan = planned(topology(JOINED, { family: 'mariadb' }), { ...move('m', 'a2'), channel: 'a' });
    expect(stepsInOrder(plan)).toContainEqual(expect.objectContaining({ kind: 'wait-for-position', domains: [0] }));
    const plain = planned(topology('a > a2, a3', { family: 'mariadb' }), move('a2', 'a3'));
    expect(stepsInOrder(plain)[1]).not.toHaveProperty('domains');
  });

  test('nor does it pass over the domain of a master that had written nothing when it was looked at last', () => {
    const silent = (found: Observation): Observation => ({
      ...found,
      settings: { ...found.settings, readOnly: false },
      gtid: found.gtid.kind === 'mariadb' ? { ...found.gtid, ...NOTHING_YET, domainId: 7 } : found.gtid,
    });
    const nothing = (found: Observation): Observation => ({
      ...found,
      gtid: found.gtid.kind === 'mariadb' ? { ...found.gtid, ...NOTHING_YET } : found.gtid,
    });
    const options: TopologyOptions = {
      family: 'mariadb',
      servers: { a: { change: silent }, a2: { change: nothing } },
    };
    const plan = planned(topology(JOINED, options), { ...move('m', 'a2'), channel: 'a' });
    expect(stepsInOrder(plan)).toContainEqual(expect.objectContaining({ kind: 'wait-for-position', domains: [7] }));
  });
});

describe('where servers replicate in a circle', () => {
  test('none of them is taken out of it, as what it writes would not come back', () => {
    const ring = 'a > b > c > a; d > e; a, d > m';
    expect(refusalOf({ topology: ring, intent: move('a', 'd') })).toContain('target-lacks-master');
  });

  test('a replica of MariaDB waits for the next one, which may not have yet what the first one wrote', () => {
    const kinds = stepsInOrder(planned(topology('a <> b; a > c', { family: 'mariadb' }), move('c', 'b'))).map(
      ({ kind }) => kind,
    );
    expect(kinds).toEqual(['stop-replication', 'wait-for-position', 'point-replica-at']);
  });
});

describe('where a group stands above', () => {
  const inGroup =
    (host: string) =>
    (found: Observation): Observation => ({
      ...found,
      group: {
        groupName: 'g',
        mode: 'single-primary',
        members: ['g1', 'g2'].map((name) => ({
          uuid: name === host ? (found.identity.serverUuid ?? '') : name,
          address: { host: name, port: 3306 },
          // Nobody is its primary at this moment.
          state: name === 'g1' ? 'UNREACHABLE' : 'ONLINE',
          role: name === 'g1' ? '' : 'SECONDARY',
        })),
      },
    });
  const options: TopologyOptions = {
    servers: { g1: { change: inGroup('g1') }, g2: { change: inGroup('g2') } },
  };

  test('a group that replicates has what its source has, whichever member is read from', () => {
    const primary = (host: string): TopologyOptions => ({
      servers: Object.fromEntries(
        ['g1', 'g2'].map((name) => [
          name,
          {
            change: (found: Observation): Observation => {
              const { group } = inGroup(name)(found);
              const members = group?.members.map((member) => ({ ...member, state: 'ONLINE' })) ?? [];
              const roled = members.map((one) => ({
                ...one,
                role: one.address.host === host ? 'PRIMARY' : 'SECONDARY',
              }));
              return group === null ? found : { ...found, group: { ...group, members: roled } };
            },
          },
        ]),
      ),
    });
    const asked = { topology: 'a > g1; g1 > r; g2 > s', options: primary('g1') };
    expect(refusalOf({ ...asked, intent: move('r', 's') })).toEqual([]);
    expect(refusalOf({ ...asked, intent: move('s', 'a') })).toEqual([]);
  });

  test('it counts as one master, and also while it has no primary', () => {
    const topologyText = 'a > a2; g1 > r; g2 > s; a, g2 > m';
    expect(refusalOf({ topology: topologyText, intent: move('a2', 'm'), options })).toContain('target-brings-master');
    expect(refusalOf({ topology: topologyText, intent: move('r', 's'), options })).toEqual([]);
    expect(refusalOf({ topology: topologyText, intent: move('r', 'a'), options })).toContain('target-lacks-master');
  });
});

test('members of a replication group have the same data, whichever is read from', () => {
  const group = (found: Observation, own: string): Observation => ({
    ...found,
    group: {
      groupName: 'g',
      mode: 'single-primary',
      members: ['g1', 'g2'].map((host) => ({
        uuid: host === own ? (found.identity.serverUuid ?? '') : host,
        address: { host, port: 3306 },
        state: 'ONLINE',
        role: host === 'g1' ? 'PRIMARY' : 'SECONDARY',
      })),
    },
  });
  const options: TopologyOptions = {
    servers: {
      g1: { change: (found) => group(found, 'g1') },
      g2: { change: (found) => group(found, 'g2') },
    },
  };
  expect(refusalOf({ topology: 'g1 > r; g2 > s', intent: move('r', 'g2'), options })).toEqual([]);
  expect(refusalOf({ topology: 'g1 > r; g2 > s', intent: move('r', 's'), options })).toEqual([]);
  expect(topology('g1 > r; g2 > s', options).instances.get(id('g1'))?.role).toBe('master');
});
