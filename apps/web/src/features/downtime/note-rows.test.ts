import type { ClusterId, InstanceId } from '@topiary/contract';
import { expect, test } from 'vitest';
import { addressesIn, notesWith } from './note-rows.ts';
import type { TimedNote } from './note-rows.ts';

const note = (instance: string, fields: Partial<TimedNote> = {}): TimedNote => ({
  kind: 'downtime',
  cluster: 'c1' as ClusterId,
  clusterName: 'm:3306',
  clusterAlias: '商店',
  instance: instance as InstanceId,
  owner: 'Jo',
  reason: 'kernel',
  startedAt: 1,
  endsAt: 2,
  ...fields,
});

test('notes are found by server, cluster, owner and reason', () => {
  const notes = [note('db-1:3306'), note('db-2:3306', { reason: 'disk', clusterAlias: null })];
  const found = (text: string) => notesWith(notes, text).map(({ instance }) => instance);
  expect([found(''), found('DB-2'), found('jo'), found('disk'), found('商'), found('none')]).toEqual([
    ['db-1:3306', 'db-2:3306'],
    ['db-2:3306'],
    ['db-1:3306', 'db-2:3306'],
    ['db-2:3306'],
    ['db-1:3306'],
    [],
  ]);
});

test('a list of addresses is read however it is written, each once', () => {
  expect(addressesIn(' db-1:3306, db-2:3306\n\ndb-1:3306;db-3 ')).toEqual(['db-1:3306', 'db-2:3306', 'db-3']);
});
