import { id } from '@topiary/domain/testing';
import type { ServerProcess } from '@topiary/domain';
import { createMemoryStore } from '@topiary/store';
import { expect, test } from 'vitest';
import { SOMEBODY, startWorld } from '../testing/index.ts';
import type { World } from '../testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const start = (): Promise<World> =>
  startWorld({ turn, store: (clock) => createMemoryStore({ clock }), topology: 'm > a' });

const a = id('a');
const RUNS: ServerProcess = {
  id: 7,
  role: 'client',
  user: 'app',
  host: 'h:1',
  database: '',
  command: 'Query',
  seconds: 3,
  state: '',
  statement: 'SELECT SLEEP(100)',
};
const runs = (statement: string) => () => ({ processes: [{ ...RUNS, statement }], isCut: false, grant: null });
const kill = { kind: 'control', instance: a, act: { kind: 'kill-query', process: 7, what: 'query' } } as const;

test('what runs on a server is read when asked, by all who ask at once together', async () => {
  const world = await start();
  let asked = 0;
  world.servers.onProcesses = () => {
    asked += 1;
    return runs('SELECT 1')();
  };
  const both = Promise.all([world.engine.inspection.processes(a), world.engine.inspection.processes(a)]);
  const [one, other] = await world.clock.until(both);
  expect(one).toMatchObject({ kind: 'processes', list: { processes: [{ id: 7 }] } });
  expect(other).toBe(one);
  expect(asked).toBe(1);
  expect(await world.clock.until(world.engine.inspection.processes(id('nobody')))).toMatchObject({
    kind: 'unknown-instance',
  });
  world.servers.kill(a);
  expect(await world.clock.until(world.engine.inspection.processes(a))).toMatchObject({ kind: 'failed' });
});

test('a query is ended, audited, and cannot be taken back', async () => {
  const world = await start();
  world.servers.onProcesses = runs(RUNS.statement);
  const proposed = await world.clock.until(world.engine.proposeReading(kill, SOMEBODY));
  if (proposed.kind !== 'proposed') throw new Error(proposed.kind);
  expect((await world.run(proposed.state.plan.id)).kind).toBe('started');
  expect(world.servers.executed).toMatchObject([{ instance: a, kind: 'kill-process' }]);
  const { items } = await world.engine.audit({ page: 0, pageSize: 10 });
  expect(items[0]).toMatchObject({ action: 'kill-query', instance: a, result: 'ok' });
  expect(await world.engine.undo(proposed.state.plan.id, SOMEBODY)).toEqual({ kind: 'not-undoable' });
});

test('a number that means another statement by the time of the confirmation ends nothing, and says so', async () => {
  const world = await start();
  world.servers.onProcesses = runs(RUNS.statement);
  const proposed = await world.clock.until(world.engine.proposeReading(kill, SOMEBODY));
  if (proposed.kind !== 'proposed') throw new Error(proposed.kind);
  world.servers.onProcesses = runs('COMMIT');
  expect(await world.run(proposed.state.plan.id)).toMatchObject({
    kind: 'stale',
    reasons: [{ code: 'process-runs-other' }],
  });
  expect(world.servers.executed).toEqual([]);
});

test('errant transactions are not looked for where there are none, or no server', async () => {
  const world = await start();
  expect(await world.engine.inspection.locateErrant(a)).toEqual({ kind: 'none-errant' });
  expect(await world.engine.inspection.locateErrant(id('nobody'))).toMatchObject({ kind: 'unknown-instance' });
});
