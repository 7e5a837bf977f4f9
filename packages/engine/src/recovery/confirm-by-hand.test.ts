import { createMemoryStore } from '@topiary/store';
import { id } from '@topiary/domain/testing';
import { expect, test } from 'vitest';
import type { HookList, Hooks, RenderedHook } from '../ports/hooks.ts';
import { SOMEBODY, startWorld } from '../testing/engine-world.ts';

const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));

/** One hook in every list; what was run is told in order, with who is told to take over. */
function hooksThat(fails: HookList | null = null) {
  const ran: string[] = [];
  const hooks: Hooks = {
    render: (list, facts) => [
      {
        list,
        number: 1,
        count: 1,
        template: facts.command,
        script: '',
        shown: '',
        environment: {},
        arguments: [facts.failed, facts.successor?.instance ?? '-'],
        input: '',
        isAsynchronous: false,
      } satisfies RenderedHook,
    ],
    run: ({ list, template, arguments: told }) => {
      ran.push(`${list} ${template} ${told.join(' ')}`);
      return Promise.resolve({ kind: list === fails ? 'failed' : 'ended', status: '0', ms: 1, output: '' });
    },
  };
  return { ran, hooks };
}

const start = (topology: string, hooks: Hooks) =>
  startWorld({
    turn,
    topology,
    hooks,
    store: (clock) => createMemoryStore({ clock }),
    policy: { replicationAccount: { origin: 'configured', user: 'repl' } },
  });

test('a takeover that a person saw and confirms is a recovery: registered, with its hooks in order, and recorded', async () => {
  const { ran, hooks } = hooksThat();
  const world = await start('m > a, b', hooks);
  const plan = world.propose({ kind: 'replace-master', master: id('m'), successor: id('a'), because: 'takeover' });
  expect(await world.run(plan)).toMatchObject({ kind: 'started' });
  await world.clock.advance(60_000);
  expect(ran).toEqual([
    'PreGracefulTakeoverProcesses graceful-master-takeover m:3306 a:3306',
    'OnFailureDetectionProcesses graceful-master-takeover m:3306 -',
    'PreFailoverProcesses graceful-master-takeover m:3306 -',
    'PostMasterFailoverProcesses graceful-master-takeover m:3306 a:3306',
    'PostFailoverProcesses graceful-master-takeover m:3306 a:3306',
    'PostGracefulTakeoverProcesses graceful-master-takeover m:3306 a:3306',
  ]);
  const { items } = await world.clock.until(world.engine.recoveries.list({ page: 0, pageSize: 5 }));
  expect(items).toMatchObject([
    { instance: 'm:3306', successor: 'a:3306', forced: true, plan, details: { user: SOMEBODY.user } },
  ]);
  expect(items[0]?.endedAt).not.toBeNull();
});

test('a hook that fails before it keeps it from starting, with nothing changed', async () => {
  const { ran, hooks } = hooksThat('PreGracefulTakeoverProcesses');
  const world = await start('m > a, b', hooks);
  const plan = world.propose({ kind: 'replace-master', master: id('m'), successor: id('a'), because: 'takeover' });
  const result = await world.run(plan);
  expect(result).toMatchObject({ kind: 'held-back', reasons: [{ code: 'recovery-stopped-by-hook' }] });
  expect(ran.map((line) => line.split(' ')[0])).toEqual([
    'PreGracefulTakeoverProcesses',
    'PostUnsuccessfulFailoverProcesses',
  ]);
  expect(world.servers.executed).toEqual([]);
});

test('a replica that takes the place of its master has its own hooks, told who took over from whom', async () => {
  const { ran, hooks } = hooksThat();
  const world = await start('m > a; a > b', hooks);
  const plan = world.propose({ kind: 'reshape', shape: { kind: 'take-master', replica: id('b') } });
  expect(await world.run(plan)).toMatchObject({ kind: 'started' });
  await world.clock.advance(1_000);
  expect(ran).toEqual(['PostTakeMasterProcesses take-master a:3306 b:3306']);
});

test('a plan that was confirmed already is no recovery', async () => {
  const { ran, hooks } = hooksThat();
  const world = await start('m > a', hooks);
  const plan = world.propose({ kind: 'replace-master', master: id('m'), successor: null, because: 'takeover' });
  await world.run(plan);
  await world.clock.advance(60_000);
  const before = ran.length;
  expect(await world.run(plan)).toMatchObject({ kind: 'already-confirmed' });
  expect(ran).toHaveLength(before);
});
