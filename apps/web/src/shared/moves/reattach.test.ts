import { expect, test } from 'vitest';
import { idOf } from '@topiary/contract/testing';
import { reattachments } from './reattach.ts';

const [id, master, other] = [idOf('r'), idOf('m'), idOf('x')];

test('every detached channel is offered to be put back to where it read from', () => {
  const detached = [
    { channel: '', source: master },
    { channel: 'orders', source: other },
  ];
  expect(reattachments({ id, detached }).map(({ target, intent }) => [target, intent])).toEqual([
    [master, { kind: 'control', instance: id, act: { kind: 'reattach-replica', channel: '' } }],
    [other, { kind: 'control', instance: id, act: { kind: 'reattach-replica', channel: 'orders' } }],
  ]);
  expect(reattachments({ id, detached: [] })).toEqual([]);
});
