import { findInstance } from '@topiary/domain';
import type { InstanceId } from '@topiary/domain';
import { id, topology, withChannel } from '@topiary/domain/testing';
import { expect, test } from 'vitest';
import { nodeInputOf, presentNode } from './node-view.ts';

const detachedIn = (host: string): unknown => {
  const change = withChannel({ source: { host, port: 3306 } });
  const snapshot = topology('m > a', { servers: { a: { change } } });
  const instance = findInstance(snapshot, 'a:3306' as InstanceId);
  return instance === null ? null : presentNode(nodeInputOf(instance, snapshot)).detached;
};

test('a replica whose source was put out of reach by name says whom it read from', () => {
  expect(detachedIn('//m')).toEqual([{ channel: '', source: id('m') }]);
  expect(detachedIn('m')).toEqual([]);
});
