/** People who use Topiary: they ask for a move, look at the preview, confirm it, sometimes twice, sometimes think better of it. */
import type { Actor, PlanId } from '@topiary/domain';
import { namedIn, say } from '@topiary/domain';
import type { ConfirmResult, Engine, PlanRequest, ProposeResult } from '@topiary/engine';
import type { Wish } from '../scenario/scenario.ts';
import type { TopiaryProcess } from '../topiary/topiary-process.ts';
import { requestsOf } from './wishes.ts';
import type { World } from './world.ts';

const SECOND_PERSON = 'cy';
/** Of a refusal that is told. */
const MAX_REASONS = 2;
/** The latest. */
const PLANS_LOOKED_AT = 20;

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
  if (result.kind === 'started') {
    world.happened(`plan: ${wish.kind}`);
    if (wish.kind === 'reshape') world.happened(`reshape: ${wish.shape}`);
    if (wish.kind === 'replace-master') world.happened(`replaced because: ${wish.because}`);
    if (wish.kind === 'control') world.happened(`act: ${wish.act}`);
  }
  world.narration.say(user, `confirms ${plan}: ${confirmText(result)}`);
}

/** The plan of a wish; of several requests that it may mean the first that is not refused, else the last refusal. */
async function propose(
  engine: Engine,
  world: World,
  wish: Wish,
): Promise<{ readonly text: string; readonly result: ProposeResult } | null> {
  if (wish.kind === 'undo' || wish.kind === 'restore') return goBack(engine, world, wish);
  let last: Awaited<ReturnType<typeof propose>> = null;
  for (const request of requestsOf(engine, world, wish)) {
    const text = `to ${what(request)} ${namedIn(request).join(', ')}`;
    last = { text, result: await engine.proposeReading(request, actor(wish.user)) };
    if (last.result.kind === 'proposed') return last;
  }
  return last;
}

function what(request: PlanRequest): string {
  if (request.kind === 'control') return request.act.kind;
  return request.kind === 'reshape' ? request.shape.kind : request.kind;
}

async function goBack(engine: Engine, world: World, wish: Wish): ReturnType<typeof propose> {
  const { items } = await engine.plans({ cluster: null, page: 0, pageSize: PLANS_LOOKED_AT });
  const ended = items.filter(({ finishedAt }) => finishedAt !== null);
  const plan = ended[Math.floor(wish.pick * ended.length)]?.id;
  if (plan === undefined) return null;
  const person = actor(wish.user);
  const result = await (wish.kind === 'undo' ? engine.undo(plan, person) : engine.restore(plan, person));
  const text = `to ${wish.kind} ${plan}`;
  if (result.kind === 'not-undoable' || result.kind === 'unknown') {
    world.narration.say(wish.user, `asks ${text}: ${result.kind}`);
    return null;
  }
  return { text, result };
}

export function actor(user: string): Actor {
  return { user, address: '127.0.0.1', via: 'web' };
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
    case 'held-back':
      return `refused, ${result.reasons
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
