/**
 * What would happen if these servers died now: the real engine, with the settings that are in effect, on a fleet model that
 * is made from what Topiary knows, in virtual time. No server is asked anything and nothing is written but in memory.
 *
 * The model has every server, channel, setting and transaction that the last observations show, no clients, and a network
 * without faults. It catches up before the servers die, so that what only was sampled at different moments is no loss; how long
 * a lagging replica would take is not in it. Times are those of the model: for the order of things, not for a promise.
 */
import type {
  Address,
  ClusterId,
  DetectionProfile,
  Finding,
  InstanceId,
  Policy,
  RecoveryRules,
  TopologySnapshot,
} from '@topiary/domain';
import { addressOf, assert, instanceIdOf, profileOf } from '@topiary/domain';
import { createEngine, NO_FILTERS, NO_QUERIES } from '@topiary/engine';
import type {
  DetectionRecord,
  Engine,
  EngineSettings,
  PlanState,
  Random,
  RecoveryRecord,
  RecoveryStep,
  Store,
} from '@topiary/engine';
import { Fleet } from '@topiary/fleet';
import { Prng } from '../chance/prng.ts';
import { START_MS, VirtualTime } from '../clock/virtual-time.ts';
import { Paths } from '../network/paths.ts';
import { Life } from '../topiary/life.ts';
import { ProcessClock } from '../topiary/process-clock.ts';
import { Host, TOPIARY } from '../wire/host.ts';
import { SimulatedServers } from '../wire/simulated-servers.ts';
import { remember } from './remember.ts';

/** As they are in effect; what concerns names, seeds and queries has no place in the model. */
export type RehearsedSettings = Omit<
  EngineSettings,
  'seeds' | 'filters' | 'names' | 'classification' | 'recovery' | 'observeOnlyReason' | 'holder'
>;

export interface RehearsalQuestion {
  /** Whole clusters: what is not in here does not exist in the rehearsal. */
  readonly snapshot: TopologySnapshot;
  readonly dies: readonly InstanceId[];
  /** `process`: connecting is refused at once, and the others are told. `machine`: nothing answers. */
  readonly how: 'process' | 'machine';
  readonly policy: Policy;
  readonly rules: RecoveryRules;
  /** How soon the failures of a cluster are repaired, whatever `rules` say of it. */
  readonly profiles?: ReadonlyMap<ClusterId, DetectionProfile>;
  readonly settings: RehearsedSettings;
  /** An empty store of its own, in memory. */
  readonly store: (clock: ProcessClock) => Store;
}

export interface Rehearsal {
  /** Everything that has an instant is told by this clock. */
  readonly diedAtMs: number;
  /** From the death until nothing happened any more. */
  readonly tookMs: number;
  /** `false`: it still went on when `REHEARSAL_LIMIT_MS`, and the grace of its clusters, were over. */
  readonly isOver: boolean;
  readonly detections: readonly DetectionRecord[];
  /** In the order in which they began. */
  readonly recoveries: readonly RehearsedRecovery[];
  /** What is wrong in the end. */
  readonly findings: readonly Finding[];
  readonly after: TopologySnapshot;
}

export interface RehearsedRecovery {
  readonly record: RecoveryRecord;
  readonly steps: readonly RecoveryStep[];
  /** `null`: nothing was done to a server. */
  readonly plan: PlanState | null;
}

/** Larger ones take minutes of processor time. */
export const MAX_REHEARSED_SERVERS = 500;
/** Virtual. */
export const REHEARSAL_LIMIT_MS = 300_000;
/** For replicas to apply what they lack, and for every server to be found. */
const BEFORE_START_MS = 2_000;
const MAX_FINDING_MS = 60_000;
const LOOK_EVERY_MS = 250;
/** Nothing was detected, begun or ended for so long. */
const QUIET_MS = 30_000;
/**
 * The same, where nothing was recovered yet: of a machine that is off, replicas with the servers' own default settings hear
 * after their net time-out of 60 s at the earliest.
 */
