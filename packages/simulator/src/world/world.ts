/** A whole world: servers, their network, clients, Topiary's processes and their store, under one clock. */
import type { InstanceId, JournalEntry, PlanId } from '@topiary/domain';
import type { Servers, Store } from '@topiary/engine';
import { Fleet } from '@topiary/fleet';
import type { Session } from '@topiary/fleet';
import { Prng } from '../chance/prng.ts';
import type { Violation } from '../checks/invariants.ts';
import { LeftOutWrites } from '../checks/left-out-writes.ts';
import { Ledger } from '../checks/ledger.ts';
import { Watcher } from '../checks/watcher.ts';
import { START_MS, VirtualTime } from '../clock/virtual-time.ts';
import { Narration } from '../narration/narration.ts';
import { Paths } from '../network/paths.ts';
import { partsOf } from '../scenario/parts.ts';
import type { PlannedServer, Scenario } from '../scenario/scenario.ts';
import type { Life } from '../topiary/life.ts';
import type { ProcessClock } from '../topiary/process-clock.ts';
import { recording } from '../topiary/recording-servers.ts';
import { StoreView } from '../topiary/store-view.ts';
import type { StoreWorld } from '../topiary/store-view.ts';
import { TopiaryProcess } from '../topiary/topiary-process.ts';
import { Host } from '../wire/host.ts';
import { SimulatedServers } from '../wire/simulated-servers.ts';
import { addressNamed, addServers, idNamed, startReplication } from './build-fleet.ts';
import { membersOf } from './groups.ts';
import { writeIntoFile } from './hands.ts';
import { isOpening } from '../checks/replacements.ts';
import { narrateEntry } from './narrate-entry.ts';
import { Writer } from './writers.ts';

/** What a world is made with beside its scenario. */
export interface WorldParts {
  readonly store: () => StoreWorld;
  /** Between the engine and its ports: to prove that a check finds what it is for. */
  readonly tamper?: Tamper;
}

export interface Tamper {
  readonly servers?: (servers: Servers, world: World, processName: string) => Servers;
  readonly store?: (store: Store, world: World, processName: string) => Store;
}

/** A kill that waits for a write of the journal. */
interface ArmedKill {
  left: number;
  readonly point: 'before' | 'after';
  readonly kill: () => void;
}

export class World {
  readonly scenario: Scenario;
  readonly prng: Prng;
  readonly fleet: Fleet;
  readonly time: VirtualTime;
  readonly narration: Narration;
  readonly ledger: Ledger;
  readonly watcher: Watcher;
  readonly leftOut: LeftOutWrites;
  readonly hosts: ReadonlyMap<InstanceId, Host>;
  readonly paths: Paths;
  readonly store: StoreWorld;
  readonly writers: readonly Writer[];
  /** By name: the one that runs now, or the last one. */
  readonly processes = new Map<string, TopiaryProcess>();
  readonly census = new Map<string, number>();
  /** Dead until everything else was mended and what can be recovered was. */
  readonly lost = new Set<InstanceId>();
  /** Clients that are there only to be many. */
  readonly crowds = new Set<Session>();
  private readonly parts: readonly (readonly InstanceId[])[];
  private readonly armed = new Map<string, ArmedKill>();
  private readonly tamper: Tamper;
  private starts = 0;

  constructor(scenario: Scenario, parts: WorldParts) {
    this.scenario = scenario;
    this.prng = new Prng(scenario.seed).fork('world');
    this.fleet = new Fleet({ startMs: START_MS });
    this.time = new VirtualTime(this.fleet);
    this.narration = new Narration(() => this.time.elapsedMs);
    this.ledger = new Ledger(this.fleet, () => this.time.elapsedMs);
    this.watcher = new Watcher({
      fleet: this.fleet,
      ledger: this.ledger,
      servers: scenario.servers,
      elapsedMs: () => this.time.elapsedMs,
    });
    this.leftOut = new LeftOutWrites(scenario.servers);
    this.paths = new Paths(this.time, this.prng.fork('network'), { isUp: true, ...scenario.network });
    this.store = parts.store();
    this.tamper = parts.tamper ?? {};
    addServers(this.fleet, scenario.servers);
    this.parts = partsOf(scenario.servers).map((part) => part.map(({ name }) => idNamed(name)));
    this.hosts = this.makeHosts();
    startReplication(this.fleet, scenario.servers);
    this.writers = this.startWriters();
  }

  get violations(): readonly Violation[] {
    return this.watcher.violations;
  }

  /** What is counted over many runs: which faults took effect, how plans ended. */
  happened(what: string, times = 1): void {
    if (times > 0) this.census.set(what, (this.census.get(what) ?? 0) + times);
  }

  /** The servers that share data with this one, by how the scenario links them. */
  partOf(id: InstanceId): readonly InstanceId[] {
    return this.parts.find((part) => part.includes(id)) ?? [id];
  }

  get servers(): readonly InstanceId[] {
    return this.scenario.servers.map(({ name }) => idNamed(name));
  }

  process(name: string): TopiaryProcess | null {
    return this.processes.get(name) ?? null;
  }

  startProcess(name: string): void {
    if (this.processes.get(name)?.life.isDead === false) return;
    this.starts += 1;
    const process = this.makeProcess(name);
    this.processes.set(name, process);
    this.narration.say(name, this.starts > this.scenario.processes.length ? 'is started again' : 'is started');
    process.do(() => void process.engine.start());
  }

  /** `false`: it was dead already. */
  kill(name: string, why: string): boolean {
    const process = this.process(name);
    if (process === null || process.life.isDead) return false;
    this.narration.say(name, `is killed${why}`);
    this.armed.delete(name);
    process.kill();
    return true;
  }

