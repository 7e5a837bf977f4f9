/** How each kind of action is drawn. */
import { REPLACE_REASONS, RESHAPE_KINDS } from '@topiary/domain';
import type { Prng } from '../chance/prng.ts';
import { WAYS } from '../network/paths.ts';
import { ASKED_ACTS } from './asked-acts.ts';
import type { Action, ActionKind, Asked, PlannedServer } from './scenario.ts';

export interface Drawn {
  readonly servers: readonly PlannedServer[];
  readonly processes: readonly string[];
}

export interface Moment extends Drawn {
  readonly atMs: number;
  readonly untilMs: number;
}

type Maker<Kind extends ActionKind> = (prng: Prng, moment: Moment) => Extract<Action, { kind: Kind }>;
type Makers = { readonly [Kind in ActionKind]: Maker<Kind> };

const PEOPLE = ['ann', 'bo'] as const;
const SHORT_MS = 3_000;
const LONG_MS = 25_000;
const STOP_DEADLINE_MS = 8_000;
const HOUR_MS = 3_600_000;
/** Of faults that fall on a server of a plan, if one runs. */
const HIT_SHARE = 0.6;
const MENDING = ['start-replica', 'start-replica', 'reattach-replica', 'enable-gtid', 'set-writable'] as const;
const MENDING_SHARE = 0.3;

export const actionMakers: Makers = {
  move: (prng, moment) => ({ kind: 'move', ...asked(prng, moment) }),
  'move-replicas': (prng, moment) => ({ kind: 'move-replicas', ...asked(prng, moment) }),
  reshape: (prng, moment) => ({
    kind: 'reshape',
    ...asked(prng, moment),
    shape: prng.pick(RESHAPE_KINDS) ?? 'move-up',
  }),
  control: (prng, moment) => ({
    kind: 'control',
    ...asked(prng, moment),
    // What was stopped is to be started as often.
    act: prng.chance(MENDING_SHARE)
      ? (prng.pick(MENDING) ?? 'start-replica')
      : (prng.pick(ASKED_ACTS) ?? 'start-replica'),
  }),
  undo: (prng, moment) => ({ kind: 'undo', ...asked(prng, moment) }),
  restore: (prng, moment) => ({ kind: 'restore', ...asked(prng, moment) }),
  'replace-master': (prng, moment) => ({
    kind: 'replace-master',
    ...asked(prng, moment),
    because: prng.chance(0.7) ? 'takeover' : (prng.pick(REPLACE_REASONS) ?? 'forced'),
    rejoins: prng.chance(0.7),
  }),
  downtime: (prng, moment) => ({
    kind: 'downtime',
    ...bothering(prng, moment),
    ...server(prng, moment),
    ...lasting(prng, moment),
  }),
  'switch-off': (prng, moment) => ({ kind: 'switch-off', ...bothering(prng, moment), ...lasting(prng, moment) }),
  acknowledge: (prng, moment) => ({ kind: 'acknowledge', ...bothering(prng, moment) }),
  'lose-server': (prng, moment) => ({
    kind: 'lose-server',
    ...server(prng, moment),
    hit: null,
    which: prng.chance(0.75) ? 'master' : 'intermediate-master',
    what: prng.chance(0.8) ? 'process' : 'machine',
    forMs: prng.chance(0.5) ? null : lasting(prng, moment).forMs,
  }),
  'hand-move': (prng, moment) => ({ kind: 'hand-move', ...channel(prng, moment), pickTarget: prng.next() }),
  'hand-stop': (prng, moment) => ({
    kind: 'hand-stop',
    ...channel(prng, moment),
    threads: prng.pick(['receiver', 'applier', 'both'] as const) ?? 'both',
  }),
  'hand-start': (prng, moment) => ({ kind: 'hand-start', ...channel(prng, moment) }),
  crash: (prng, moment) => ({
    kind: 'crash',
    ...server(prng, moment),
    ...lasting(prng, moment),
    what: prng.chance(0.5) ? 'process' : 'machine',
  }),
  freeze: (prng, moment) => ({ kind: 'freeze', ...server(prng, moment), ...lasting(prng, moment) }),
  'slow-statements': (prng, moment) => ({
    kind: 'slow-statements',
    ...server(prng, moment),
    ...lasting(prng, moment),
    byMs: prng.pick([20, 200, 2_000, 8_000]) ?? 200,
  }),
  'slow-applier': (prng, moment) => ({
    kind: 'slow-applier',
    ...replica(prng, moment),
    ...lasting(prng, moment),
    applyMs: prng.pick([20, 200, 1_500]) ?? 200,
  }),
  'full-disk': (prng, moment) => ({ kind: 'full-disk', ...server(prng, moment), ...lasting(prng, moment) }),
  crowd: (prng, moment) => ({
    kind: 'crowd',
    ...server(prng, moment),
    ...lasting(prng, moment),
    resets: prng.chance(0.6),
  }),
  'cut-from': (prng, moment) => ({
    kind: 'cut-from',
    ...server(prng, moment),
    ...lasting(prng, moment),
    other: server(prng, moment).server,
  }),
  'reset-connections': (prng, moment) => ({
    kind: 'reset-connections',
    ...server(prng, moment),
    process: process(prng, moment).process,
  }),
  'cut-topiary': (prng, moment) => ({
    kind: 'cut-topiary',
    ...process(prng, moment),
    ...lasting(prng, moment),
    ...way(prng, moment),
  }),
  'bad-network': (prng, moment) => ({
    kind: 'bad-network',
    ...process(prng, moment),
    ...lasting(prng, moment),
    ...way(prng, moment),
    delayMs: prng.pick([5, 80, 900]) ?? 80,
    lossRate: prng.between(0, 0.4),
  }),
  'kill-topiary': (prng, moment) => ({ kind: 'kill-topiary', ...process(prng, moment), ...killed(prng) }),
  'kill-at-journal': (prng, moment) => ({
    kind: 'kill-at-journal',
    ...process(prng, moment),
    ...killed(prng),
    write: prng.integer(1, 5),
    point: prng.chance(0.5) ? 'before' : 'after',
  }),
  'stop-topiary': (prng, moment) => ({
    kind: 'stop-topiary',
    ...process(prng, moment),
    ...killed(prng),
    deadlineMs: prng.between(0, STOP_DEADLINE_MS),
  }),
  'pause-topiary': (prng, moment) => ({ kind: 'pause-topiary', ...process(prng, moment), ...lasting(prng, moment) }),
  'set-wall-clock': (prng, moment) => ({
    kind: 'set-wall-clock',
    ...process(prng, moment),
    errorMs: Math.round(prng.between(-HOUR_MS, HOUR_MS)),
  }),
  'store-trouble': (prng, moment) => ({ kind: 'store-trouble', ...at(moment), ...lasting(prng, moment) }),
};

