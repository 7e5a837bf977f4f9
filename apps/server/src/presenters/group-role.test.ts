import type { GroupMembership, Observation } from '@topiary/domain';
import { NO_NAMING } from '@topiary/engine';
import { id, instanceIn, topology, uuidOf } from '@topiary/domain/testing';
import { expect, test } from 'vitest';
import { presentHost } from './hosts/host-view.ts';
import { presentInstance } from './instance-view.ts';

const group: GroupMembership = {
  groupName: 'aaaaaaaa-0000-0000-0000-000000000000',
  mode: 'single-primary',
  members: [
    ['PRIMARY', 1],
    ['SECONDARY', 2],
  ].map(([role, number]) => ({
    uuid: uuidOf(Number(number)),
    address: { host: 'x', port: Number(number) },
    state: 'ONLINE',
    role: String(role),
  })),
};
const change = (found: Observation): Observation => ({ ...found, group });

test('members of a group are called what they are in it, on the page of their host and in their panel', () => {
  const snapshot = topology('x:1; x:2 > x:3', { servers: { 'x:1': { change }, 'x:2': { change } } });
  const servers = presentHost({ snapshot, incidents: [] }, 'x')?.servers ?? [];
  expect(servers.map(({ id: server, role, groupRole }) => [server, role, groupRole])).toEqual([
    [id('x:1'), 'master', 'PRIMARY'],
    [id('x:2'), 'intermediate', 'SECONDARY'],
    [id('x:3'), 'replica', null],
  ]);
  const shown = presentInstance(instanceIn(snapshot, 'x:1'), snapshot, NO_NAMING.told);
  expect(shown).toMatchObject({ groupRole: 'PRIMARY', node: { role: 'master' } });
});
