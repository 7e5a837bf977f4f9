/** What the further columns of a list ask to be registered, as the commands that people would give one by one. */
import type { Actor, InstanceId, Message, RegistryCommand } from '@topiary/domain';
import { message } from '@topiary/domain';
import type { Engine, RegistryResult } from '@topiary/engine';
import type { Lifetimes } from '../config/settings.ts';
import type { Wishes } from './parse-list.ts';

export interface WishOfLine {
  readonly line: number;
  readonly instance: InstanceId;
  readonly wishes: Wishes;
}

export interface RegisterParts {
  readonly engine: Pick<Engine, 'register' | 'snapshot'>;
  readonly actor: Actor;
  readonly lifetimes: Pick<Lifetimes, 'candidateMs' | 'poolMs'>;
}

interface Task {
  readonly lines: readonly number[];
  readonly command: RegistryCommand;
}

/** By line: the first reason why something of it was not registered. What holds already is not registered again. */
export async function registerWishes(
  parts: RegisterParts,
  asked: readonly WishOfLine[],
): Promise<ReadonlyMap<number, Message>> {
  const problems = new Map<number, Message>();
  const tasks = [...asked.flatMap((wish) => ownTasks(wish, parts)), ...poolTasks(asked, parts)];
  for (const { lines, command } of tasks) {
    const reason = reasonOf(await parts.engine.register(command, parts.actor));
    if (reason === null) continue;
    for (const line of lines) if (!problems.has(line)) problems.set(line, reason);
  }
  return problems;
}

function ownTasks({ line, instance, wishes }: WishOfLine, { engine, lifetimes }: RegisterParts): readonly Task[] {
  const held = engine.snapshot().instances.get(instance)?.registered;
  const tags = wishes.tags.filter(
    ({ name, value }) => held?.tags.some((tag) => tag.name === name && tag.value === value) !== true,
  );
  const commands: RegistryCommand[] = tags.map((tag) => ({ kind: 'set-tag', instance, ...tag }));
  const rule = wishes.promotionRule;
  if (rule !== null && held?.promotion?.rule !== rule)
    commands.push({ kind: 'register-candidate', instance, rule, durationMs: lifetimes.candidateMs });
  return commands.map((command) => ({ lines: [line], command }));
}

/** A pool is submitted whole: its members of before stay in it. */
function poolTasks(asked: readonly WishOfLine[], { engine, lifetimes }: RegisterParts): readonly Task[] {
  const names = new Set(asked.flatMap(({ wishes }) => wishes.pools));
  return [...names].flatMap((pool) => {
    const joining = asked.filter(({ wishes }) => wishes.pools.includes(pool));
    const members = [...engine.snapshot().instances.values()]
      .filter(({ registered }) => registered.pools.includes(pool))
      .map(({ id }) => id);
    const instances = [...new Set([...members, ...joining.map(({ instance }) => instance)])];
    if (instances.length === members.length) return [];
    const command = { kind: 'submit-pool', pool, instances, durationMs: lifetimes.poolMs } as const;
    return [{ lines: joining.map(({ line }) => line), command }];
  });
}

function reasonOf(result: RegistryResult): Message | null {
  switch (result.kind) {
    case 'done':
      return null;
    case 'refused':
      return result.reason;
    case 'unknown-instance':
      return message('import-not-in-fleet', { instance: result.instance });
    case 'unknown-cluster':
      return message('import-not-in-fleet', { instance: result.cluster });
    case 'not-the-actor':
      return message('import-only-reads', { holder: result.holder });
    case 'store-failing':
      return message('import-store-failing', { detail: result.detail });
  }
}
