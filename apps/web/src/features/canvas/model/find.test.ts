import { expect, test } from 'vitest';
import { nodeOf } from '@topiary/contract/testing';
import { findNodes } from './find.ts';

const NOTE = { owner: 'jo', reason: 'kernel', startedAt: 0, endsAt: 1 };
const REGISTERED = {
  downtime: NOTE,
  maintenance: null,
  promotion: null,
  ownWrites: null,
  tags: [{ name: 'role', value: 'Backup' }],
  pools: ['Readers'],
  forgotten: null,
  virtualName: null,
};
const nodes = [
  nodeOf('db-1', { role: 'master', readOnly: false }),
  nodeOf('db-2', { lagSeconds: 40, version: '8.4.3', registered: REGISTERED }),
  nodeOf('other', { lagSeconds: null, problems: [{ code: 'replication-stopped', severity: 'critical', params: {} }] }),
];
const found = (query: string) => {
  const ids = findNodes(nodes, query);
  return ids === null ? null : nodes.filter((node) => ids.has(node.id)).map((node) => node.host);
};

test.each([
  ['db', ['db-1', 'db-2']],
  ['DB-2', ['db-2']],
  ['8.4', ['db-2']],
  ['lag>30', ['db-2']],
  ['lag<30', ['db-1']],
  ['role:master', ['db-1']],
  ['is:writable', ['db-1']],
  ['is:problem', ['other']],
  ['stopped', ['other']],
  ['is:downtimed', ['db-2']],
  ['is:maintained', []],
  ['tag:role', ['db-2']],
  ['tag:role=backup', ['db-2']],
  ['tag:role=other', []],
  ['role=back', ['db-2']],
  ['pool:readers', ['db-2']],
  ['db role:replica', ['db-2']],
  ['nothing-like-it', []],
])('%s finds %j', (query, hosts) => {
  expect(found(query)).toEqual(hosts);
});

test('an empty box asks for nothing', () => {
  expect(found('   ')).toBeNull();
});