const FIRST_QUIET_MS = 120_000;
/** A longer grace is not waited for: such a rehearsal ends before its recovery begins, and is told not to be over. */
const MAX_REHEARSED_GRACE_MS = 600_000;
/** The store's largest page. Fewer masters fail at once in a rehearsal than this. */
const MAX_LISTED = 200;

const STATEMENT_MS = 1;
/** As in one data center. */
const NETWORK = { isUp: true, delayMs: 0.3, jitterMs: 0.1, lossRate: 0 } as const;
const PROCESS = 'rehearsal';

/** Rejects where the model cannot be made; a server that was never observed is not in it. */
export async function rehearse(question: RehearsalQuestion): Promise<Rehearsal> {
  const stage = new Stage(question);
  try {
    await remember(stage.store, question.snapshot, question.profiles);
    await stage.open();
    const diedAtMs = stage.kill(question.dies, question.how);
    const isOver = await stage.untilQuiet();
    return { diedAtMs, isOver, ...(await stage.account(diedAtMs)) };
  } finally {
    await stage.close();
  }
}

class Stage {
  private readonly fleet: Fleet;
  private readonly time: VirtualTime;
  private readonly life: Life;
  private readonly hosts: ReadonlyMap<InstanceId, Host>;
  private readonly engine: Engine;
  readonly store: Store;
  /** The longest of the clusters. */
  private readonly graceMs: number;
  private lastChangeMs = 0;

  constructor(question: RehearsalQuestion) {
    assert(question.snapshot.instances.size <= MAX_REHEARSED_SERVERS, 'the size of a rehearsal is asked before');
    const prng = new Prng(1);
    this.fleet = Fleet.fromSnapshot(withCanonicalSources(question.snapshot), {
      startMs: START_MS,
      administrators: [TOPIARY],
    });
    this.time = new VirtualTime(this.fleet);
    this.life = new Life(this.time);
    const { fleet, time, life } = this;
    this.hosts = new Map(
      fleet.ids.map((id) => [id, new Host({ id, fleet, time, statementMs: STATEMENT_MS, prng: prng.fork(id) })]),
    );
    const clock = new ProcessClock(time, life);
    const paths = new Paths(time, prng.fork('network'), NETWORK);
    this.store = question.store(clock);
    this.graceMs = longestGraceMs(question);
    const seeds = fleet.ids.flatMap((id) => question.snapshot.instances.get(id)?.address ?? []);
    this.engine = createEngine({
      servers: new SimulatedServers({ processName: PROCESS, fleet, hosts: this.hosts, paths, life, clock }),
      store: this.store,
      clock,
      random: randomOf(prng),
      logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
      policy: question.policy,
      settings: settingsOf(question, seeds),
    });
    this.engine.onChange((change) => {
      if (change.kind === 'plan' || change.kind === 'findings') this.lastChangeMs = time.elapsedMs;
    });
  }

  /** Until every server that lives was found. */
  async open(): Promise<void> {
    const { time, engine, life, fleet } = this;
    await time.advance(BEFORE_START_MS);
    life.deliver(() => void engine.start());
    const living = fleet.ids.filter((id) => fleet.state(id) === 'up');
    const isObserved = (id: InstanceId): boolean => (engine.snapshot().instances.get(id)?.observation ?? null) !== null;
    const isFound = (): boolean => living.every(isObserved);
    for (let waited = 0; waited < MAX_FINDING_MS && !isFound(); waited += LOOK_EVERY_MS)
      await time.advance(LOOK_EVERY_MS);
    // Once more, so that what the first looks raised is settled.
    await time.advance(BEFORE_START_MS);
  }

  kill(dies: readonly InstanceId[], how: RehearsalQuestion['how']): number {
    for (const id of dies) {
      const host = this.hosts.get(id);
      if (host === undefined || this.fleet.state(id) === 'down') continue;
      host.isMachineDown = how === 'machine';
      this.fleet.crash(id, { losesUnsynced: false, silently: how === 'machine' });
      host.died();
    }
    this.time.touch();
    this.lastChangeMs = this.time.elapsedMs;
    return this.time.nowMs;
  }

