/** Failures and recoveries in memory, by the same rules as on disk. */
import { blockOf, switchedOff } from '@topiary/domain';
import type { EarlierRecovery, SwitchedOff } from '@topiary/domain';
import type {
  AcknowledgedWhich,
  BlockedRecovery,
  DetectionQuery,
  DetectionRecord,
  Page,
  Recoveries,
  RecoveryQuery,
  RecoveryRecord,
  RecoveryRequest,
  RecoveryStep,
  RegisterOutcome,
} from '@topiary/engine';
import { assertPage } from '../queries/page-query.ts';
import type { PageQuery } from '../queries/page-query.ts';
import { openKeyOf } from '../stored/recovery-row.ts';

export class RecoveriesOnDisk {
  /** By uid, in the order they were registered. */
  readonly recoveries = new Map<string, RecoveryRecord>();
  readonly steps: RecoveryStep[] = [];
  readonly detections = new Map<number, DetectionRecord>();
  /** By cluster and instance. */
  readonly blocked = new Map<string, BlockedRecovery>();
  /** By cluster; '' is everywhere. */
  readonly switches = new Map<string, SwitchedOff>();
}

export interface MemoryRecoveriesOptions {
  readonly disk: RecoveriesOnDisk;
  readonly assertOpen: () => void;
  readonly assertWritable: () => void;
}

export function createMemoryRecoveries({ disk, assertOpen, assertWritable }: MemoryRecoveriesOptions): Recoveries {
  const writing = async <Value>(action: () => Value): Promise<Value> => {
    assertWritable();
    return action();
  };
  const reading = async <Value>(action: () => Value): Promise<Value> => {
    assertOpen();
    return structuredClone(action());
  };
  return {
    register: (request) => writing(() => register(disk, structuredClone(request))),
    update: (uid, state) =>
      writing(() => {
        const known = disk.recoveries.get(uid);
        if (known !== undefined) disk.recoveries.set(uid, { ...known, ...structuredClone(state) });
      }),
    endUnfinished: (by) =>
      writing(() => {
        const open = [...disk.recoveries.values()].filter(({ endedAt }) => endedAt === null);
        const ended = open.map((one) => ({ ...one, endedAt: by.at, acknowledged: by }));
        for (const one of ended) disk.recoveries.set(one.uid, one);
        return ended;
      }),
    addSteps: (steps) =>
      writing(() => {
        for (const step of structuredClone(steps)) disk.steps.push({ ...step, id: disk.steps.length + 1 });
      }),
    steps: (uid) => reading(() => disk.steps.filter((step) => step.uid === uid)),
    list: (query) => reading(() => pageOf(recoveriesOf(disk, query), query)),
    earlier: ({ cluster, instance }) =>
      reading(() => earlierOn(disk).filter((one) => one.cluster === cluster || one.successor === instance)),
    acknowledge: (which, by) => writing(() => acknowledge(disk, { which, by })),
    registerDetection: (detection, { blockMs }) =>
      writing(() => {
        const key = openKeyOf(detection);
        const known = [...disk.detections.values()].find((one) => one.endedAt === null && openKeyOf(one) === key);
        if (known !== undefined && detection.at < known.at + blockMs) return { kind: 'known', id: known.id };
        if (known !== undefined) disk.detections.set(known.id, { ...known, endedAt: detection.at });
        const id = disk.detections.size + 1;
        disk.detections.set(id, { ...structuredClone(detection), id, endedAt: null, recovery: null });
        return { kind: 'new', id };
      }),
    detections: (query) => reading(() => pageOf(detectionsOf(disk, query), query)),
    blocked: (since) =>
      reading(() => {
        const keys = [...disk.blocked.keys()].toSorted();
        return keys.flatMap((key) => disk.blocked.get(key) ?? []).filter(({ at }) => at >= since);
      }),
    switches: () => reading(() => [...disk.switches.keys()].toSorted().flatMap((key) => disk.switches.get(key) ?? [])),
    setSwitch: (cluster, off) =>
      writing(() => {
        if (off === null) disk.switches.delete(cluster ?? '');
        else disk.switches.set(cluster ?? '', off);
      }),
  };
}

function register(disk: RecoveriesOnDisk, { recovery, wanted }: RecoveryRequest): RegisterOutcome {
  const { cluster, at: now } = wanted;
  const offs = [...disk.switches.values()];
  const off = switchedOff(offs, { cluster: null, now }) ?? switchedOff(offs, { cluster, now });
  if (!wanted.forced && off !== null) return { kind: 'switched-off', off };
  const block = blockOf(earlierOn(disk), wanted);
  if (block !== null) {
    const { clusterName, instance, code } = recovery;
    const by = { by: block.by.id, byUid: block.by.uid };
    disk.blocked.set(`${cluster}\n${instance}`, { cluster, clusterName, instance, code, at: now, ...by });
    return { kind: 'blocked', block };
  }
  const id = disk.recoveries.size + 1;
  const state = { endedAt: null, changed: false, successor: null, plan: null, acknowledged: null };
  const record: RecoveryRecord = { ...recovery, ...state, id };
  disk.recoveries.set(record.uid, record);
  for (const [key, one] of disk.blocked) if (one.cluster === cluster) disk.blocked.delete(key);
  const detection = recovery.detection === null ? undefined : disk.detections.get(recovery.detection);
  if (detection !== undefined) disk.detections.set(detection.id, { ...detection, recovery: id });
  return { kind: 'registered', record };
}

