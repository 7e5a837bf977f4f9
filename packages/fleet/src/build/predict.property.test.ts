import {
  CLONE_STEP_KINDS,
  COORDINATE_STEP_KINDS,
  asPlanId,
  asStepId,
  DEFAULT_POLICY,
  familyOf,
  instanceIdOf,
  oppositeOf,
  planIntent,
  predict,
  RESHAPE_KINDS,
  STEP_KINDS,
  verifyStep,
} from '@topiary/domain';
import type {
  ControlAct,
  Family,
  InstanceId,
  Intent,
  Plan,
  PlanReads,
  Policy,
  ReplicationChannel,
  Step,
  StepResults,
  TopologySnapshot,
} from '@topiary/domain';
import { id, sampleActs, sampleShapes } from '@topiary/domain/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fleet } from '../fleet.ts';
import { performStep } from '../commands/perform-step.ts';
import { must, open, run, set, snapshotOfFleet, start, write, writeMany } from '../testing/drive.ts';
import { fleetOf } from './fleet-of.ts';
import type { TreeOptions } from './fleet-of.ts';

/** Parents of servers 1 to n: each below one that came before it. */
const trees = fc
  .array(fc.nat(), { minLength: 2, maxLength: 6 })
  .map((numbers) => numbers.map((number, index) => number % (index + 1)));

const nameOf = (index: number): string => `s${index}`;

function textOf(parents: readonly number[]): string {
  return parents.map((parent, index) => `${nameOf(parent)} > ${nameOf(index + 1)}`).join('; ');
}

/** Runs every step of a plan in order, with as much time as its deadline. Gives the step that did not end well. */
function execute(fleet: Fleet, plan: Plan): Step | null {
  const results: Record<string, StepResults> = {};
  for (const step of stepsOf(plan)) {
    const session = open(fleet, step.instance);
    let ended = false;
    performStep(fleet, { session, step, results }, (end) => {
      ended = end.kind === 'done';
      if (end.kind === 'done') results[step.id] = end.results;
    });
    run(fleet, 200);
    fleet.closeSession(session);
    if (!ended || verifyStep(step, fleet.observe(step.instance).channels).kind === 'failed') return step;
  }
  return null;
}

/** What `predict` speaks of: where a channel leads, how, with which settings, and whether its threads run. */
function spokenOf(channel: ReplicationChannel) {
  const { name, source, receiver, applier, positioning, settings, delaySeconds, filters } = channel;
  return { name, source: instanceIdOf(source), receiver, applier, positioning, settings, delaySeconds, filters };
}

function spoken(snapshot: TopologySnapshot): ReadonlyMap<InstanceId, unknown> {
  return new Map(
    [...snapshot.instances.values()].map(({ id, observation, role, depth }) => [
      id,
      { role, depth, channels: observation?.channels.map(spokenOf), settings: observation?.settings },
    ]),
  );
}

const POLICY: Policy = { ...DEFAULT_POLICY, replicationAccount: { origin: 'query', user: '' } };

const kinds = new Map<Family, Set<string>>([
  ['mysql', new Set()],
  ['mariadb', new Set()],
]);

const shapes = new Set<string>();

interface Situation {
  readonly parents: readonly number[];
  readonly replicaSeed: number;
  readonly targetSeed: number;
  readonly writes: number;
  /** Threads of the replica that are stopped before. */
  readonly stopped: { readonly receiver: boolean; readonly applier: boolean };
  /** Takes the plan back once it is done. */
  readonly undoes: boolean;
  /** Done to the replica instead of a move. */
  readonly act: ControlAct | null;
  /** Asked for instead of a move, by its number among the reshapes of the two servers. */
  readonly shape: number | null;
}

const situations: fc.Arbitrary<Situation> = fc.record({
  parents: trees,
  replicaSeed: fc.nat(),
  targetSeed: fc.nat(),
  writes: fc.nat({ max: 20 }),
  stopped: fc.record({ receiver: fc.boolean(), applier: fc.boolean() }),
  undoes: fc.boolean(),
  act: fc.constant(null),
  shape: fc.constant(null),
});

/** Each act and each reshape gets its own share of situations, so that one that seldom can be done is done all the same. */
const MOVES = 60;
const RUNS_OF_EACH = 12;
const SAMPLES = sampleShapes({ one: id('one'), other: id('other') });
const SHAPES = SAMPLES.length;

function askedFor(): readonly Partial<Situation>[] {
  const acts = sampleActs().map((act): Partial<Situation> => ({ act }));
  return [...acts, ...Array.from({ length: SHAPES }, (_, shape): Partial<Situation> => ({ shape }))];
}

