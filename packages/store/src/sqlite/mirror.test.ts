import { afterEach, beforeEach, expect, test } from 'vitest';
import { asPlanId } from '@topiary/domain';
import { auditRowOf } from '../stored/audit-row.ts';
import { auditEntry, knownCluster, knownInstance, shop, stageStarted, started } from '../contract/samples.ts';
import { createSqliteWorld, realClock } from '../contract/test-world.ts';
import type { SqliteWorld } from '../contract/test-world.ts';
import { SHARED_TABLES } from '../schema/table-names.ts';
import type { SharedTable } from '../schema/table-names.ts';
import { journalWriteOf } from '../stored/journal-write.ts';
import type { AnyRow } from '../worker/mirror-operations.ts';
import { openThreads } from './sqlite-store.ts';
import type { Threads } from './sqlite-store.ts';

let world: SqliteWorld;
let threads: Threads;
beforeEach(async () => {
  world = await createSqliteWorld();
  threads = await openThreads({ file: world.file, clock: realClock, logger: world.logger });
});
afterEach(async () => {
  await threads.end();
  await world.dispose();
});

const CALL = { deadlineMs: 60_000, dropWhenLate: 'no' } as const;
const NOTHING = {
  instances: [],
  forgottenInstances: [],
  clusters: [],
  forgottenClusters: [],
  audit: [],
  findingChanges: [],
  clusterRevisions: [],
};
const holder = { hostname: 'ada', processId: 1, url: '' };
const plan = asPlanId('plan-1');
const noted = async () => threads.reader.call('changes', null, CALL);

test('each row that changed is noted once, as it is now, until that change was copied', async () => {
  const { writer } = threads;
  const node = await writer.call('beginMirror', null, CALL);
  await writer.call('write', { ...NOTHING, instances: [knownInstance('a'), knownInstance('b')] }, CALL);
  await writer.call(
    'write',
    { ...NOTHING, instances: [knownInstance('a', { serverUuid: 'later' })], audit: [auditRowOf(auditEntry())] },
    CALL,
  );
  const changes = await noted();
  expect(changes.map(({ table, key }) => [table, ...key])).toEqual([
    ['known_instance', 'b:3306'],
    ['known_instance', 'a:3306'],
    ['audit_entry', 1],
  ]);
  expect(changes[1]?.row).toMatchObject({ id: 'a:3306', server_uuid: 'later' });
  await writer.call('write', { ...NOTHING, forgottenInstances: [knownInstance('b').id] }, CALL);
  await writer.call(
    'forgetChanges',
    changes.map(({ seq }) => seq),
    CALL,
  );
  expect(await noted()).toMatchObject([{ table: 'known_instance', key: ['b:3306'], row: null }]);
  expect(await writer.call('beginMirror', null, CALL)).toBe(node);
});

test('what is adopted is all that the file holds, with numbers that go on, and is no change', async () => {
  const { writer, reader } = threads;
  await writer.call('beginMirror', null, CALL);
  await writer.call(
    'append',
    { write: journalWriteOf(plan, [started({ id: plan }), stageStarted]), ownTerm: null },
    CALL,
  );
  const [cluster] = [knownCluster(shop)];
  const row: AnyRow = { id: shop, name: cluster.name, alias: null, first_seen_at: 1, revision: 9 };
  const none = Object.fromEntries(SHARED_TABLES.map((table) => [table, []])) as unknown as Record<
    SharedTable,
    AnyRow[]
  >;
  await writer.call(
    'adopt',
    {
      rows: { ...none, known_cluster: [row] },
      lastIds: [{ table: 'audit_entry', id: 41 }],
      term: { term: 7, holder, since: 5 },
    },
    CALL,
  );
  expect(await noted()).toEqual([]);
  expect(await reader.call('unfinished', null, CALL)).toEqual([]);
  expect(await reader.call('load', null, CALL)).toMatchObject({ instances: [], clusters: [row] });
  await expect(
    writer.call('append', { write: journalWriteOf(plan, [started({ id: plan })]), ownTerm: 6 }, CALL),
  ).rejects.toMatchObject({ code: 'store-lease-lost', data: { term: 7, ownTerm: 6 } });
  await writer.call('write', { ...NOTHING, audit: [auditRowOf(auditEntry())] }, CALL);
  expect((await noted()).map(({ key }) => key)).toEqual([[42]]);
});

test('one process at a time has the file', async () => {
  const other = await openThreads({ file: world.file, clock: realClock, logger: world.logger });
  expect(await threads.writer.call('lockFile', null, CALL)).toBe(true);
  expect(await threads.writer.call('lockFile', null, CALL)).toBe(true);
  await threads.writer.call('beginTerm', { term: 3, holder, since: 5 }, CALL);
  expect(await other.writer.call('lockFile', null, CALL)).toBe(false);
  await other.end();
});
