/**
 * A check that cannot fail is worth nothing. For each number one guard is switched off, in a world where nothing else goes
 * wrong, and the check must find it; the same world with every guard in place must break nothing.
 */
import { detectProduct } from '@topiary/domain';
import type { InstanceId, SqlStep } from '@topiary/domain';
import type { ExecuteContext, Servers } from '@topiary/engine';
import { describe, expect, test } from 'vitest';
import { memoryWorld } from '../test/memory-world.ts';
import { RECOVERY_PROOFS } from '../test/recovery-proofs.ts';
import type { Proof } from '../test/recovery-proofs.ts';
import type { InvariantNumber } from './checks/invariants.ts';
import { INVARIANTS } from './checks/invariants.ts';
import { runScenario } from './run.ts';
import type { RunResult } from './run.ts';
import type { Action, Asked, PlannedServer, Scenario } from './scenario/scenario.ts';
import { idNamed, tryAtPrompt } from './world/build-fleet.ts';
import type { Tamper, World } from './world/world.ts';

const MYSQL = '9.7.1';
const OLDER_MYSQL = '8.4.6';
const MARIADB = '11.8.3-MariaDB-log';

function server(name: string, source: string | null, version: string): PlannedServer {
  const replica = source === null ? 'OFF' : 'ON';
  const isMysql = version !== MARIADB;
  const gtid = isMysql ? { gtid_mode: 'ON', enforce_gtid_consistency: 'ON' } : { gtid_strict_mode: 'ON' };
  const logs = isMysql ? { log_replica_updates: 'ON' } : { log_slave_updates: 'ON' };
  return {
    name,
    version,
    serverId: Number(name.slice(1)),
    plugins: [],
    group: null,
    settings: { read_only: replica, log_bin: 'ON', sync_binlog: 0, ...gtid, ...logs },
    applyMs: 1,
    writesEveryMs: source === null ? 50 : 0,
    channels:
      source === null
        ? []
        : [
            {
              name: '',
              source,
              heartbeatSeconds: 3,
              connectRetrySeconds: 1,
              delaySeconds: 0,
              positioning: 'gtid',
              ignoredSchema: null,
              stopped: 'none',
            },
          ],
  };
}

const MOVE: Asked & { readonly kind: 'move' } = {
  kind: 'move',
  id: 1,
  atMs: 5_000,
  process: 'topiary-1',
  user: 'ann',
  pick: 0.9,
  pickTarget: 0,
  isLegal: true,
  confirmAfterMs: 10,
  againAfterMs: null,
  stopAfterMs: null,
};
const UNDO: Action = { ...MOVE, kind: 'undo', id: 2, atMs: 8_000, pick: 0 };

/** One master with three replicas; the last one is moved below a sibling, and back. */
function calm(version: string, actions: readonly Action[] = [MOVE, UNDO], processes = ['topiary-1']): Scenario {
  return {
    seed: 1,
    kind: 'day',
    servers: [
      server('a1', null, version),
      server('a2', 'a1', version),
      server('a3', 'a1', version),
      server('a4', 'a1', version),
    ],
    processes,
    pollIntervalMs: 1_000,
    network: { delayMs: 0.2, jitterMs: 0.1, lossRate: 0 },
    statementMs: 0.15,
    journalMs: 0.5,
    actions,
    faultsUntilMs: 12_000,
  };
}

const STOP: Action = { ...MOVE, kind: 'control', act: 'stop-replica', id: 2, atMs: 8_000 };

/** A move and a stop, after which everybody is to replicate again. */
function inSequence(): Scenario {
  return { ...calm(MYSQL, [MOVE, STOP]), kind: 'sequence' };
}

/** a2 is newer than the others, which may not replicate from it. */
function mixed(): Scenario {
  const scenario = calm(OLDER_MYSQL, [MOVE]);
  const isNew = ({ name }: PlannedServer): boolean => name === 'a2';
  return { ...scenario, servers: scenario.servers.map((one) => (isNew(one) ? { ...one, version: MYSQL } : one)) };
}

