/** Writes what was decided, through the store's own ports, in an order in which a second run finds what a first one left. */
import { message } from '@topiary/domain';
import type { Registration } from '@topiary/domain';
import type { NewRecoveryStep, Store } from '@topiary/engine';
import { IMPORTER } from './import-plan.ts';
import type { ImportedRecovery, ImportPlan } from './import-plan.ts';
import { keyOfDetection } from './store-contents.ts';
import type { StoreContents } from './store-contents.ts';

const REGISTRATIONS_PER_WRITE = 500;
const STEPS_PER_WRITE = 500;
/** What is written behind is handed over in parts, so that nothing of it is dropped for want of room. */
const ENTRIES_PER_FLUSH = 500;

export interface ImportWrite {
  readonly store: Store;
  readonly plan: ImportPlan;
  readonly contents: StoreContents;
  /** For the audit's own line of the import. */
  readonly summary: {
    readonly at: Parameters<Store['audit']['write']>[0]['at'];
    readonly from: string;
    readonly servers: number;
  };
}

/** Rejects with the store's error; what was written by then stays, and is found by the next run. */
export async function writeImport({ store, plan, contents, summary }: ImportWrite): Promise<void> {
  for (const part of partsOf([...plan.clusters], ENTRIES_PER_FLUSH)) {
    for (const cluster of part) store.inventory.saveCluster(cluster);
    await flushed(store);
  }
  for (const part of partsOf([...plan.instances], ENTRIES_PER_FLUSH)) {
    for (const instance of part) store.inventory.saveInstance(instance);
    await flushed(store);
  }
  for (const put of partsOf<Registration>(plan.registrations, REGISTRATIONS_PER_WRITE))
    await store.registrations.write({ put, remove: [] });
  if (plan.switchedOff !== null) await store.recoveries.setSwitch(null, plan.switchedOff);
  const detections = await writeDetections(store, plan, contents);
  for (const one of plan.recoveries) await writeRecovery(store, one, detections);
  for (const part of partsOf<NewRecoveryStep>(plan.steps, STEPS_PER_WRITE)) await store.recoveries.addSteps(part);
  for (const part of partsOf([...plan.audit], ENTRIES_PER_FLUSH)) {
    for (const entry of part) store.audit.write(entry);
    await flushed(store);
  }
  store.audit.write({
    at: summary.at,
    actor: { ...IMPORTER, user: 'topiary', address: 'topiary' },
    action: 'import-orchestrator',
    cluster: null,
    clusterName: null,
    instance: null,
    plan: null,
    result: 'ok',
    summary: [message('audit-import-orchestrator', { from: summary.from, count: summary.servers })],
  });
}

/** Our id of each detection of orchestrator's. */
async function writeDetections(
  store: Store,
  { detections }: ImportPlan,
  contents: StoreContents,
): Promise<ReadonlyMap<number, number>> {
  const ids = new Map<number, number>();
  for (const { id, detection } of detections) {
    const kept = contents.detections.get(keyOfDetection(detection));
    ids.set(id, kept ?? (await store.recoveries.registerDetection(detection, { blockMs: 0 })).id);
  }
  return ids;
}

/** A recovery is registered as one by hand is: one that ended holds none of the later ones back. */
async function writeRecovery(
  store: Store,
  { recovery, detection, state, acknowledged }: ImportedRecovery,
  detections: ReadonlyMap<number, number>,
): Promise<void> {
  const { cluster, instance, scope, startedAt, uid } = recovery;
  const wanted = { cluster, instance, scope, forced: true, at: startedAt, blockMs: 0 };
  const led = detection === null ? null : (detections.get(detection) ?? null);
  const outcome = await store.recoveries.register({ recovery: { ...recovery, detection: led }, wanted });
  if (outcome.kind !== 'registered') return;
  await store.recoveries.update(uid, state);
  if (acknowledged !== null) await store.recoveries.acknowledge({ kind: 'uid', uid }, acknowledged);
}

/** A reader waits until what was handed over is written. */
async function flushed(store: Store): Promise<void> {
  await store.audit.list({ page: 0, pageSize: 1 });
}

function* partsOf<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
