/** Many small clusters on the fleet model under the real engine, which recovers what it believes dead; and what may deceive it. */
import { addressOf, clusterFilterOf, DEFAULT_BRAKE, DEFAULT_POLICY, NO_AUTOMATIC_RECOVERY } from '@topiary/domain';
import type { InstanceId, Observation } from '@topiary/domain';
import { id, recordsOf, snapshotOf } from '@topiary/domain/testing';
import { createEngine, NO_FILTERS, NO_QUERIES } from '@topiary/engine';
import type { Engine, EngineSettings } from '@topiary/engine';
import { Fleet } from '@topiary/fleet';
import { createMemoryStore, MemoryDisk } from '@topiary/store';
import { Prng } from '../src/chance/prng.ts';
import { START_MS, VirtualTime } from '../src/clock/virtual-time.ts';
import type { DirectionState } from '../src/network/direction.ts';
import { Paths } from '../src/network/paths.ts';
import { Life } from '../src/topiary/life.ts';
import { ProcessClock } from '../src/topiary/process-clock.ts';
import { Host, TOPIARY } from '../src/wire/host.ts';
import { SimulatedServers } from '../src/wire/simulated-servers.ts';

const PROCESS = 'topiary';
const NETWORK = { isUp: true, delayMs: 0.3, jitterMs: 0.1, lossRate: 0 } as const;
const EVERYWHERE = [clusterFilterOf('*', () => null)];
const FINDING_MS = 8_000;

export interface StageOptions {
  readonly clusters: number;
  readonly heartbeatSeconds: number;
  /** One receiver may be restarted to see whether a master stands still. */
  readonly restartsReceivers?: boolean;
}

/** Cluster n has the master `m<n>` and the replicas `a<n>` and `b<n>`. */
export class AlarmStage {
  readonly fleet: Fleet;
  readonly time: VirtualTime;
  private readonly options: StageOptions;
  private readonly hosts: ReadonlyMap<InstanceId, Host>;
  private readonly paths: Paths;
  private readonly disk = new MemoryDisk();
  private life: Life;
  clock: ProcessClock;
  engine: Engine;
  private starts = 0;

  constructor(options: StageOptions) {
    this.options = options;
    const change = beatsEvery(options.heartbeatSeconds);
    const servers = Object.fromEntries(
      this.numbers.flatMap((number) => [`a${number}`, `b${number}`].map((name) => [name, { change }])),
    );
    const snapshot = snapshotOf(recordsOf(this.text, { servers }));
    this.fleet = Fleet.fromSnapshot(snapshot, { startMs: START_MS, administrators: [TOPIARY] });
    this.time = new VirtualTime(this.fleet);
    const { fleet, time } = this;
    const prng = new Prng(1);
    this.hosts = new Map(
      fleet.ids.map((one) => [one, new Host({ id: one, fleet, time, statementMs: 1, prng: prng.fork(one) })]),
    );
    this.paths = new Paths(time, prng.fork('network'), NETWORK);
    ({ life: this.life, clock: this.clock, engine: this.engine } = this.process());
  }

  static async open(options: StageOptions): Promise<AlarmStage> {
    const stage = new AlarmStage(options);
    await stage.time.advance(2_000);
    stage.start();
    await stage.time.advance(FINDING_MS);
    return stage;
  }

  get numbers(): readonly number[] {
    return Array.from({ length: this.options.clusters }, (_, index) => index + 1);
  }

  master(number: number): InstanceId {
    return id(`m${number}`);
  }

  start(): void {
    this.life.deliver(() => void this.engine.start());
  }

  /** `kill -9` of Topiary, and a start on the same store. */
  async restart(): Promise<void> {
    this.life.die();
    await this.time.advance(100);
    ({ life: this.life, clock: this.clock, engine: this.engine } = this.process());
    this.start();
  }

  kill(ids: readonly InstanceId[]): void {
    for (const one of ids) {
      this.fleet.crash(one, { losesUnsynced: false, silently: false });
      this.hosts.get(one)?.died();
    }
    this.time.touch();
  }