  /** `false`: the limit came first. */
  async untilQuiet(): Promise<boolean> {
    const { time } = this;
    const untilMs = time.elapsedMs + REHEARSAL_LIMIT_MS + Math.min(this.graceMs, MAX_REHEARSED_GRACE_MS);
    while (time.elapsedMs < untilMs) {
      await time.advance(LOOK_EVERY_MS);
      if (await this.isBusy()) this.lastChangeMs = time.elapsedMs;
      const quietMs = (await this.hasRecovered()) ? QUIET_MS : FIRST_QUIET_MS + this.graceMs;
      if (time.elapsedMs - this.lastChangeMs >= quietMs) return true;
    }
    return false;
  }

  async account(diedAtMs: number): Promise<Omit<Rehearsal, 'diedAtMs' | 'isOver'>> {
    const { store, engine } = this;
    const all = { page: 0, pageSize: MAX_LISTED };
    const records = (await store.recoveries.list(all)).items.toReversed();
    const recoveries = await Promise.all(
      records.map(async (record) => ({
        record,
        steps: await store.recoveries.steps(record.uid),
        plan: record.plan === null ? null : await this.engine.plan(record.plan),
      })),
    );
    return {
      tookMs: this.lastChangeMs + START_MS - diedAtMs,
      detections: (await store.recoveries.detections(all)).items.toReversed(),
      recoveries,
      findings: [...engine.findings],
      after: engine.snapshot(),
    };
  }

  async close(): Promise<void> {
    this.life.die();
    await this.time.advance(0);
    await this.store.close();
  }

  private async hasRecovered(): Promise<boolean> {
    return (await this.store.recoveries.list({ page: 0, pageSize: 1 })).total > 0;
  }

  private async isBusy(): Promise<boolean> {
    return (await this.store.recoveries.list({ page: 0, pageSize: 1, state: 'running' })).total > 0;
  }
}

function longestGraceMs({ snapshot, rules, profiles = new Map() }: RehearsalQuestion): number {
  const all = [...snapshot.clusters.values()].map(({ id, name, alias, masters }) => {
    const named = { id, name, alias: alias?.text ?? null, masterAddress: masters[0] ?? null };
    return profiles.get(id) ?? profileOf(named, rules);
  });
  return Math.max(0, ...all.map((profile) => (profile.kind === 'grace' ? profile.graceMs : 0)));
}

/** Replicas name their sources as they like; here a server has one address. */
function withCanonicalSources(snapshot: TopologySnapshot): TopologySnapshot {
  const instances = new Map(snapshot.instances);
  for (const [id, instance] of instances) {
    const { observation } = instance;
    if (observation === null) continue;
    const channels = observation.channels.map((channel) => {
      const named = instanceIdOf(channel.source);
      const kept = snapshot.aliases.get(named);
      return kept === undefined ? channel : { ...channel, source: addressOf(kept) };
    });
    instances.set(id, { ...instance, observation: { ...observation, channels } });
  }
  return { ...snapshot, instances };
}

function randomOf(prng: Prng): Random {
  let ids = 0;
  return {
    next: () => prng.next(),
    id: () => {
      ids += 1;
      return `rehearsed-${ids}`;
    },
  };
}

function settingsOf({ settings, rules }: RehearsalQuestion, seeds: readonly Address[]): EngineSettings {
  const { pseudoGtid } = settings;
  return {
    ...settings,
    seeds,
    filters: NO_FILTERS,
    classification: NO_QUERIES,
    // Nobody writes there, so that there is nothing to mark.
    ...(pseudoGtid !== undefined && { pseudoGtid: { ...pseudoGtid, auto: false } }),
    recovery: rules,
    observeOnlyReason: null,
    holder: { hostname: PROCESS, processId: 1, url: '' },
  };
}