function executing(change: (servers: Servers, world: World) => Servers['execute']): Tamper {
  return { servers: (servers, world) => ({ ...servers, execute: change(servers, world) }) };
}

const withoutHeartbeat = (step: SqlStep): SqlStep =>
  step.kind === 'point-replica-at' ? { ...step, settings: { ...step.settings, heartbeatPeriodSeconds: null } } : step;

/** A replica is told that it has what it does not have. */
function skipOne(world: World): void {
  const executed = String(world.fleet.variable(idNamed('a1'), 'gtid_executed'));
  const [uuid = '', numbers = ''] = executed.split(':');
  const next = Number(numbers.split('-').at(-1)) + 3;
  tryAtPrompt(world.fleet, idNamed('a2'), [{ kind: 'inject-empty', gtid: `${uuid}:${next}` }]);
}

const skipping: Tamper = executing((servers, world) => (step, context) => {
  skipOne(world);
  return servers.execute(step, context);
});

/** What was stopped is not started again, and nobody is told. */
const noPutBack: Tamper = {
  servers: (servers) => {
    const left = new Set<InstanceId>();
    return {
      ...servers,
      execute: async (step, context) => {
        if (step.kind !== 'start-replication') return servers.execute(step, context);
        left.add(step.instance);
        return { kind: 'done', results: {} };
      },
      observeChannels: async (address, options) => {
        const seen = await servers.observeChannels(address, options);
        if (seen.kind === 'failed' || left.size === 0) return seen;
        return {
          kind: 'observed',
          channels: seen.channels.map((one) => ({ ...one, receiver: 'running', applier: 'running' })),
        };
      },
    };
  },
};
/** The target does not reach in time what the moving replica has. */
const SLOW_TARGET: Action = {
  kind: 'slow-applier',
  id: 3,
  atMs: 4_500,
  server: 'a2',
  hit: null,
  forMs: 7_000,
  applyMs: 60_000,
};

