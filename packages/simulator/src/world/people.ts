/** People who use Topiary: they ask for a move, look at the preview, confirm it, sometimes twice, sometimes think better of it. */
import type { Actor, InstanceId, PlanId } from '@topiary/domain';
import { namedIn, say } from '@topiary/domain';
import type { ConfirmResult, Engine, PlanRequest, ProposeResult } from '@topiary/engine';
import type { Asked } from '../scenario/scenario.ts';
import type { TopiaryProcess } from '../topiary/topiary-process.ts';
import type { World } from './world.ts';

type Wish = Asked & { readonly kind: 'move' | 'move-replicas' | 'undo' };

const SECOND_PERSON = 'cy';
/** Of a refusal that is told. */
const MAX_REASONS = 2;

export function askFor(world: World, wish: Wish): boolean {
  const process = world.process(wish.process);
  process?.do(() => void ask({ world, process, wish }));
  return process !== null;
}

interface Asking {
  readonly world: World;
  readonly process: TopiaryProcess;
  readonly wish: Wish;
}

async function ask({ world, process, wish }: Asking): Promise<void> {
  const { user } = wish;
  const proposed = await propose(process.engine, world, wish);
  if (proposed === null) return;
  const { text, result } = proposed;
  if (result.kind !== 'proposed')
    return world.narration.say(user, `asks ${process.name} ${text}: ${refusalText(result)}`);
  const plan = result.state.plan.id;
  world.narration.say(user, `asks ${process.name} ${text}: plan ${plan}`);
  await process.clock.sleep(wish.confirmAfterMs);
  const { againAfterMs, stopAfterMs } = wish;
  if (againAfterMs !== null)
    process.clock.schedule(againAfterMs, () => void confirm({ world, process, wish }, plan, SECOND_PERSON));
  if (stopAfterMs !== null)
    process.clock.schedule(stopAfterMs, () => {
      const answer = process.engine.requestStop(plan, actor(user));
      world.narration.say(user, `asks that ${plan} be stopped: ${answer}`);
    });
  await confirm({ world, process, wish }, plan, user);
}

async function confirm({ world, process, wish }: Asking, plan: PlanId, user: string): Promise<void> {
  const result = await process.engine.confirm(plan, actor(user));
  world.watcher.confirmed(plan, result);
  if (result.kind === 'started') world.happened(`plan: ${wish.kind}`);
  world.narration.say(user, `confirms ${plan}: ${confirmText(result)}`);
}

async function propose(
  engine: Engine,
  world: World,
  wish: Wish,
): Promise<{ readonly text: string; readonly result: Exclude<ProposeResult, never> } | null> {
  if (wish.kind === 'undo') return undo(engine, world, wish);
  const request = requestOf(engine, world, wish);
  if (request === null) return null;
  const text = `to ${request.kind} ${namedIn(request).join(', ')}`;
  return { text, result: engine.propose(request, actor(wish.user)) };
}

async function undo(engine: Engine, world: World, wish: Wish): ReturnType<typeof propose> {
  const { items } = await engine.plans({ cluster: null, page: 0, pageSize: 20 });
  const ended = items.filter(({ finishedAt }) => finishedAt !== null);
  const plan = at(ended, wish.pick)?.id;
  if (plan === undefined) return null;
  const result = await engine.undo(plan, actor(wish.user));
  const text = `to undo ${plan}`;
  if (result.kind === 'not-undoable' || result.kind === 'unknown') {
    world.narration.say(wish.user, `asks ${text}: ${result.kind}`);
    return null;
  }
  return { text, result };
}

/** What could be asked for now, as the page would offer it. */
function requestOf(engine: Engine, world: World, wish: Wish): PlanRequest | null {
  const snapshot = engine.snapshot();
  if (wish.kind === 'move') {
    const edge = at(snapshot.edges, wish.pick);
    if (edge === undefined) return null;
    const { replica, channel } = edge;
    const target = targetFor(engine, world, wish, { kind: 'relocate', replica, channel });
    return target === null ? null : { kind: 'relocate', replica, channel, target };
  }
  const source = at([...snapshot.edgesBySource.keys()], wish.pick);
  if (source === undefined) return null;
  const target = targetFor(engine, world, wish, { kind: 'relocate-replicas', source, only: null });
  return target === null ? null : { kind: 'relocate-replicas', source, target, only: null };
}

function targetFor(
  engine: Engine,
  world: World,
  wish: Wish,
  request: Parameters<Engine['candidates']>[0],
): InstanceId | null {
  if (!wish.isLegal) return at(world.servers, wish.pickTarget) ?? null;
  const candidates = engine.candidates(request);
  if (candidates.kind !== 'candidates') return null;
  const allowed = candidates.verdicts.filter(({ allowed: isAllowed }) => isAllowed).map(({ target }) => target);
  return at(allowed, wish.pickTarget) ?? null;
}

export function actor(user: string): Actor {
  return { user, address: '127.0.0.1', via: 'web' };
}

function at<Item>(items: readonly Item[], pick: number): Item | undefined {
  return items[Math.floor(pick * items.length)];
}

function refusalText(result: Exclude<ProposeResult, { kind: 'proposed' }>): string {
  if (result.kind === 'unknown-instance') return `it does not know ${result.instance}`;
  return `refused. ${result.reasons
    .slice(0, MAX_REASONS)
    .map((reason) => say(reason, 'en'))
    .join(' ')}`;
}

function confirmText(result: ConfirmResult): string {
  switch (result.kind) {
    case 'started':
      return 'it begins';
    case 'stale':
      return `refused, things have changed. ${result.reasons
        .slice(0, MAX_REASONS)
        .map((reason) => say(reason, 'en'))
        .join(' ')}`;
    case 'busy':
      return `refused, ${result.plan} runs there`;
    case 'already-confirmed':
      return `${result.by.user} has confirmed it already`;
    case 'not-the-actor':
      return 'refused, another process acts';
    case 'store-failing':
      return `refused, ${result.detail}`;
    case 'unknown':
      return 'there is no such plan';
  }
}
