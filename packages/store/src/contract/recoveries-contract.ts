import { describe, expect, test } from 'vitest';
import { instanceIdOf, message } from '@topiary/domain';
import type { InstanceId, RecoveryScope, SwitchedOff } from '@topiary/domain';
import type { DetectionQuery, NewDetection, NewRecovery, RecoveryRequest, RecoveryState, Store } from '@topiary/engine';
import { at, blog, instance, shop } from './samples.ts';
import type { CurrentWorld } from './store-world.ts';

const HOUR = 3_600_000;
const [one, two] = [instance('db-1'), instance('db-2')];
const LONG_NAMED = instanceIdOf({ host: 'h'.repeat(253), port: 65_535 });
const holder = { hostname: 'ada', processId: 1 };
const page = { page: 0, pageSize: 10 };

interface Wish {
  readonly uid: string;
  readonly instance?: InstanceId;
  readonly cluster?: typeof shop;
  readonly scope?: RecoveryScope;
  readonly forced?: boolean;
  readonly at?: number;
  readonly detection?: number;
}

function request(wish: Wish): RecoveryRequest {
  const { uid, instance: failed = one, cluster = shop, scope = 'master', forced = false } = wish;
  const startedAt = at(wish.at ?? 0);
  const recovery: NewRecovery = {
    uid,
    cluster,
    clusterName: 'db-1:3306',
    clusterAlias: '商店',
    instance: failed,
    code: 'DeadMaster',
    scope,
    forced,
    startedAt,
    detection: wish.detection ?? null,
    details: {
      masterAddress: 'db-1:3306',
      replicas: [two],
      holder,
      user: '',
      command: '',
      successorAlias: '',
      participants: [],
      lost: [],
      errors: [],
      timings: [{ phase: 'seen', at: startedAt }],
    },
  };
  return { recovery, wanted: { cluster, instance: failed, scope, forced, at: startedAt, blockMs: HOUR } };
}

function ended({ recovery }: RecoveryRequest, state: Partial<RecoveryState> = {}): RecoveryState {
  const { details, startedAt } = recovery;
  return { endedAt: startedAt, changed: true, successor: two, plan: null, details, ...state };
}

const detection = (fields: Partial<NewDetection> = {}): NewDetection => ({
  instance: one,
  cluster: shop,
  clusterName: 'db-1:3306',
  clusterAlias: null,
  code: 'DeadMaster',
  actionable: true,
  at: at(0),
  details: { masterAddress: 'db-1:3306', replicas: [two], holder },
  ...fields,
});

const by = { at: at(50), by: 'jo', comment: 'seen "it" 商店' };

const uids = async (store: Store, query = {}) =>
  (await store.recoveries.list({ ...page, ...query })).items.map(({ uid }) => uid);