interface Chosen {
  readonly replica: InstanceId;
  readonly target: InstanceId;
  /** The master too. */
  readonly anybody: InstanceId;
}

function intentOf({ act, shape: number }: Situation, { replica, target, anybody }: Chosen): Intent {
  const samples = sampleShapes({ one: anybody, other: target });
  const shape = number === null ? undefined : samples[number % samples.length];
  if (shape !== undefined) return { kind: 'reshape', shape };
  return act === null
    ? { kind: 'relocate', replica, channel: null, target }
    : { kind: 'control', instance: replica, act };
}

function check(family: Family, situation: Situation): void {
  const { parents, replicaSeed, targetSeed, writes, stopped, undoes } = situation;
  const fleet = fleetOf(textOf(parents), { family, servers: pluginsFor(family, situation) });
  writeMany(fleet, nameOf(0), writes);
  run(fleet, 200);
  const size = parents.length + 1;
  const [replica, target] = [fleet.ids[1 + (replicaSeed % (size - 1))], fleet.ids[targetSeed % size]];
  if (replica === undefined || target === undefined) return;
  if (stopped.receiver || stopped.applier)
    must(fleet, fleet.server(replica).address.host, { kind: 'stop-threads', channel: '', threads: stopped });
  const anybody = fleet.ids[replicaSeed % size] ?? replica;
  const intent = intentOf(situation, { replica, target, anybody });
  const act = intent.kind === 'control' ? intent.act : null;
  const skips = act?.kind === 'skip-query';
  if (skips) failApplier(fleet, replica);
  const replaces = intent.kind === 'reshape' && intent.shape.kind === 'make-master' ? intent.shape.replica : null;
  if (replaces !== null) killMasterOf(fleet, replaces);
  letCommitsWait(fleet, intent);
  const isErrant = act?.kind.startsWith('gtid-errant') === true;
  const reads = act === null ? {} : { ...prepared(fleet, replica, { isErrant }), ...withClient(fleet, replica, act) };
  const before = withPriorities(snapshotOfFleet(fleet));
  const planned = planIntent({ snapshot: before, policy: POLICY, intent, id: asPlanId('p'), reads });
  if ('kind' in planned) return;
  // Nobody is brought back to a master that is dead.
  const plan = undoes && replaces === null ? thereAndBack(planned) : planned;
  const predicted = predict(plan, before, DEFAULT_POLICY);
  for (const step of stepsOf(plan)) kinds.get(family)?.add(step.kind);
  if (intent.kind === 'reshape') shapes.add(intent.shape.kind);
  expect(execute(fleet, plan)).toBeNull();
  run(fleet, 500);
  expect(spoken(snapshotOfFleet(fleet))).toEqual(spoken(predicted));
  // What a server wrote for itself nobody else ever gets.
  if (stopped.receiver || stopped.applier || skips || isErrant) return;
  for (const each of fleet.ids) expect(fleet.transactionsOf(each)).toEqual(fleet.transactionsOf(fleet.ids[0] ?? each));
  expect(familyOf(fleet.server(replica).product)).toBe(family);
}

/** MariaDB has both sides built in. */
function pluginsFor(family: Family, { parents, shape }: Situation): NonNullable<TreeOptions['servers']> {
  if (family === 'mariadb' || shape === null || SAMPLES[shape % SHAPES]?.kind !== 'enforce-semi-sync') return {};
  const plugins = ['rpl_semi_sync_source', 'rpl_semi_sync_replica'];
  return Object.fromEntries([0, ...parents].map((_, index) => [nameOf(index), { plugins }]));
}

function letCommitsWait(fleet: Fleet, intent: Intent): void {
  if (intent.kind !== 'reshape' || intent.shape.kind !== 'enforce-semi-sync') return;
  const { address, product } = fleet.server(intent.shape.master);
  const side = familyOf(product) === 'mariadb' ? 'master' : 'source';
  set(fleet, address.host, `rpl_semi_sync_${side}_enabled`, 'ON');
}

/** All may acknowledge what their master commits. */
function withPriorities(snapshot: TopologySnapshot): TopologySnapshot {
  const instances = [...snapshot.instances].map(
    ([key, one]) => [key, { ...one, classification: { ...one.classification, semiSyncPriority: 1 } }] as const,
  );
  return { ...snapshot, instances: new Map(instances) };
}

/** What its master inserts is there already. */
function failApplier(fleet: Fleet, replica: InstanceId): void {
  const { host } = fleet.server(replica).address;
  start(fleet, host);
  set(fleet, host, 'read_only', 0);
  for (const name of [host, nameOf(0)]) write(fleet, name, { rows: [{ action: 'insert', row: 'shop.t/9' }] });
  run(fleet, 500);
}

