/**
 * How large a picture of a cluster is in the store, and what it takes to make and to read one. Run it with the project's node:
 * `node packages/store/bench/cluster-history.ts [directory]`.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asClusterId, asInstant, assert, pictureChanges, pictureOf, revisionKindOf } from '@topiary/domain';
import type { ClusterPicture } from '@topiary/domain';
import { topology, withInstance } from '@topiary/domain/testing';
import { RememberingLogger, realClock } from '../src/contract/test-world.ts';
import { openSqliteStore } from '../src/sqlite/sqlite-store.ts';
import { clusterRevisionRow } from '../src/stored/cluster-revision.ts';

const SIZES = [3, 10, 50, 500];
const ROWS = 1_000;
const ROUNDS = 50;
/** The first cluster of a written topology. */
const CLUSTER = asClusterId('c1');

const directory = await mkdtemp(join(process.argv[2] ?? tmpdir(), 'topiary-bench-'));
try {
  for (const size of SIZES) await measure(size);
} finally {
  await rm(directory, { recursive: true, force: true });
}

async function measure(size: number): Promise<void> {
  const replicas = Array.from({ length: size - 1 }, (_, number) => `shop-replica-${number}`);
  const before = topology(`shop-master > ${replicas.join(', ')}`);
  const after = withInstance(before, 'shop-replica-0', { health: 'unreachable' });
  const [well, ill] = [before, after].map((snapshot) => pictureOf(snapshot, CLUSTER, []));
  assert(well !== null && well !== undefined && ill !== null && ill !== undefined, 'both are pictures');
  const revision = (number: number) => {
    const picture: ClusterPicture = number % 2 === 0 ? well : ill;
    const changes = pictureChanges(number % 2 === 0 ? ill : well, picture);
    return { at: asInstant(number), kind: revisionKindOf(changes), changes, changeCount: changes.length, picture };
  };
  const row = clusterRevisionRow(revision(1));
  const made = took(() => pictureChanges(well, pictureOf(after, CLUSTER, []) ?? well));
  const packed = took(() => clusterRevisionRow(revision(1)));
  const file = join(directory, `${size}.db`);
  const store = await openSqliteStore({ file, clock: realClock, logger: new RememberingLogger() });
  for (let number = 0; number < ROWS; number += 1) store.clusterHistory.write(revision(number));
  await store.clusterHistory.span(CLUSTER);
  const startedMs = performance.now();
  await store.clusterHistory.pictures({ cluster: CLUSTER, to: asInstant(ROWS), limit: 2 });
  const readMs = performance.now() - startedMs;
  await store.close();
  const kilobytes = (await stat(file)).size / 1_024 / ROWS;
  const json = JSON.stringify(well).length;
  console.log(
    `${size} servers: ${json} B as JSON, ${row.body.length} B kept, ${kilobytes.toFixed(1)} kB a row of the file; ` +
      `made and compared in ${made.toFixed(2)} ms, packed in ${packed.toFixed(2)} ms, a moment read in ${readMs.toFixed(1)} ms`,
  );
}

/** The middle of some rounds, in milliseconds. */
function took(work: () => unknown): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const startedMs = performance.now();
    work();
    return performance.now() - startedMs;
  });
  return times.toSorted((a, b) => a - b)[ROUNDS / 2] ?? 0;
}