export function describeRecoveries(world: CurrentWorld): void {
  describe('recoveries', () => {
    test('are there for the next process with everything that was known, and found by what is asked', async () => {
      const first = await world().open();
      const asked = request({ uid: 'u1', instance: LONG_NAMED });
      const registered = await first.recoveries.register(asked);
      expect(registered).toMatchObject({ kind: 'registered', record: { ...asked.recovery, id: 1, endedAt: null } });
      const details = { ...asked.recovery.details, lost: [one], errors: [message('same-server', { replica: 'a' })] };
      await first.recoveries.update('u1', ended(asked, { details }));
      await first.recoveries.register(request({ uid: 'u2', cluster: blog, at: 5 }));
      const second = await world().open();
      const { items, total } = await second.recoveries.list(page);
      expect([total, items.map(({ uid }) => uid)]).toEqual([2, ['u2', 'u1']]);
      expect(items[1]).toMatchObject({ ...asked.recovery, details, successor: two, changed: true, acknowledged: null });
      expect(await uids(second, { state: 'running' })).toEqual(['u2']);
      expect(await uids(second, { cluster: shop, successor: two, state: 'ended' })).toEqual(['u1']);
      expect(await uids(second, { clusterAlias: '商店', endedFrom: at(1) })).toEqual([]);
      expect(await uids(second, { from: at(5), scope: 'master', code: 'DeadMaster' })).toEqual(['u2']);
      expect(await uids(second, { id: 1, uid: 'u1', instance: LONG_NAMED, to: at(0) })).toEqual(['u1']);
    });

    test('of two that ask at once for one cluster one is registered, and the other is listed as held back', async () => {
      const store = await world().open();
      const asked = ['a', 'b', 'c'].map((uid) => request({ uid, instance: instance(uid) }));
      const outcomes = await Promise.all(asked.map((wish) => store.recoveries.register(wish)));
      expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['blocked', 'blocked', 'registered']);
      expect(outcomes.find(({ kind }) => kind === 'blocked')).toMatchObject({
        block: { kind: 'running', by: { id: 1 } },
      });
      expect(await store.recoveries.blocked(at(0))).toHaveLength(2);
      expect(await store.recoveries.blocked(at(1))).toEqual([]);
      expect(await store.recoveries.earlier({ cluster: shop, instance: one })).toMatchObject([
        { id: 1, endedAt: null },
      ]);
    });

    test('hold back by the same rules as policy says, until they are acknowledged', async () => {
      const store = await world().open();
      const done = request({ uid: 'u1' });
      await store.recoveries.register(done);
      await store.recoveries.update('u1', ended(done));
      const next = request({ uid: 'u2', instance: two, at: 10 });
      expect(await store.recoveries.register(next)).toMatchObject({ kind: 'blocked', block: { kind: 'successor' } });
      expect(await store.recoveries.blocked(at(0))).toMatchObject([{ instance: two, by: 1, byUid: 'u1', at: at(10) }]);
      expect(await store.recoveries.acknowledge({ kind: 'uid', uid: 'u1' }, by)).toEqual({
        recoveries: 1,
        detections: 0,
      });
      expect(await store.recoveries.blocked(at(0))).toEqual([]);
      expect(await store.recoveries.register(next)).toMatchObject({ kind: 'registered', record: { id: 2 } });
      expect((await store.recoveries.list({ ...page, unacknowledged: true })).items.map(({ uid }) => uid)).toEqual([
        'u2',
      ]);
      expect((await store.recoveries.list({ ...page, uid: 'u1' })).items[0]?.acknowledged).toEqual(by);
    });

    test('that a dead process left are over, and hold nothing back', async () => {
      const [first, second] = [await world().open(), await world().open()];
      await first.recoveries.register(request({ uid: 'u1' }));
      expect(await second.recoveries.endUnfinished(by)).toMatchObject([
        { uid: 'u1', endedAt: by.at, acknowledged: by },
      ]);
      expect(await second.recoveries.endUnfinished(by)).toEqual([]);
      expect(await second.recoveries.register(request({ uid: 'u2', at: 60 }))).toMatchObject({ kind: 'registered' });
    });

    test('keep their steps in the order they were noted', async () => {
      const store = await world().open();
      const step = (uid: string, text: string, ms: number) => ({
        uid,
        at: at(ms),
        message: message('audit-text', { text }),
      });
      await store.recoveries.addSteps([step('u1', 'one', 2), step('u2', 'other', 0)]);
      await store.recoveries.addSteps([step('u1', '二', 1)]);
      await store.recoveries.addSteps([]);
      expect((await store.recoveries.steps('u1')).map((one) => one.message.params['text'])).toEqual(['one', '二']);
    });

    test('a switch holds back at once, everywhere or in one cluster, until it is over; not who is asked by hand', async () => {
      const store = await world().open();
      const off = (fields: Partial<SwitchedOff>): SwitchedOff => ({
        cluster: null,
        owner: 'jo',
        reason: '"move" 搬',
        at: at(0),
        expiresAt: at(9),
        ...fields,
      });
      await store.recoveries.setSwitch(null, off({}));
      await store.recoveries.setSwitch(blog, off({ cluster: blog, expiresAt: null }));
      expect(await store.recoveries.switches()).toEqual([off({}), off({ cluster: blog, expiresAt: null })]);
      expect(await store.recoveries.register(request({ uid: 'a' }))).toEqual({ kind: 'switched-off', off: off({}) });
      expect(await store.recoveries.register(request({ uid: 'b', at: 9 }))).toMatchObject({ kind: 'registered' });
      const inBlog = { uid: 'c', cluster: blog, at: 9 };
      expect(await store.recoveries.register(request(inBlog))).toMatchObject({ off: { cluster: blog } });
      expect(await store.recoveries.register(request({ ...inBlog, forced: true }))).toMatchObject({
        kind: 'registered',
      });
      await store.recoveries.setSwitch(blog, null);
      expect(await store.recoveries.switches()).toHaveLength(1);
    });
  });

  describe('detections', () => {
    test('are new once in a period, by server and by code, and lead to their recovery', async () => {
      const store = await world().open();
      const tell = (fields: Partial<NewDetection> = {}) =>
        store.recoveries.registerDetection(detection(fields), { blockMs: HOUR });
      expect(await tell()).toEqual({ kind: 'new', id: 1 });
      expect(await tell({ at: at(HOUR - 1) })).toEqual({ kind: 'known', id: 1 });
      expect(await tell({ code: 'UnreachableMaster', actionable: false })).toEqual({ kind: 'new', id: 2 });
      await store.recoveries.register(request({ uid: 'u1', detection: 1 }));
      expect(await tell({ at: at(HOUR) })).toEqual({ kind: 'new', id: 3 });
      const { items, total } = await store.recoveries.detections({ ...page, cluster: shop, instance: one });
      expect([total, items.map(({ id }) => id)]).toEqual([3, [3, 2, 1]]);
      expect(items[2]).toEqual({ ...detection(), id: 1, endedAt: at(HOUR), recovery: 1 });
      expect((await store.recoveries.detections({ ...page, id: 2 })).items).toMatchObject([
        { code: 'UnreachableMaster' },
      ]);
      const ids = async (query: Partial<DetectionQuery>) =>
        (await store.recoveries.detections({ ...page, ...query })).items.map(({ id }) => id);
      expect(await ids({ code: 'DeadMaster' })).toEqual([3, 1]);
      expect([await ids({ actionable: true }), await ids({ actionable: false })]).toEqual([[3, 1], [2]]);
      expect([await ids({ from: at(HOUR) }), await ids({ to: at(HOUR - 1) })]).toEqual([[3], [2, 1]]);
    });

    test.each([
      [{ kind: 'all' }, 2],
      [{ kind: 'cluster', cluster: shop }, 1],
      [{ kind: 'instance', instance: two }, 1],
      [{ kind: 'id', id: 99 }, 0],
    ] as const)('are told anew after an acknowledgement of %o', async (which, count) => {
      const store = await world().open();
      const elsewhere = detection({ cluster: blog, instance: two });
      for (const told of [detection(), elsewhere]) await store.recoveries.registerDetection(told, { blockMs: HOUR });
      expect(await store.recoveries.acknowledge(which, by)).toEqual({ recoveries: 0, detections: count });
      const again = [detection({ at: at(60) }), { ...elsewhere, at: at(60) }];
      const told = await Promise.all(again.map((one) => store.recoveries.registerDetection(one, { blockMs: HOUR })));
      expect(told.filter(({ kind }) => kind === 'new')).toHaveLength(count);
    });
  });
}