  /** Always true: something was begun that ends then. */
  later(ms: number, action: () => void): true {
    this.time.schedule(ms, action);
    return true;
  }

  /** Kills the process at the so-manieth write of the journal from now on. */
  killAtWrite(name: string, kill: ArmedKill): void {
    this.armed.set(name, kill);
  }

  /** Kills that have not happened yet will not happen. */
  disarm(): void {
    this.armed.clear();
  }

  private makeHosts(): ReadonlyMap<InstanceId, Host> {
    const { fleet, time, prng } = this;
    const { statementMs } = this.scenario;
    return new Map(
      this.servers.map((id) => [id, new Host({ id, fleet, time, statementMs, prng: prng.fork(`host ${id}`) })]),
    );
  }

  private startWriters(): readonly Writer[] {
    const { fleet, time, scenario } = this;
    return scenario.servers.flatMap(({ name, group, writesEveryMs: everyMs }) => {
      const id = idNamed(name);
      const members = group === null ? [id] : membersOf(scenario, group);
      // The founder's writer is that of its whole group.
      if (everyMs === 0 || members[0] !== id) return [];
      const servers = (): readonly InstanceId[] => (group === null ? this.writersOf(id) : members);
      const isOrdinary = scenario.recovers !== undefined;
      return [new Writer({ fleet, time, prng: this.prng.fork(`writer ${name}`), servers, everyMs, isOrdinary })];
    });
  }

  /** Where recoveries are told to clients, those that Topiary opened, the last one first. */
  private writersOf(id: InstanceId): readonly InstanceId[] {
    if (this.scenario.recovers === undefined) return [id];
    const part = this.partOf(id);
    const opened = this.ledger.sent.flatMap(({ step }) =>
      isOpening(step) && part.includes(step.instance) ? [step.instance] : [],
    );
    return [...opened.toReversed(), id];
  }

  private makeProcess(name: string): TopiaryProcess {
    const { scenario, time, narration } = this;
    return new TopiaryProcess({
      name,
      time,
      narration,
      prng: this.prng.fork(`${name} ${this.starts}`),
      seeds: scenario.servers
        .filter((one) => mustBeTold(one, scenario.servers))
        .map(({ name: host }) => addressNamed(host)),
      pollIntervalMs: scenario.pollIntervalMs,
      writesMarkers: scenario.writesMarkers === true,
      recovers: scenario.recovers ?? null,
      incarnation: this.starts,
      servers: (life, clock) => this.serversOf(name, life, clock),
      store: (life, clock) => this.storeOf(name, life, clock),
    });
  }

  private serversOf(processName: string, life: Life, clock: ProcessClock): Servers {
    const { fleet, hosts, paths, ledger, narration } = this;
    const servers = recording(new SimulatedServers({ processName, fleet, hosts, paths, life, clock }), {
      processName,
      ledger,
      narration,
      onSent: (sent) => {
        if (sent.step.kind === 'purge-binary-logs') this.leftOut.seenBy(fleet);
        if (sent.step.kind === 'inject-empty-transactions') this.leftOut.expectEmpty();
        this.watcher.sent(sent);
      },
      onDone: (step) => writeIntoFile(this, step),
    });
    return this.tamper.servers?.(servers, this, processName) ?? servers;
  }

  private storeOf(processName: string, life: Life, clock: ProcessClock): Store {
    const view = new StoreView({
      processName,
      life,
      clock,
      inner: this.store.open(clock),
      prng: this.prng.fork(`${processName} ${this.starts} disk`),
      ledger: this.ledger,
      journalMs: this.scenario.journalMs,
      atWrite: (point) => this.atWrite(processName, point),
      onDecided: (entries) => this.watcher.decided(processName, entries),
      onWritten: (plan, entries) => this.written(processName, plan, entries),
      onRegistered: (problems) => this.registered(processName, problems),
    });
    return this.tamper.store?.(view, this, processName) ?? view;
  }

  private atWrite(processName: string, point: 'before' | 'after'): void {
    const armed = this.armed.get(processName);
    if (armed === undefined || armed.point !== point) return;
    armed.left -= 1;
    if (armed.left > 0) return;
    this.armed.delete(processName);
    armed.kill();
  }

  private registered(processName: string, problems: readonly string[]): void {
    const recovery = this.ledger.policy.recoveries.at(-1);
    this.happened(`recovery: ${recovery?.scope ?? ''}`);
    this.narration.say(processName, `registers a recovery of ${recovery?.instance ?? ''} (${recovery?.scope ?? ''})`);
    for (const problem of problems) this.watcher.violated('S15', problem);
  }

  private written(processName: string, plan: PlanId, entries: readonly JournalEntry[]): void {
    for (const entry of entries) this.narration.say(processName, `${plan}: ${narrateEntry(entry)}`);
    const record = this.ledger.plans.get(plan);
    if (record !== undefined) this.watcher.journalled(processName, record, entries);
  }
}

/** Masters, one of a circle, and replicas of which no other server knows: nobody reads where the receiver was stopped before the run. */
function mustBeTold({ name, channels }: PlannedServer, servers: readonly PlannedServer[]): boolean {
  const closesCircle = channels.some(({ source }) => indexOf(servers, source) > indexOf(servers, name));
  return closesCircle || channels.every(({ stopped }) => stopped === 'receiver' || stopped === 'both');
}

function indexOf(servers: readonly PlannedServer[], name: string): number {
  return servers.findIndex((server) => server.name === name);
}
