/** A planned takeover while Topiary is killed, or a server fails, at any moment of it: there is one writer in the end. */
import { id } from '@topiary/domain/testing';
import { createMemoryStore, MemoryDisk } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import type { PlanRequest } from './api.ts';
import { mortal, SOMEBODY, startWorld } from './testing/index.ts';
import type { FakeServers, MortalServers, World } from './testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const [m, a] = [id('m'), id('a')];
const POLICY = { replicationAccount: { origin: 'configured', user: 'repl' } } as const;
const TAKEOVER: PlanRequest = { kind: 'replace-master', master: m, successor: a, because: 'takeover' };
const EVERY_MS = Array.from({ length: 10 }, (_, at) => 4 * at + 1);

async function isOpen(servers: FakeServers, name: string): Promise<boolean> {
  const looked = servers.observe({ host: name, port: 3306 });
  const found = await looked;
  return found.kind === 'observed' && !found.observation.settings.readOnly;
}

async function openOnes({ clock, servers }: World): Promise<readonly string[]> {
  const names = ['m', 'a', 'b'];
  const open = await clock.until(Promise.all(names.map((name) => isOpen(servers, name))));
  return names.filter((_, at) => open[at]);
}

function startReadOnly(world: World): void {
  for (const name of ['a', 'b'])
    world.servers.change(id(name), (found) => ({ ...found, settings: { ...found.settings, readOnly: true } }));
}

async function started(more: Partial<Parameters<typeof startWorld>[0]> = {}): Promise<World> {
  const world = await startWorld({
    turn,
    topology: 'm > a, b',
    policy: POLICY,
    store: (clock) => createMemoryStore({ disk: new MemoryDisk(), clock }),
    ...more,
  });
  startReadOnly(world);
  await world.clock.advance(20_000);
  return world;
}

describe('a takeover', () => {
  test('writes its journal once for all that happens while nobody can write', async () => {
    const world = await started();
    const plan = world.propose(TAKEOVER);
    const written: (readonly string[])[] = [];
    const { journal } = world.store;
    const append = journal.append.bind(journal);
    journal.append = (of, entries) => {
      written.push(entries.flatMap((entry) => (entry.kind === 'stage-started' ? entry.steps : [])));
      return append(of, entries);
    };
    await world.run(plan);
    expect(written[0]).toEqual(['s1', 's2', 's3']);
    expect(await openOnes(world)).toEqual(['a']);
    const execution = (await world.engine.plan(plan))?.execution;
    expect(execution?.outcome).toBe('done');
    // As it was sent, with what was read when the master was closed.
    expect(execution?.statements['s2']).toEqual([`wait-for-position on ${a}: position of ${m}`]);
  });

  test('whose successor does not get everything in time opens the master again, and the tree is as it was', async () => {
    const world = await started();
    world.servers.onExecute = (step) => (step.kind === 'wait-for-position' ? { kind: 'timed-out' } : 'works');
    const plan = world.propose(TAKEOVER);
    await world.run(plan);
    expect((await world.engine.plan(plan))?.execution).toMatchObject({ outcome: 'put-back' });
    expect(await openOnes(world)).toEqual(['m']);
    expect([world.servers.sourceOf(a), world.servers.sourceOf(id('b'))]).toEqual([m, m]);
  });

  test.each(EVERY_MS)(
    'killed after %i ms is finished by who comes next, and one server takes writes',
    async (killAfterMs) => {
      const disk = new MemoryDisk();
      const stores: ReturnType<typeof createMemoryStore>[] = [];
      const store = (clock: World['clock']): ReturnType<typeof createMemoryStore> => {
        const made = createMemoryStore({ disk, clock });
        stores.push(made);
        return made;
      };
      let view: MortalServers | null = null;
      const first = await started({
        store,
        idPrefix: 'first',
        seenAs: (servers) => {
          view = mortal(servers);
          return view.servers;
        },
      });
      const killed = view as MortalServers | null;
      const plan = first.propose(TAKEOVER);
      void first.engine.confirm(plan, SOMEBODY);
      await first.clock.advance(killAfterMs);
      killed?.kill();
      stores[0]?.crash();
      const world = await startWorld({
        turn,
        policy: POLICY,
        topology: 'm > a, b',
        store,
        idPrefix: 'second',
        share: first,
      });
      await world.clock.advance(120_000);
      expect(await world.store.journal.unfinished()).toEqual([]);
      const execution = (await world.engine.plan(plan))?.execution ?? null;
      expect(await openOnes(world)).toEqual([execution === null ? 'm' : 'a']);
      if (execution !== null) expect(execution.outcome).toBe('done');
    },
  );
});
