/**
 * A scenario from a seed. The rates themselves are drawn, so that each run is another kind of bad day: one has crashes
 * only, one has a slow network, one has nothing but two people in a hurry.
 */
import { Prng } from '../chance/prng.ts';
import { actionMakers } from './actions.ts';
import { isAsked, RECOVERY_KINDS } from './scenario.ts';
import type { ActionKind, Action, AskedKind, PlannedServer, Scenario } from './scenario.ts';
import { recoveryDay } from './recovery-day.ts';
import { generateServers } from './servers.ts';
import type { Drawn } from './actions.ts';

/** Of so many days one has masters that are lost and replaced. */
const RECOVERY_EVERY = 4;
const SHORTEST_MS = 8_000;
const LONGEST_MS = 40_000;
/** Everything is known by then. */
const FIRST_ACTION_MS = 4_000;
const MOST_MOVES = 9;
const MOST_FAULTS = 16;
/** A fault that is aimed falls so soon after somebody confirmed. */
const AIMED_WITHIN_MS = [15, 60, 400, 12_000] as const;
/** One day is fast, another slow: then there is more time for something to fall in between. */
const STATEMENT_MS = [0.15, 2, 20, 80] as const;
const DELAY_MS = [0.05, 0.5, 3, 30] as const;
const JOURNAL_MS = [0.3, 2, 20, 200] as const;
const GROUP_FAULT_MS = 20_000;
/** On some days a server dies that others replicate from, and one of these is to take its place once nobody hears of it any more. */
const REPLACED_SHARE = 0.15;
const GONE_MS = [9_000, 22_000] as const;
const GIVEN_UP_AFTER_MS = [4_000, 8_000] as const;
export const SEQUENCE_LENGTH = 200;
/** Most plans have ended by then; what is asked for while one runs is refused. */
const SEQUENCE_STEP_MS = 800;
const SEQUENCE_TAIL_MS = 5_000;
const SEQUENCE_ASKING: readonly AskedKind[] = [
  ...(['move', 'move', 'move-replicas', 'reshape', 'reshape', 'reshape', 'reshape'] as const),
  ...(['control', 'control', 'control', 'undo', 'restore'] as const),
];
/** Kinds of faults that a day has. */
const MOST_KINDS = 5;

const ASKING: readonly AskedKind[] = [
  ...(['move', 'move', 'move-replicas', 'move-replicas'] as const),
  ...(['reshape', 'reshape', 'control', 'control', 'undo', 'undo', 'restore'] as const),
];

export function generateScenario(seed: number): Scenario {
  const prng = new Prng(seed);
  const servers = generateServers(prng.fork('servers'));
  const processes = prng.chance(0.3) ? ['topiary-1', 'topiary-2'] : ['topiary-1'];
  const drawnUntilMs = Math.round(prng.between(SHORTEST_MS, LONGEST_MS));
  const drawn: Drawn = { servers, processes };
  const recovery = seed % RECOVERY_EVERY === 0 ? recoveryDay(prng.fork('recovery'), drawn) : null;
  const faultsUntilMs = recovery?.faultsUntilMs ?? drawnUntilMs;
  const actions = (recovery?.actions ?? usualActions(prng, drawn, faultsUntilMs))
    .toSorted((left, right) => left.atMs - right.atMs)
    .map((action, id): Action => ({ ...action, id: id + 1 }));
  return {
    seed,
    kind: 'day',
    servers,
    processes,
    ...(recovery === null ? {} : { recovers: recovery.recovers }),
    pollIntervalMs: Math.round(prng.between(1_000, 5_000)),
    network: {
      delayMs: prng.pick(DELAY_MS) ?? 1,
      jitterMs: prng.between(0.02, 1),
      lossRate: prng.chance(0.2) ? prng.between(0, 0.05) : 0,
    },
    statementMs: prng.pick(STATEMENT_MS) ?? 1,
    journalMs: prng.pick(JOURNAL_MS) ?? 1,
    actions,
    faultsUntilMs,
  };
}

function usualActions(prng: Prng, drawn: Drawn, faultsUntilMs: number): readonly Action[] {
  const asked = askedFor(prng.fork('asked'), drawn, faultsUntilMs);
  const faults = faultsFor(prng.fork('faults'), drawn, { asked, faultsUntilMs });
  const replaced = replacement(prng.fork('replaced'), drawn, faultsUntilMs);
  return [...asked, ...faults, ...groupFault(prng.fork('group'), drawn, faultsUntilMs), ...replaced];
}