const PROOFS: Readonly<Record<InvariantNumber, Proof>> = {
  S1: {
    guard: 'the journal is not written before a stage',
    scenario: calm(MYSQL),
    tamper: {
      store: (store) => ({
        ...store,
        problem: () => null,
        close: () => store.close(),
        journal: {
          ...store.journal,
          append: (plan, entries) =>
            store.journal.append(
              plan,
              entries.filter(({ kind }) => kind !== 'stage-started'),
            ),
        },
      }),
    },
  },
  S2: {
    guard: 'a second process is told that it holds the lease',
    scenario: calm(MYSQL, [{ ...MOVE, process: 'topiary-2' }], ['topiary-1', 'topiary-2']),
    tamper: {
      store: (store, _world, processName) =>
        processName === 'topiary-1'
          ? store
          : {
              ...store,
              problem: () => null,
              close: () => store.close(),
              lease: {
                acquire: async () => ({ kind: 'held', term: 1 }),
                check: async () => ({ kind: 'held', term: 1 }),
                release: async () => undefined,
                waiting: async () => [],
              },
            },
    },
  },
  S3: {
    guard: 'a step is sent to another server',
    scenario: calm(MYSQL),
    tamper: executing((servers) => (step, context) => {
      const other: ExecuteContext = { ...context, address: { host: 'a2', port: 3306 } };
      return servers.execute({ ...step, instance: idNamed('a2') }, other);
    }),
  },
  S4: {
    guard: 'a step is sent again long after its plan',
    scenario: calm(MYSQL, [MOVE]),
    tamper: executing((servers, world) => (step, context) => {
      world.time.schedule(2_000, () => void servers.execute(step, context));
      return servers.execute(step, context);
    }),
  },
  S5: {
    guard: 'every step is sent twice',
    scenario: calm(MYSQL),
    tamper: executing((servers) => async (step, context) => {
      await servers.execute(step, context);
      return servers.execute(step, context);
    }),
  },
  S6: {
    guard: 'a lane that failed is not put back',
    scenario: calm(MARIADB, [SLOW_TARGET, MOVE]),
    tamper: noPutBack,
  },
  S7: {
    guard: 'an undo does not restate the settings',
    scenario: calm(MYSQL),
    tamper: executing(
      (servers, world) => (step, context) =>
        servers.execute(world.time.elapsedMs > 7_000 ? withoutHeartbeat(step) : step, context),
    ),
  },
  S8: { guard: 'a replica is told to skip a transaction', scenario: calm(MYSQL), tamper: skipping },
  S9: {
    guard: 'a disk loses what was acknowledged, and nobody says so',
    scenario: calm(MYSQL),
    tamper: executing((servers, world) => (step, context) => {
      const id = idNamed('a1');
      world.fleet.crash(id, { losesUnsynced: true });
      world.fleet.restart(id);
      return servers.execute(step, context);
    }),
  },
  S10: {
    guard: 'a step is sent 100 ms after somebody looked',
    scenario: calm(MYSQL),
    tamper: executing((servers, world) => async (step, context) => {
      await new Promise<void>((resolve) => world.time.schedule(100, resolve));
      return servers.execute(step, context);
    }),
  },
  S11: {
    guard: 'a server tells a version that it has not',
    scenario: mixed(),
    tamper: {
      servers: (servers) => ({
        ...servers,
        observe: async (address, options) => {
          const seen = await servers.observe(address, options);
          const told = detectProduct(OLDER_MYSQL, '');
          if (seen.kind === 'failed' || told === null) return seen;
          return { ...seen, observation: { ...seen.observation, product: told } };
        },
      }),
    },
  },
  S12: {
    guard: 'a step does more than it says',
    scenario: calm(MYSQL),
    tamper: executing((servers, world) => (step, context) => {
      const writable = { kind: 'set-variable', scope: 'global', name: 'read_only', value: 'OFF' } as const;
      tryAtPrompt(world.fleet, step.instance, [writable]);
      return servers.execute(step, context);
    }),
  },
  L1: {
    guard: 'a step is never answered, and nobody looks at its deadline',
    scenario: calm(MYSQL, [MOVE]),
    tamper: executing(() => () => new Promise(() => undefined)),
  },
  L2: {
    guard: 'the lease is not found again',
    scenario: calm(MYSQL, [MOVE]),
    tamper: {
      store: (store, world) => ({
        ...store,
        problem: () => null,
        close: () => store.close(),
        lease: {
          ...store.lease,
          check: async () => (world.time.elapsedMs > 7_000 ? { kind: 'lost' } : store.lease.check()),
        },
      }),
    },
  },
  L3: {
    guard: 'probes bring what they brought first',
    scenario: calm(MYSQL, [MOVE]),
    tamper: {
      servers: (servers) => {
        const first = new Map<string, Awaited<ReturnType<Servers['observe']>>>();
        return {
          ...servers,
          observe: async (address, options) => {
            const now = await servers.observe(address, options);
            const known = first.get(address.host) ?? now;
            if (known.kind === 'observed') first.set(address.host, known);
            return known;
          },
        };
      },
    },
  },
  L4: { guard: 'a lane that failed is not put back', scenario: calm(MARIADB, [SLOW_TARGET, MOVE]), tamper: noPutBack },
  L6: {
    guard: 'what is to be started is not',
    scenario: inSequence(),
    tamper: executing(
      (servers) => (step, context) =>
        step.kind === 'switch-threads' && step.starts.receiver
          ? Promise.resolve({ kind: 'done', results: {} })
          : servers.execute(step, context),
    ),
  },
  ...RECOVERY_PROOFS,
  L5: { guard: 'a replica is told to skip a transaction', scenario: calm(MYSQL), tamper: skipping },
};

const numbersOf = ({ violations }: RunResult): readonly string[] => violations.map(({ invariant }) => invariant);

describe('every check finds what it is for', () => {
  test.each(Object.keys(INVARIANTS) as InvariantNumber[])('%s', async (number) => {
    const { scenario, tamper } = PROOFS[number];
    const sound = await runScenario(scenario, { store: memoryWorld });
    expect(sound.violations).toEqual([]);
    expect(sound.plans).toBeGreaterThan(1);
    const broken = await runScenario(scenario, { store: memoryWorld, tamper });
    expect(numbersOf(broken)).toContain(number);
  });
});
