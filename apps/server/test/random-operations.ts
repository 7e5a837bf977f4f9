/**
 * One person who does whatever Topiary offers, drawn from a seed: operations of a server, targets and reshapes of a drop, undo and
 * restore. Everything goes through the product's API, and only what it says is allowed is asked for.
 */
import { ApiError } from '@topiary/contract';
import type { Client, InstanceId, IntentInput, OperationsView, PlanView } from '@topiary/contract';

type OperationName = OperationsView['operations'][number]['name'];

/** What cannot be taken back, or ends a channel for good, has tests of its own. The writer's server stays the only one that is written to. */
const LEFT_OUT: ReadonlySet<string> = new Set<OperationName>([
  'reset-replica',
  'reset-master',
  'change-credentials',
  'tls-on',
  'tls-off',
  'skip-query',
  'gtid-mode-on',
  'gtid-mode-off',
  'gtid-errant-inject-empty',
  'gtid-errant-set-purged',
  'gtid-errant-reset-master',
]);
const STOPS_WRITERS: ReadonlySet<OperationName> = new Set<OperationName>(['set-read-only', 'set-super-read-only']);
/** As often as anything else together, so that not everything stands after a while. */
const MENDING: ReadonlySet<OperationName> = new Set<OperationName>([
  'start-replica',
  'reattach-replica',
  'enable-gtid',
]);
const MENDING_SHARE = 0.5;
const DROP_SHARE = 0.4;
const BACK_SHARE = 0.15;
/** Of the drops for which it is possible: few are on the top of a tree. */
const CO_MASTER_SHARE = 0.3;
/** Undo and restore look back over so many plans. */
const PLANS_BACK = 10;
/** Of several that differ only in a lag, a plan is made again so often before something else is done. */
const ATTEMPTS = 3;

export interface Person {
  readonly client: Client;
  readonly confirm: (plan: Pick<PlanView, 'id'>) => Promise<PlanView>;
  readonly servers: readonly InstanceId[];
  /** Clients write here now. */
  readonly writer: () => InstanceId;
  readonly random: () => number;
}

/** What was done; `outcome` `null`: refused, since something had changed meanwhile. */
export interface Deed {
  readonly what: string;
  readonly outcome: string | null;
  readonly plan: PlanView['id'] | null;
}

/** `null`: nothing of the kind that was drawn was possible. */
export async function actOnce(person: Person, done: readonly Deed[]): Promise<Deed | null> {
  const drawn = person.random();
  if (drawn < BACK_SHARE) return goBack(person, done);
  const wish = drawn < BACK_SHARE + DROP_SHARE ? await drop(person) : await operation(person);
  if (wish === null) return null;
  return carryOut(person, wish.what, () => person.client.call('propose', { body: wish.request }));
}

/** Everything that may be started or attached is, and whoever stands alone goes below the master; returns what would not. */
export async function mendAll(person: Person): Promise<readonly Deed[]> {
  const failed: Deed[] = [];
  // Whoever is detached stands alone too, and without GTIDs only its channel says where it goes on, while it stands still.
  const detached = await alone(person);
  failed.push(...(await offered(person, 'stop-replica', detached)), ...(await offered(person, 'reattach-replica')));
  for (const instance of await alone(person)) {
    const deed = await rejoin(person, instance);
    if (deed.outcome !== 'done') failed.push(deed);
  }
  return [...failed, ...(await offered(person, 'start-replica'))];
}

/** Does it to those of them to whom it is offered, and returns what did not end well. */
export async function offered(
  person: Person,
  name: OperationName,
  servers: readonly InstanceId[] = person.servers,
): Promise<readonly Deed[]> {
  const failed: Deed[] = [];
  for (const instance of servers) {
    const { operations } = await operationsOf(person, instance);
    for (const { request } of operations.filter((one) => one.name === name && one.allowed)) {
      const deed = await carryOut(person, `${name} ${instance}`, () =>
        person.client.call('propose', { body: request }),
      );
      if (deed.outcome !== 'done') failed.push(deed);
    }
  }
  return failed;
}

