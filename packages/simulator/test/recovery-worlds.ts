/** A calm tree by GTID whose master is written to, in which masters are replaced. */
import type { Action, Asked, PlannedServer, Scenario } from '../src/scenario/scenario.ts';
import { crashTestServer } from './servers-by-file.ts';
import type { FamilyName } from './servers-by-file.ts';

export const ASKED_MS = 1_000;
export const CONFIRMED_MS = 10;

const TREE = [
  ['a1', null],
  ['a2', 'a1'],
  ['a3', 'a1'],
  ['a4', 'a2'],
] as const;

export function serverByGtid(family: FamilyName, name: string, source: string | null): PlannedServer {
  const settings =
    family === 'mysql'
      ? { log_replica_updates: 'ON', gtid_mode: 'ON', enforce_gtid_consistency: 'ON', replica_net_timeout: 4 }
      : { log_slave_updates: 'ON', gtid_strict_mode: 'ON', slave_net_timeout: 4 };
  return crashTestServer(family, { name, source }, { positioning: 'gtid', heartbeatSeconds: 1, settings });
}

export interface RecoveryWorld {
  readonly family: FamilyName;
  readonly actions: readonly Action[];
  /** Something may break until then. */
  readonly untilMs?: number;
  readonly recovers?: Scenario['recovers'];
}

export function recoveryWorld({ family, actions, untilMs = 1_500, recovers }: RecoveryWorld): Scenario {
  return {
    seed: 1,
    kind: 'day',
    servers: TREE.map(([name, source]) => serverByGtid(family, name, source)),
    processes: ['topiary-1'],
    pollIntervalMs: 1_000,
    recovers: recovers ?? { masters: true, intermediateMasters: true, blockMs: 5_000 },
    network: { delayMs: 0.2, jitterMs: 0.1, lossRate: 0 },
    statementMs: 0.15,
    journalMs: 0.5,
    actions,
    faultsUntilMs: untilMs,
  };
}

/** a2 takes the place of a1. */
export const TAKEOVER: Asked & Extract<Action, { readonly kind: 'replace-master' }> = {
  kind: 'replace-master',
  id: 1,
  atMs: ASKED_MS,
  process: 'topiary-1',
  user: 'ann',
  pick: 0,
  pickTarget: 0.4,
  isLegal: true,
  confirmAfterMs: CONFIRMED_MS,
  againAfterMs: null,
  stopAfterMs: null,
  because: 'takeover',
  rejoins: true,
};

export const MASTER_DIES: Extract<Action, { readonly kind: 'lose-server' }> = {
  kind: 'lose-server',
  id: 2,
  atMs: ASKED_MS,
  server: 'a1',
  hit: null,
  which: 'master',
  what: 'process',
  forMs: null,
};

export function killedAfter(ms: number, atMs = ASKED_MS): Action {
  return { kind: 'kill-topiary', id: 3, atMs: atMs + ms, process: 'topiary-1', restartAfterMs: 40 };
}

export function killedAtWrite(write: number, point: 'before' | 'after', atMs = ASKED_MS): Action {
  return { kind: 'kill-at-journal', id: 3, atMs, process: 'topiary-1', write, point, restartAfterMs: 40 };
}
