/**
 * Lists of servers: looked at, then added. Adding looks at every server first and changes nothing meanwhile; then all that
 * answer are added at once, then what the columns say is registered. Whoever imports a list again, after a crash or
 * because some servers did not answer, changes nothing of what was done.
 */
import { addressOf } from '@topiary/domain';
import type { Actor, InstanceId, Message } from '@topiary/domain';
import type { Clock, Engine, LookResult } from '@topiary/engine';
import { eachAtOnce } from './at-once.ts';
import { parseList } from './parse-list.ts';
import type { ListLine, ParsedList } from './parse-list.ts';
import { registerWishes } from './register-wishes.ts';
import type { RegisterParts } from './register-wishes.ts';

/** Lists that are read at the same time. */
export const MAX_IMPORTS_AT_ONCE = 3;
/** Servers of one list that are asked for at the same time; the engine lets fewer through where slots are short. */
const MAX_LOOKS_AT_ONCE = 100;
/** After so long no further server of a list is looked at. Beyond it come the probes that are under way by then. */
const LOOKING_DEADLINE_MS = 60_000;
/** For the first probes of what was added, so that the answer tells its clusters. */
const SETTLING_DEADLINE_MS = 10_000;

export interface ImportParts {
  readonly engine: Pick<Engine, 'look' | 'adopt' | 'refresh' | 'register' | 'snapshot'>;
  readonly clock: Pick<Clock, 'monotonicMs' | 'schedule'>;
  readonly defaultPort: number;
  readonly lifetimes: RegisterParts['lifetimes'];
}

export interface LookedAtLine {
  readonly line: ListLine;
  /** `null`: there is nothing to look at, or the time was over. */
  readonly look: LookResult | null;
  readonly isAdded: boolean;
  /** Why something of what its columns say was not registered. */
  readonly notRegistered: Message | null;
}

export type ImportOutcome =
  | { readonly kind: 'read'; readonly list: ParsedList; readonly lines: readonly LookedAtLine[] }
  | { readonly kind: 'refused'; readonly problem: Message }
  | { readonly kind: 'busy' };

export interface ImportService {
  preview(text: string): Promise<ImportOutcome>;
  run(text: string, actor: Actor): Promise<ImportOutcome>;
}

export function createImportService(parts: ImportParts): ImportService {
  let running = 0;
  async function inTurn(work: () => Promise<ImportOutcome>): Promise<ImportOutcome> {
    if (running >= MAX_IMPORTS_AT_ONCE) return { kind: 'busy' };
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
    }
  }
  return {
    preview: (text) => inTurn(() => lookedAt(parts, text)),
    run: (text, actor) =>
      inTurn(async () => {
        const outcome = await lookedAt(parts, text);
        return outcome.kind === 'read' ? { ...outcome, lines: await add(parts, outcome.lines, actor) } : outcome;
      }),
  };
}

async function lookedAt({ engine, clock, defaultPort }: ImportParts, text: string): Promise<ImportOutcome> {
  const reading = parseList(text, defaultPort);
  if (!reading.ok) return { kind: 'refused', problem: reading.problem };
  const { list } = reading;
  const servers = list.lines.filter((line) => line.kind === 'server');
  const untilMs = clock.monotonicMs() + LOOKING_DEADLINE_MS;
  const turn = { atOnce: MAX_LOOKS_AT_ONCE, mayBegin: () => clock.monotonicMs() < untilMs };
  const looks = await eachAtOnce(servers, turn, ({ address }) => engine.look(address));
  const lookOf = new Map(servers.map((line, index) => [line.line, looks[index] ?? null]));
  const lines = list.lines.map((line) => {
    return { line, look: lookOf.get(line.line) ?? null, isAdded: false, notRegistered: null };
  });
  return { kind: 'read', list, lines };
}

async function add(parts: ImportParts, lines: readonly LookedAtLine[], actor: Actor): Promise<readonly LookedAtLine[]> {
  const { engine } = parts;
  const servers = lines.filter(({ line }) => line.kind === 'server').length;
  const addable = lines.flatMap(({ look }) => (look !== null && mayBeAdded(look) ? [addressOf(look.asked)] : []));
  const added = new Set(engine.adopt(addable, { actor, because: { kind: 'import', given: servers } }));
  await settle(parts, [...added]);
  const done = lines.map((line) => ({ ...line, isAdded: line.look !== null && added.has(line.look.asked) }));
  const problems = await registerWishes({ ...parts, actor }, done.flatMap(wishesOf));
  return done.map((line) => ({ ...line, notRegistered: problems.get(line.line.line) ?? null }));
}

function mayBeAdded({ standing, answer }: LookResult): boolean {
  return standing === 'new' && answer.kind === 'observed';
}

/** Also of servers that were known before: a list may well say what they are for. */
function wishesOf({ line, look, isAdded }: LookedAtLine) {
  if (line.kind !== 'server' || look === null) return [];
  return isAdded || look.standing === 'known' ? [{ line: line.line, instance: look.id, wishes: line.wishes }] : [];
}

/** They answered a moment ago; one that hangs now is waited for no longer than the rest. */
async function settle({ engine, clock }: ImportParts, added: readonly InstanceId[]): Promise<void> {
  const { promise: deadline, resolve } = Promise.withResolvers<void>();
  const cancel = clock.schedule(SETTLING_DEADLINE_MS, resolve);
  const untilMs = clock.monotonicMs() + SETTLING_DEADLINE_MS;
  const turn = { atOnce: MAX_LOOKS_AT_ONCE, mayBegin: () => clock.monotonicMs() < untilMs };
  await Promise.race([eachAtOnce(added, turn, (id) => engine.refresh(id)), deadline]);
  cancel();
}