/** As a machine that loses its power; its replicas notice. */
function killMasterOf(fleet: Fleet, replica: InstanceId): void {
  const source = fleet.observe(replica).channels[0]?.source;
  if (source === undefined) return;
  fleet.crash(instanceIdOf(source), { losesUnsynced: false });
  run(fleet, 500);
}

/** Gives a server what acts are about: older logs, and transactions of its own. */
function prepared(fleet: Fleet, id: InstanceId, { isErrant }: { readonly isErrant: boolean }): PlanReads {
  const { host } = fleet.server(id).address;
  must(fleet, host, { kind: 'flush-logs', which: 'binary' });
  if (isErrant) {
    must(fleet, host, { kind: 'set-variable', scope: 'global', name: 'read_only', value: 'OFF' });
    must(fleet, host, { kind: 'write', write: {} });
  }
  run(fleet, 100);
  return { logs: { kind: 'read', value: fleet.server(id).binlog?.files ?? [] } };
}

/** Somebody is connected who may be sent away. */
function withClient(fleet: Fleet, replica: InstanceId, act: ControlAct): PlanReads {
  if (act.kind !== 'kill-query') return {};
  fleet.openSession(replica, { user: 'root', connectionId: act.process });
  const client = { role: 'client', user: 'root', host: 'h:1', database: 'd', command: 'Query', state: '' } as const;
  const processes = [{ ...client, id: act.process, seconds: 9, statement: 'SELECT 1' }];
  return { processes: { kind: 'read', value: { processes, isCut: false, grant: null } } };
}

/** The steps, then what takes each of them back, the last one first. */
function thereAndBack(plan: Plan): Plan {
  const forth = stepsOf(plan);
  const back = forth
    .toReversed()
    .flatMap((step) => oppositeOf(step) ?? [])
    .map((step, index) => ({ ...step, id: asStepId(`back-${index}`) }));
  return { ...plan, rounds: [{ stages: [...forth, ...back].map((step) => ({ steps: [step] })) }] };
}

function stepsOf(plan: Plan): readonly Step[] {
  return plan.rounds.flatMap(({ stages }) => stages.flatMap(({ steps }) => steps));
}

/** Chance may leave a reshape out, too: here each of them is legal for two of the servers. */
const PARENTS = [0, 0, 1];
const PLACES = [0, 1, 2, 3];
const PAIRS = PLACES.flatMap((one) => PLACES.map((other) => [one, other] as const));

/** Chance may leave an act out. */
const EACH: Omit<Situation, 'act'> = {
  parents: [0, 0],
  replicaSeed: 0,
  targetSeed: 1,
  writes: 2,
  stopped: { receiver: false, applier: false },
  undoes: false,
  shape: null,
};

describe('what is predicted is what happens', () => {
  test.each(['mysql', 'mariadb'] as const)('for each act on %s', (family) => {
    expect(() => sampleActs().forEach((act) => check(family, { ...EACH, act }))).not.toThrow();
  });

  test.each(['mysql', 'mariadb'] as const)('for each reshape on %s', (family) => {
    shapes.clear();
    for (const [number, { kind }] of SAMPLES.entries())
      for (const [replicaSeed, targetSeed] of PAIRS)
        if (!shapes.has(kind))
          check(family, { ...EACH, parents: PARENTS, replicaSeed, targetSeed, shape: number, act: null });
    expect(shapes).toEqual(new Set(RESHAPE_KINDS));
  });

  for (const family of ['mysql', 'mariadb'] as const) {
    test(`on random trees of ${family}`, () => {
      fc.assert(
        fc.property(situations, (situation) => {
          check(family, situation);
        }),
        { numRuns: MOVES },
      );
      for (const asked of askedFor()) {
        fc.assert(
          fc.property(situations, (situation) => {
            check(family, { ...situation, ...asked });
          }),
          { numRuns: RUNS_OF_EACH },
        );
      }
    });
  }

  test('every kind of step was among them', () => {
    // Moves by file and position have situations of their own (`coordinate-moves.property.test.ts`), and takeovers have
    // (`replace-master.property.test.ts`), and old masters that come back (`last-mile.test.ts`); a match reads logs.
    const own = [
      'match-position',
      'clear-sessions',
      'set-variables',
      'switch-events',
      'fence',
      'set-offline-mode',
      ...CLONE_STEP_KINDS,
    ];
    const elsewhere = new Set<string>([...COORDINATE_STEP_KINDS, ...own]);
    const others = new Set(STEP_KINDS.filter((kind) => !elsewhere.has(kind)));
    expect(new Set([...kinds.values()].flatMap((seen) => [...seen]))).toEqual(others);
  });
});