function asked(prng: Prng, moment: Moment): Asked {
  return {
    ...process(prng, moment),
    user: prng.pick(PEOPLE) ?? PEOPLE[0],
    pick: prng.next(),
    pickTarget: prng.next(),
    isLegal: prng.chance(0.9),
    confirmAfterMs: prng.chance(0.8) ? prng.between(0, 50) : prng.between(0, 5_000),
    againAfterMs: prng.chance(0.2) ? prng.between(0, 60) : null,
    stopAfterMs: prng.chance(0.1) ? prng.between(0, 200) : null,
  };
}

function bothering(prng: Prng, moment: Moment): ReturnType<typeof process> & { readonly user: string } {
  return { ...process(prng, moment), user: prng.pick(PEOPLE) ?? PEOPLE[0] };
}

function at({ atMs }: Moment): { readonly id: number; readonly atMs: number } {
  return { id: 0, atMs };
}

type Where = ReturnType<typeof at> & { readonly server: string; readonly hit: number | null };

function server(prng: Prng, moment: Moment): Where {
  return { ...at(moment), server: prng.pick(moment.servers)?.name ?? '', hit: hit(prng) };
}

function hit(prng: Prng): number | null {
  return prng.chance(HIT_SHARE) ? prng.next() : null;
}

function replica(prng: Prng, moment: Moment): Where {
  return { ...at(moment), server: drawnReplica(prng, moment)?.name ?? '', hit: hit(prng) };
}

function channel(prng: Prng, moment: Moment): Where & { readonly channel: string } {
  const drawn = drawnReplica(prng, moment);
  const name = prng.pick(drawn?.channels ?? [])?.name ?? '';
  return { ...at(moment), server: drawn?.name ?? '', channel: name, hit: hit(prng) };
}

function drawnReplica(prng: Prng, { servers }: Moment): PlannedServer | undefined {
  return prng.pick(servers.filter(({ channels }) => channels.length > 0));
}

function process(prng: Prng, moment: Moment): ReturnType<typeof at> & { readonly process: string } {
  // The first one acts, most of the time.
  const name = prng.chance(0.75) ? moment.processes[0] : prng.pick(moment.processes);
  return { ...at(moment), process: name ?? '' };
}

function lasting(prng: Prng, { atMs, untilMs }: Moment): { readonly forMs: number } {
  const forMs = prng.waiting(prng.chance(0.6) ? SHORT_MS : LONG_MS);
  return { forMs: Math.round(Math.min(forMs, Math.max(0, untilMs - atMs))) };
}

function killed(prng: Prng): { readonly restartAfterMs: number } {
  return { restartAfterMs: Math.round(prng.waiting(prng.chance(0.5) ? 300 : SHORT_MS * 2)) };
}

function way(prng: Prng, moment: Moment): { readonly server: string | null; readonly way: (typeof WAYS)[number] } {
  return {
    server: prng.chance(0.3) ? null : server(prng, moment).server,
    way: prng.pick(WAYS) ?? 'both',
  };
}
