/** What is switched off to prove that the checks of replaced masters and of recoveries find what they are for. */
import type { ObserveResult, Recoveries, RegisterOutcome, Servers, Store } from '@topiary/engine';
import type { Scenario } from '../src/scenario/scenario.ts';
import type { Tamper, World } from '../src/world/world.ts';
import { MASTER_DIES, recoveryWorld } from './recovery-worlds.ts';

export interface Proof {
  readonly guard: string;
  readonly scenario: Scenario;
  readonly tamper: Tamper;
}

const CALM: Scenario = recoveryWorld({ family: 'mysql', actions: [] });
const DEAD: Scenario = recoveryWorld({ family: 'mysql', actions: [MASTER_DIES] });
const BACK_SOON: Scenario = recoveryWorld({ family: 'mysql', actions: [{ ...MASTER_DIES, forMs: 400 }] });
const LOST_FOR_TOPIARY_MS = 800;

/** a2 hears nothing of a1 any more; the others do, and then a1 dies. */
const AHEAD: Scenario = recoveryWorld({
  family: 'mysql',
  untilMs: 2_000,
  actions: [
    { kind: 'cut-from', id: 1, atMs: 700, server: 'a1', hit: null, other: 'a2', forMs: 5_000 },
    { ...MASTER_DIES, atMs: 1_200 },
  ],
});

const OFF: Scenario = recoveryWorld({
  family: 'mysql',
  actions: [{ kind: 'switch-off', id: 1, atMs: 800, process: 'topiary-1', user: 'ann', forMs: 600 }, MASTER_DIES],
});

type Change = (result: ObserveResult, host: string, world: World) => ObserveResult;

function observing(change: Change): Tamper {
  return {
    servers: (servers, world): Servers => ({
      ...servers,
      observe: async (address, options) => change(await servers.observe(address, options), address.host, world),
    }),
  };
}

/** Nobody hears of a1, which is as it was. */
const unheard: Change = (result, host, world) => {
  if (world.time.elapsedMs < LOST_FOR_TOPIARY_MS || result.kind === 'failed') return result;
  const failure = { kind: 'refused', code: 'ECONNREFUSED', detail: '', grant: null, waitingFor: null } as const;
  if (host === 'a1') return { kind: 'failed', failure, tookMs: result.tookMs };
  const channels = result.observation.channels.map((one) =>
    one.source.host === 'a1' ? { ...one, receiver: 'connecting' as const } : one,
  );
  return { ...result, observation: { ...result.observation, channels } };
};

/** Everybody has what a2 has. */
function asOne(): Change {
  const of = new Map<string, Extract<ObserveResult, { kind: 'observed' }>['observation']>();
  return (result, host) => {
    if (result.kind === 'failed') return result;
    if (host === 'a2') of.set(host, result.observation);
    const known = of.get('a2');
    if (known === undefined || host === 'a1') return result;
    const retrieved = known.channels[0]?.retrieved ?? '';
    const channels = result.observation.channels.map((one) => ({ ...one, retrieved }));
    return { ...result, observation: { ...result.observation, gtid: known.gtid, channels } };
  };
}

function recovering(change: (recoveries: Recoveries) => Partial<Recoveries>): Tamper {
  return {
    store: (store): Store => ({
      ...store,
      problem: () => null,
      close: () => store.close(),
      recoveries: { ...store.recoveries, ...change(store.recoveries) },
    }),
  };
}

const BEGUN = { id: 1, endedAt: null, changed: false, successor: null, plan: null, acknowledged: null } as const;

export const RECOVERY_PROOFS = {
  S13: { guard: 'a master that lives is not heard', scenario: CALM, tamper: observing(unheard) },
  S14: {
    guard: 'nobody is seen to have received more',
    scenario: AHEAD,
    tamper: { servers: (servers, world) => observing(asOne()).servers?.(servers, world, '') ?? servers },
  },
  S15: {
    guard: 'a switch that was turned is not written',
    scenario: OFF,
    tamper: recovering(() => ({ setSwitch: async () => undefined })),
  },
  S16: {
    guard: 'a recovery that is begun is not written',
    scenario: DEAD,
    tamper: recovering(() => ({
      register: async ({ recovery }): Promise<RegisterOutcome> => ({
        kind: 'registered',
        record: { ...recovery, ...BEGUN },
      }),
      update: async () => undefined,
    })),
  },
  L7: {
    guard: 'nothing may begin',
    scenario: DEAD,
    tamper: recovering(() => ({
      register: async ({ recovery }): Promise<RegisterOutcome> => ({
        kind: 'switched-off',
        off: { cluster: null, owner: 'ann', reason: '', at: recovery.startedAt, expiresAt: null },
      }),
    })),
  },
  L8: {
    guard: 'an old master is not closed when it is back',
    scenario: BACK_SOON,
    tamper: recovering((recoveries) => ({
      register: async (request): Promise<RegisterOutcome> =>
        request.wanted.scope === 'old-master'
          ? {
              kind: 'switched-off',
              off: { cluster: null, owner: 'ann', reason: '', at: request.wanted.at, expiresAt: null },
            }
          : recoveries.register(request),
    })),
  },
} as const satisfies Readonly<Record<string, Proof>>;