function earlierOn(disk: RecoveriesOnDisk): readonly EarlierRecovery[] {
  return [...disk.recoveries.values()]
    .filter((one) => one.endedAt === null || one.acknowledged === null)
    .map(({ id, uid, cluster, instance, scope, startedAt, endedAt, changed, successor, acknowledged }) => {
      const acknowledgedAt = acknowledged?.at ?? null;
      return { id, uid, cluster, instance, scope, startedAt, endedAt, changed, successor, acknowledgedAt };
    })
    .toReversed();
}

function recoveriesOf(disk: RecoveriesOnDisk, query: RecoveryQuery): readonly RecoveryRecord[] {
  const all = [...disk.recoveries.values()].toSorted((a, b) => b.startedAt - a.startedAt || b.id - a.id);
  return all.filter(
    (one) =>
      (query.id === undefined || one.id === query.id) &&
      (query.uid === undefined || one.uid === query.uid) &&
      (query.cluster === undefined || one.cluster === query.cluster) &&
      (query.clusterAlias === undefined || one.clusterAlias === query.clusterAlias) &&
      (query.instance === undefined || one.instance === query.instance) &&
      (query.successor === undefined || one.successor === query.successor) &&
      (query.code === undefined || one.code === query.code) &&
      (query.scope === undefined || one.scope === query.scope) &&
      (query.state === undefined || (one.endedAt === null) === (query.state === 'running')) &&
      (query.unacknowledged !== true || one.acknowledged === null) &&
      (query.endedFrom === undefined || (one.endedAt !== null && one.endedAt >= query.endedFrom)) &&
      (query.from === undefined || one.startedAt >= query.from) &&
      (query.to === undefined || one.startedAt <= query.to),
  );
}

function detectionsOf(disk: RecoveriesOnDisk, query: DetectionQuery): readonly DetectionRecord[] {
  const all = [...disk.detections.values()].toSorted((a, b) => b.at - a.at || b.id - a.id);
  return all.filter(
    (one) =>
      (query.id === undefined || one.id === query.id) &&
      (query.cluster === undefined || one.cluster === query.cluster) &&
      (query.clusterAlias === undefined || one.clusterAlias === query.clusterAlias) &&
      (query.instance === undefined || one.instance === query.instance) &&
      (query.code === undefined || one.code === query.code) &&
      (query.actionable === undefined || one.actionable === query.actionable) &&
      (query.from === undefined || one.at >= query.from) &&
      (query.to === undefined || one.at <= query.to),
  );
}

type AcknowledgeInput = {
  readonly which: AcknowledgedWhich;
  readonly by: Parameters<Recoveries['acknowledge']>[1];
};

function acknowledge(disk: RecoveriesOnDisk, { which, by }: AcknowledgeInput) {
  const open = [...disk.recoveries.values()].filter((one) => one.acknowledged === null && isMeant(which, one));
  for (const one of open) disk.recoveries.set(one.uid, { ...one, acknowledged: by });
  const ids = new Set(open.map(({ id }) => id));
  for (const [key, one] of disk.blocked) if (ids.has(one.by)) disk.blocked.delete(key);
  const instances = new Set(open.map(({ instance }) => instance));
  const ended = [...disk.detections.values()].filter((one) => {
    if (one.endedAt !== null) return false;
    if (which.kind === 'id' || which.kind === 'uid') return instances.has(one.instance);
    return isMeant(which, { ...one, uid: '' });
  });
  for (const one of ended) disk.detections.set(one.id, { ...one, endedAt: by.at });
  return { recoveries: open.length, detections: ended.length };
}

function isMeant(which: AcknowledgedWhich, one: Pick<RecoveryRecord, 'id' | 'uid' | 'instance' | 'cluster'>): boolean {
  switch (which.kind) {
    case 'id':
      return one.id === which.id;
    case 'uid':
      return one.uid === which.uid;
    case 'instance':
      return one.instance === which.instance;
    case 'cluster':
      return one.cluster === which.cluster;
    case 'all':
      return true;
  }
}

function pageOf<Item>(items: readonly Item[], query: PageQuery): Page<Item> {
  assertPage(query);
  const { page, pageSize } = query;
  return { items: items.slice(page * pageSize, (page + 1) * pageSize), total: items.length, page, pageSize };
}
