/**
 * A day on which masters are lost and replaced: by people, and by Topiary itself where that is switched on. Faults and wishes are
 * those of any other day, and fewer.
 */
import type { Prng } from '../chance/prng.ts';
import { actionMakers } from './actions.ts';
import type { Drawn } from './actions.ts';
import type { Action, ActionKind, Recovering, Scenario } from './scenario.ts';

const FIRST_ACTION_MS = 4_000;
const SHORTEST_MS = 10_000;
const LONGEST_MS = 40_000;
const MOST_LOST = 3;
const MOST_WISHES = 4;
const MOST_FAULTS = 6;
/** So soon after a server was lost, or a plan confirmed, others fall. */
const SOON_MS = [20, 300, 3_000] as const;
/** Shorter than a day, so that it matters and passes. */
const BLOCK_MS = [2_000, 8_000, 20_000] as const;
const WISHES: readonly ActionKind[] = [
  ...(['replace-master', 'replace-master', 'replace-master', 'replace-master'] as const),
  ...(['move', 'move-replicas', 'reshape', 'undo'] as const),
];
const TOLD: readonly ActionKind[] = ['downtime', 'switch-off', 'acknowledge'];
const FAULTS: readonly ActionKind[] = [
  ...([
    'crash',
    'freeze',
    'slow-statements',
    'slow-applier',
    'full-disk',
    'crowd',
    'cut-from',
    'reset-connections',
  ] as const),
  ...(['cut-topiary', 'cut-topiary', 'bad-network', 'kill-topiary', 'kill-at-journal', 'stop-topiary'] as const),
  ...(['pause-topiary', 'set-wall-clock', 'store-trouble', 'freeze', 'crash'] as const),
];
const MOST_KINDS = 3;

export interface RecoveryDay {
  readonly actions: readonly Action[];
  readonly recovers: Recovering;
  readonly faultsUntilMs: Scenario['faultsUntilMs'];
}

export function recoveryDay(prng: Prng, drawn: Drawn): RecoveryDay {
  const faultsUntilMs = Math.round(prng.between(SHORTEST_MS, LONGEST_MS));
  const make = (kind: ActionKind, atMs: number): Action =>
    actionMakers[kind](prng, { ...drawn, atMs: Math.round(Math.min(atMs, faultsUntilMs)), untilMs: faultsUntilMs });
  const anyTime = (): number => prng.between(FIRST_ACTION_MS, faultsUntilMs);
  const several = (most: number, kinds: readonly ActionKind[], atMs: () => number): readonly Action[] =>
    Array.from({ length: prng.integer(0, most) }, () => make(prng.pick(kinds) ?? 'lose-server', atMs()));
  const lost = several(MOST_LOST, ['lose-server'], anyTime);
  const wishes = several(MOST_WISHES, WISHES, anyTime);
  const hard = [...lost, ...wishes];
  const soon = (): number => {
    const near = prng.pick(hard);
    return near === undefined || prng.chance(0.3) ? anyTime() : near.atMs + prng.between(0, prng.pick(SOON_MS) ?? 0);
  };
  const kinds = Array.from({ length: prng.integer(1, MOST_KINDS) }, () => prng.pick(FAULTS) ?? 'crash');
  const faults = several(MOST_FAULTS, kinds, soon);
  const told = prng.chance(0.4) ? several(2, TOLD, soon) : [];
  return {
    actions: [...hard, ...faults, ...told],
    recovers: {
      masters: prng.chance(0.85),
      intermediateMasters: prng.chance(0.7),
      blockMs: prng.pick(BLOCK_MS) ?? 0,
    },
    faultsUntilMs,
  };
}
