import { asInstant, message, sayAll } from '@topiary/domain';
import type { Message } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { createMemoryStore } from '@topiary/store';
import { expect, test } from 'vitest';
import { SOMEBODY, startWorld } from '../testing/index.ts';
import type { World } from '../testing/index.ts';
import { auditOfRefusal } from './audit-plan.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const [a, b] = [id('a'), id('b')];
const moveA = { kind: 'relocate', replica: a, channel: null, target: b } as const;
const start = (): Promise<World> =>
  startWorld({ turn, store: (clock) => createMemoryStore({ clock }), topology: 'm > a, b' });

async function lastSummary({ engine }: World): Promise<readonly Message[] | undefined> {
  return (await engine.audit({ page: 0, pageSize: 1 })).items[0]?.summary;
}

test('what was done and how it ended is kept as codes with parameters', async () => {
  const world = await start();
  await world.run(world.propose(moveA));
  expect(await lastSummary(world)).toEqual([
    message('audit-relocate', { replica: a, target: b }),
    message('audit-ended-done', { moved: 1, count: 1 }),
  ]);
});

test('an undo says what it moved back, and where', async () => {
  const world = await start();
  const plan = world.propose(moveA);
  await world.run(plan);
  const undo = await world.clock.until(world.engine.undo(plan, SOMEBODY));
  if (undo.kind !== 'proposed') throw new Error(undo.kind);
  await world.run(undo.state.plan.id);
  expect(sayAll((await lastSummary(world)) ?? [], 'en')).toBe(
    `undo of plan ${plan}: a:3306 back below m:3306, done, 1 of 1 moved.`,
  );
});

test('a plan that failed says why, in the language of whoever reads it', async () => {
  const world = await start();
  world.servers.refusedSources.set(`${a} ${b}`, 1236);
  await world.run(world.propose(moveA));
  const summary = (await lastSummary(world)) ?? [];
  expect(sayAll(summary, 'en')).toBe(
    'a:3306 below b:3306: put back, 0 of 1 moved. The receiver of a:3306 stopped with error 1236: refused',
  );
  expect(sayAll(summary, 'zh')).toBe(
    '将 a:3306 移到 b:3306 之下：已恢复，1 个中移动了 0 个。a:3306 的接收线程因错误 1236 停止：refused',
  );
});

test('a discovery says what was found, or why nothing was', async () => {
  const world = await start();
  await world.clock.until(world.engine.discover({ host: 'a', port: 3306 }, SOMEBODY));
  expect(await lastSummary(world)).toEqual([message('audit-probed-again', { instance: a })]);
  await world.clock.until(world.engine.discover({ host: 'nowhere', port: 3306 }, SOMEBODY));
  expect(await lastSummary(world)).toEqual([
    message('audit-probe-refused', { instance: id('nowhere'), code: 'ECONNREFUSED' }),
  ]);
});

test('of many reasons for a refusal the first ones are kept, and the rest counted', async () => {
  const world = await start();
  const plan = (await world.engine.plan(world.propose(moveA)))?.plan;
  if (plan === undefined) throw new Error('no plan');
  const reasons = Array.from({ length: 25 }, (_, index) => message('replica-unknown', { replica: `r${index}:3306` }));
  const { summary } = auditOfRefusal({ plan, actor: SOMEBODY, clusterName: 'm', at: asInstant(0), reasons });
  expect(summary.slice(1)).toEqual([
    message('audit-ended-refused'),
    ...reasons.slice(0, 10),
    message('audit-more-reasons', { count: 15 }),
  ]);
});
