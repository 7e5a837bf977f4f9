/** What Topiary's store holds already, so that an import adds only what is missing. */
import { registryOf } from '@topiary/domain';
import type { InstanceId, Instant, Message, Registry } from '@topiary/domain';
import type { AuditEntry, DetectionRecord, KnownTopology, Page, RecoveryRecord, Store } from '@topiary/engine';

export interface StoreContents {
  readonly known: KnownTopology;
  readonly registry: Registry;
  /** Steps that are kept, by uid of the recovery. */
  readonly recoveries: ReadonlyMap<string, number>;
  /** By `keyOfDetection`: its id. */
  readonly detections: ReadonlyMap<string, number>;
  /** How often each imported audit entry is kept, by `keyOfAudit`. */
  readonly audit: ReadonlyMap<string, number>;
  /** Recoveries are switched off everywhere. */
  readonly isSwitchedOff: boolean;
}

/** Who acted, in imported lines: orchestrator does not say. */
export const IMPORTED_BY = 'orchestrator';
const PAGE_SIZE = 200;
/** Pages that are read of one list; more than the store keeps by default. */
const MAX_PAGES = 10_000;

/** `uids`: the recoveries that may be imported; of no other one the steps are counted. */
export async function readContents(store: Store, uids: ReadonlySet<string>): Promise<StoreContents> {
  const [known, { registrations }, switches] = await Promise.all([
    store.inventory.load(),
    store.registrations.load(),
    store.recoveries.switches(),
  ]);
  const recoveries = new Map<string, number>();
  for await (const { uid } of everyItem<RecoveryRecord>((page) => store.recoveries.list(page)))
    recoveries.set(uid, uids.has(uid) ? (await store.recoveries.steps(uid)).length : 0);
  const detections = new Map<string, number>();
  for await (const one of everyItem<DetectionRecord>((page) => store.recoveries.detections(page)))
    detections.set(keyOfDetection(one), one.id);
  const audit = new Map<string, number>();
  for await (const one of everyItem<AuditEntry>((page) => store.audit.list({ ...page, user: IMPORTED_BY }))) {
    const key = keyOfAudit(one);
    audit.set(key, (audit.get(key) ?? 0) + 1);
  }
  const isSwitchedOff = switches.some(({ cluster }) => cluster === null);
  return { known, registry: registryOf(registrations), recoveries, detections, audit, isSwitchedOff };
}

async function* everyItem<Item>(
  list: (page: { readonly page: number; readonly pageSize: number }) => Promise<Page<Item>>,
): AsyncGenerator<Item> {
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { items, total } = await list({ page, pageSize: PAGE_SIZE });
    yield* items;
    if ((page + 1) * PAGE_SIZE >= total || items.length === 0) return;
  }
}

export function keyOfDetection(one: {
  readonly instance: InstanceId;
  readonly code: string;
  readonly at: Instant;
}): string {
  return JSON.stringify([one.instance, one.code, one.at]);
}

export function keyOfAudit(one: {
  readonly at: Instant;
  readonly action: string;
  readonly instance: InstanceId | null;
  readonly summary: readonly Message[];
}): string {
  return JSON.stringify([one.at, one.action, one.instance, one.summary.map(({ params }) => params)]);
}