  freeze(one: InstanceId): void {
    this.fleet.freeze(one);
    this.time.touch();
  }

  /** Nothing passes between these and everybody else, Topiary among those; `false`: it passes again. */
  cut(ids: readonly InstanceId[], isCut: boolean): void {
    const inside = new Set(ids);
    for (const one of inside) {
      this.changePath(one, { isUp: !isCut });
      for (const other of this.fleet.ids) {
        if (inside.has(other)) continue;
        this.fleet.setLink(one, other, { up: !isCut });
        this.fleet.setLink(other, one, { up: !isCut });
      }
    }
    this.time.touch();
  }

  /** Only what lies between Topiary and these. */
  changePaths(ids: readonly InstanceId[], state: Partial<DirectionState>): void {
    for (const one of ids) this.changePath(one, state);
    this.time.touch();
  }

  async recovered(): Promise<readonly { readonly instance: InstanceId; readonly successor: InstanceId | null }[]> {
    const { items } = await this.engine.recoveries.list({ page: 0, pageSize: 200, state: 'ended' });
    return items.map(({ instance, successor }) => ({ instance, successor }));
  }

  /** Of the audit, the newest first. */
  async audited(action: string): Promise<readonly string[]> {
    const { items } = await this.engine.audit({ page: 0, pageSize: 50, action });
    return items.flatMap(({ instance }) => instance ?? []);
  }

  thaw(one: InstanceId): void {
    this.fleet.thaw(one);
    this.time.touch();
  }

  async begun(): Promise<number> {
    return (await this.engine.recoveries.list({ page: 0, pageSize: 200 })).total;
  }

  async close(): Promise<void> {
    this.life.die();
    await this.time.advance(0);
  }

  private get text(): string {
    return this.numbers.map((number) => `m${number} > a${number}, b${number}`).join('\n');
  }

  private changePath(one: InstanceId, state: Partial<DirectionState>): void {
    this.paths.change(this.paths.between(PROCESS, one), 'both', state);
  }

  private process(): { readonly life: Life; readonly clock: ProcessClock; readonly engine: Engine } {
    const { fleet, time, hosts, paths } = this;
    const life = new Life(time);
    const clock = new ProcessClock(time, life);
    this.starts += 1;
    const prefix = `id-${this.starts}`;
    let ids = 0;
    const engine = createEngine({
      servers: new SimulatedServers({ processName: PROCESS, fleet, hosts, paths, life, clock }),
      store: createMemoryStore({ disk: this.disk, clock }),
      clock,
      random: { next: () => 0.5, id: () => `${prefix}-${(ids += 1)}` },
      logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
      policy: DEFAULT_POLICY,
      settings: this.settings,
    });
    return { life, clock, engine };
  }

  private get settings(): EngineSettings {
    return {
      seeds: this.numbers.map((number) => addressOf(this.master(number))),
      pollIntervalMs: 5_000,
      probeDeadlineMs: 10_000,
      maxConcurrentProbes: 300,
      fullProbeEvery: 3,
      filters: NO_FILTERS,
      classification: NO_QUERIES,
      pulse: { intervalMs: 1_000, deadlineMs: 200 },
      recovery: {
        ...NO_AUTOMATIC_RECOVERY,
        masters: EVERYWHERE,
        intermediateMasters: EVERYWHERE,
        restartsReceivers: this.options.restartsReceivers === true ? EVERYWHERE : [],
        brake: DEFAULT_BRAKE,
      },
      proposalLifetimeMs: 600_000,
      maxParallelSteps: 50,
      forgetUnseenMs: 240 * 3_600_000,
      observeOnlyReason: null,
      holder: { hostname: 'test', processId: this.starts, url: '' },
    };
  }
}

function beatsEvery(seconds: number): (found: Observation) => Observation {
  return (found) => ({
    ...found,
    channels: found.channels.map((channel) => ({
      ...channel,
      settings: { ...channel.settings, heartbeatPeriodSeconds: seconds },
    })),
  });
}