/** An old master, below the one in its place. */
export function rejoin(person: Person, instance: InstanceId): Promise<Deed> {
  const act = { kind: 'rejoin', below: person.writer(), own: 'refuse' } as const;
  return carryOut(person, `rejoin ${instance}`, () =>
    person.client.call('propose', { body: { kind: 'control', instance, act } }),
  );
}

/** Those without a source that nobody writes to. */
async function alone({ client, servers, writer }: Person): Promise<readonly InstanceId[]> {
  const { clusters } = await client.call('fleet', {});
  const views = await Promise.all(clusters.map(({ id }) => client.call('cluster', { params: { cluster: id } })));
  const below = new Set(views.flatMap(({ edges }) => edges.map(({ replica }) => replica)));
  return servers.filter((id) => id !== writer() && !below.has(id));
}

interface Wish {
  readonly what: string;
  readonly request: IntentInput;
}

async function operation(person: Person): Promise<Wish | null> {
  const instance = pick(person, person.servers);
  if (instance === null) return null;
  const { operations } = await operationsOf(person, instance);
  const allowed = operations.filter(
    ({ name, allowed: isAllowed }) =>
      isAllowed && !LEFT_OUT.has(name) && (instance !== person.writer() || !STOPS_WRITERS.has(name)),
  );
  const mending = allowed.filter(({ name }) => MENDING.has(name));
  const chosen = pick(person, mending.length > 0 && person.random() < MENDING_SHARE ? mending : allowed);
  return chosen === null ? null : { what: `${chosen.name} ${instance}`, request: chosen.request };
}

/** A replica on any server of its tree where it may be dropped, as a move or as what else the drop offers. */
async function drop(person: Person): Promise<Wish | null> {
  const replica = pick(
    person,
    person.servers.filter((id) => id !== person.writer()),
  );
  if (replica === null) return null;
  const answer = await unlessRefused(() =>
    person.client.call('candidates', { body: { kind: 'relocate', replica, channel: null } }),
  );
  const wishes = (answer?.verdicts ?? []).flatMap(({ target, allowed, operations }): readonly Wish[] => [
    ...(allowed
      ? [
          {
            what: `relocate ${replica} ${target}`,
            request: { kind: 'relocate', replica, channel: null, target } as const,
          },
        ]
      : []),
    ...operations
      .filter((one) => one.allowed && !LEFT_OUT.has(one.operation))
      .map(({ operation: name, shape }) => ({
        what: `${name} ${replica} on ${target}`,
        request: { kind: 'reshape', shape } as const,
      })),
  ]);
  const coMasters = wishes.filter(({ what }) => what.startsWith('make-co-master '));
  return pick(person, coMasters.length > 0 && person.random() < CO_MASTER_SHARE ? coMasters : wishes);
}

async function goBack(person: Person, done: readonly Deed[]): Promise<Deed | null> {
  const plan = pick(
    person,
    done.slice(-PLANS_BACK).flatMap((deed) => deed.plan ?? []),
  );
  if (plan === null) return null;
  const route = person.random() < 0.5 ? 'undo' : 'restore';
  return carryOut(person, `${route} ${plan}`, () => person.client.call(route, { params: { plan } }));
}

export async function carryOut(person: Person, what: string, propose: () => Promise<PlanView>): Promise<Deed> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const ended = await unlessRefused(async () => person.confirm(await propose()));
    if (ended !== null) return { what, outcome: ended.outcome, plan: ended.id };
  }
  return { what, outcome: null, plan: null };
}

/** Something changed since it was offered; any other answer is a fault. */
export async function unlessRefused<Answer>(ask: () => Promise<Answer>): Promise<Answer | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ApiError && REFUSALS.has(error.code)) return null;
    throw error;
  }
}

const REFUSALS: ReadonlySet<string> = new Set(['plan-stale', 'plan-refused', 'plan-not-undoable', 'cluster-busy']);

export function operationsOf({ client }: Person, instance: InstanceId): Promise<OperationsView> {
  return client.call('operations', { params: { instance } });
}

export function pick<Item>({ random }: Person, items: readonly Item[]): Item | null {
  return items[Math.floor(random() * items.length)] ?? null;
}