/** People ask for one thing after the other, on a good day. */
export function generateSequence(seed: number, length = SEQUENCE_LENGTH): Scenario {
  const prng = new Prng(seed).fork('sequence');
  const drawn: Drawn = { servers: generateServers(prng.fork('servers')), processes: ['topiary-1'] };
  const untilMs = FIRST_ACTION_MS + length * SEQUENCE_STEP_MS;
  const actions = Array.from({ length }, (_, index): Action => {
    const kind = prng.pick(SEQUENCE_ASKING) ?? 'move';
    const atMs = FIRST_ACTION_MS + index * SEQUENCE_STEP_MS;
    const hurried = { confirmAfterMs: prng.between(0, 50), againAfterMs: null, stopAfterMs: null };
    return { ...actionMakers[kind](prng, { ...drawn, atMs, untilMs }), ...hurried, id: index + 1 };
  });
  return {
    seed,
    kind: 'sequence',
    ...drawn,
    pollIntervalMs: Math.round(prng.between(1_000, 3_000)),
    network: { delayMs: prng.pick([0.05, 0.5, 3]) ?? 1, jitterMs: prng.between(0.02, 1), lossRate: 0 },
    statementMs: prng.pick([0.15, 2]) ?? 1,
    journalMs: prng.pick([0.3, 2]) ?? 1,
    actions,
    faultsUntilMs: untilMs + SEQUENCE_TAIL_MS,
  };
}

function isOfRecoveries(kind: ActionKind): boolean {
  return RECOVERY_KINDS.some((other) => other === kind);
}

function askedFor(prng: Prng, drawn: Drawn, untilMs: number): readonly Action[] {
  const count = prng.integer(1, MOST_MOVES);
  return Array.from({ length: count }, () => {
    const kind = prng.pick(ASKING) ?? 'move';
    return actionMakers[kind](prng, { ...drawn, atMs: momentIn(prng, untilMs), untilMs });
  });
}

function faultsFor(
  prng: Prng,
  drawn: Drawn,
  { asked, faultsUntilMs }: { readonly asked: readonly Action[]; readonly faultsUntilMs: number },
): readonly Action[] {
  const all = (Object.keys(actionMakers) as ActionKind[]).filter((kind) => !isAsked(kind) && !isOfRecoveries(kind));
  const kinds = Array.from({ length: prng.integer(1, MOST_KINDS) }, () => prng.pick(all) ?? 'crash');
  const aimed = prng.between(0.4, 1);
  return Array.from({ length: prng.integer(0, MOST_FAULTS) }, () => {
    const kind = prng.pick(kinds) ?? 'crash';
    const atMs = prng.chance(aimed) ? aimedAt(prng, asked, kind) : momentIn(prng, faultsUntilMs);
    return actionMakers[kind](prng, { ...drawn, atMs: Math.min(atMs, faultsUntilMs), untilMs: faultsUntilMs });
  });
}

/** A group elects another primary when its own is away for longer than the members' patience. */
function groupFault(prng: Prng, { servers }: Drawn, untilMs: number): readonly Action[] {
  const member = prng.pick(servers.filter(({ group }) => group !== null));
  const atMs = momentIn(prng, untilMs);
  if (member === undefined || prng.chance(0.4)) return [];
  const where = { id: 0, atMs, server: member.name, hit: null, forMs: Math.min(GROUP_FAULT_MS, untilMs - atMs) };
  return [prng.chance(0.5) ? { kind: 'freeze', ...where } : { kind: 'crash', what: 'process', ...where }];
}

function replacement(prng: Prng, drawn: Drawn, untilMs: number): readonly Action[] {
  const { servers } = drawn;
  const source = prng.pick(servers.filter(({ name }) => servers.some((one) => isBelow(one, name))));
  if (source === undefined || !prng.chance(REPLACED_SHARE)) return [];
  const atMs = momentIn(prng, Math.max(FIRST_ACTION_MS, untilMs - GONE_MS[0]));
  const where = { id: 0, atMs, server: source.name, hit: null, forMs: Math.round(prng.between(...GONE_MS)) };
  const askedAtMs = Math.min(atMs + prng.between(...GIVEN_UP_AFTER_MS), untilMs);
  const wish = actionMakers.reshape(prng, { ...drawn, atMs: askedAtMs, untilMs });
  return [
    prng.chance(0.5) ? { kind: 'freeze', ...where } : { kind: 'crash', what: 'process', ...where },
    { ...wish, shape: 'make-master' },
  ];
}

function isBelow({ channels }: PlannedServer, name: string): boolean {
  return channels.some(({ source }) => source === name);
}

function momentIn(prng: Prng, untilMs: number): number {
  return Math.round(prng.between(FIRST_ACTION_MS, untilMs));
}

function aimedAt(prng: Prng, asked: readonly Action[], kind: ActionKind): number {
  const target = prng.pick(asked);
  // It counts writes from then on: the plan's first one is the first.
  if (kind === 'kill-at-journal' && target !== undefined) return target.atMs;
  const confirmedMs = target !== undefined && 'confirmAfterMs' in target ? target.atMs + target.confirmAfterMs : 0;
  return Math.max(FIRST_ACTION_MS, confirmedMs + prng.between(0, prng.pick(AIMED_WITHIN_MS) ?? 0));
}
