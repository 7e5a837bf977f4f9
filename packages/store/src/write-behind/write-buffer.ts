/**
 * What waits for the disk. Of the inventory only the latest change of each key is kept; audit lines, changes of findings and
 * pictures of clusters keep their order. All are bounded: what does not fit is dropped and counted, and nobody waits.
 */
import type { ClusterId, InstanceId } from '@topiary/domain';
import type { KnownCluster, KnownInstance } from '@topiary/engine';
import {
  MAX_BUFFERED_AUDIT_ENTRIES,
  MAX_BUFFERED_FINDING_CHANGES,
  MAX_BUFFERED_INVENTORY_KEYS,
  MAX_BUFFERED_REVISIONS,
} from '../bounds.ts';
import type { NewClusterRevisionRow } from '../schema/history-tables.ts';
import type { NewFindingChangeRow } from '../schema/recovery-tables.ts';
import type { NewAuditRow } from '../schema/tables.ts';
import type { WriteBatch } from '../worker/operations.ts';

export interface DropCounts {
  readonly inventory: number;
  readonly audit: number;
  readonly findingChanges: number;
  readonly clusterRevisions: number;
}

export interface BufferLimits {
  readonly inventoryKeys: number;
  readonly auditEntries: number;
  readonly findingChanges: number;
  readonly clusterRevisions: number;
}

const DEFAULT_LIMITS: BufferLimits = {
  inventoryKeys: MAX_BUFFERED_INVENTORY_KEYS,
  auditEntries: MAX_BUFFERED_AUDIT_ENTRIES,
  findingChanges: MAX_BUFFERED_FINDING_CHANGES,
  clusterRevisions: MAX_BUFFERED_REVISIONS,
};

/** `null` stands for "forget it". */
type Change<Value> = Value | null;

export class WriteBuffer {
  readonly #limits: BufferLimits;
  readonly #instances = new Map<InstanceId, Change<KnownInstance>>();
  readonly #clusters = new Map<ClusterId, Change<KnownCluster>>();
  #audit: NewAuditRow[] = [];
  #findingChanges: NewFindingChangeRow[] = [];
  #clusterRevisions: NewClusterRevisionRow[] = [];
  #dropped: DropCounts = { inventory: 0, audit: 0, findingChanges: 0, clusterRevisions: 0 };

  constructor(limits: BufferLimits = DEFAULT_LIMITS) {
    this.#limits = limits;
  }

  get dropped(): DropCounts {
    return this.#dropped;
  }

  get size(): number {
    const inOrder = this.#audit.length + this.#findingChanges.length + this.#clusterRevisions.length;
    return this.#instances.size + this.#clusters.size + inOrder;
  }

  /** The setters say whether there was room. */
  setInstance(id: InstanceId, change: Change<KnownInstance>): boolean {
    return this.#set(this.#instances, id, change);
  }

  setCluster(id: ClusterId, change: Change<KnownCluster>): boolean {
    return this.#set(this.#clusters, id, change);
  }

  addAudit(row: NewAuditRow): boolean {
    if (this.#audit.length >= this.#limits.auditEntries) {
      this.#dropped = { ...this.#dropped, audit: this.#dropped.audit + 1 };
      return false;
    }
    this.#audit.push(row);
    return true;
  }

  addFindingChange(row: NewFindingChangeRow): boolean {
    if (this.#findingChanges.length >= this.#limits.findingChanges) {
      this.#dropped = { ...this.#dropped, findingChanges: this.#dropped.findingChanges + 1 };
      return false;
    }
    this.#findingChanges.push(row);
    return true;
  }

  addClusterRevision(row: NewClusterRevisionRow): boolean {
    if (this.#clusterRevisions.length >= this.#limits.clusterRevisions) {
      this.#dropped = { ...this.#dropped, clusterRevisions: this.#dropped.clusterRevisions + 1 };
      return false;
    }
    this.#clusterRevisions.push(row);
    return true;
  }

  /** Takes out at most `rows` changes: first what cannot be observed anew. */
  take(rows: number): WriteBatch {
    const audit = this.#audit.slice(0, rows);
    this.#audit = this.#audit.slice(audit.length);
    const findingChanges = this.#findingChanges.slice(0, rows - audit.length);
    this.#findingChanges = this.#findingChanges.slice(findingChanges.length);
    const clusterRevisions = this.#clusterRevisions.slice(0, rows - audit.length - findingChanges.length);
    this.#clusterRevisions = this.#clusterRevisions.slice(clusterRevisions.length);
    const rest = rows - audit.length - findingChanges.length - clusterRevisions.length;
    const clusters = takeFrom(this.#clusters, rest);
    const instances = takeFrom(this.#instances, rest - clusters.length);
    return {
      audit,
      findingChanges,
      clusterRevisions,
      clusters: saved(clusters),
      forgottenClusters: forgotten(clusters),
      instances: saved(instances),
      forgottenInstances: forgotten(instances),
    };
  }

  /** Puts back what could not be written, except where a newer change came meanwhile. May exceed the bounds by one batch. */
  restore(batch: WriteBatch): void {
    this.#audit = [...batch.audit, ...this.#audit];
    this.#findingChanges = [...batch.findingChanges, ...this.#findingChanges];
    this.#clusterRevisions = [...batch.clusterRevisions, ...this.#clusterRevisions];
    for (const cluster of batch.clusters) restoreTo(this.#clusters, cluster.id, cluster);
    for (const id of batch.forgottenClusters) restoreTo(this.#clusters, id, null);
    for (const instance of batch.instances) restoreTo(this.#instances, instance.id, instance);
    for (const id of batch.forgottenInstances) restoreTo(this.#instances, id, null);
  }

  #set<Id, Value>(changes: Map<Id, Change<Value>>, id: Id, change: Change<Value>): boolean {
    const full = this.#instances.size + this.#clusters.size >= this.#limits.inventoryKeys;
    if (full && !changes.has(id)) {
      this.#dropped = { ...this.#dropped, inventory: this.#dropped.inventory + 1 };
      return false;
    }
    changes.set(id, change);
    return true;
  }
}

function takeFrom<Id, Value>(changes: Map<Id, Change<Value>>, rows: number): readonly (readonly [Id, Change<Value>])[] {
  const taken: (readonly [Id, Change<Value>])[] = [];
  for (const entry of changes) {
    if (taken.length >= rows) break;
    taken.push(entry);
    changes.delete(entry[0]);
  }
  return taken;
}

function saved<Value>(taken: readonly (readonly [unknown, Change<Value>])[]): readonly Value[] {
  return taken.flatMap(([, change]) => (change === null ? [] : [change]));
}

function forgotten<Id>(taken: readonly (readonly [Id, unknown])[]): readonly Id[] {
  return taken.flatMap(([id, change]) => (change === null ? [id] : []));
}

function restoreTo<Id, Value>(changes: Map<Id, Change<Value>>, id: Id, change: Change<Value>): void {
  if (!changes.has(id)) changes.set(id, change);
}
