import type { NamesView } from '@topiary/contract';
import { MAX_LISTED_NAMES } from '@topiary/contract';
import { parseAddress } from '@topiary/domain';
import type { NamesState } from '@topiary/engine';
import type { DeepReadonly } from '../../../presenters/readonly.ts';
import type { About, Services } from '../../../services/services.ts';
import type { Handlers } from '../../handler.ts';
import { failure, ok } from '../../outcome.ts';
import { failureOf } from '../registry/registry.ts';

const MS_PER_MINUTE = 60_000;

type NameRoutes = 'names' | 'resolve' | 'resetNames' | 'placeCluster';

export function namesHandlers({ engine, about }: Services): Pick<Handlers, NameRoutes> {
  return {
    names: () => {
      const problems = [...engine.snapshot().instances.values()].filter((instance) => instance.problems.length > 0);
      const ignored = problems.flatMap(({ id }) => {
        const expression = about.problemFilter(id);
        return expression === null ? [] : [{ id, expression }];
      });
      return ok(presentNames(engine.names(), ignored));
    },
    resolve: async ({ query }) => {
      const parsed = parseAddress(query.address, about.defaultPort);
      if (!parsed.ok) return failure('invalid-input', { detail: notAnAddress(query.address, parsed.problem) });
      const { asked, id, name, connection } = await engine.resolve(parsed.address);
      const isKnown = engine.snapshot().instances.has(id);
      const failed = connection.kind === 'failed' ? connection.code : null;
      return ok({ asked, instance: id, isKnown, name, failure: failed });
    },
    resetNames: ({ actor }) => ok({ count: engine.resetNames(actor) }),
    placeCluster: async ({ body, actor }) => {
      const result = await engine.placeCluster(body, actor);
      return result.kind === 'done' ? ok({ instances: result.instances }) : failureOf(result);
    },
  };
}

function notAnAddress(text: string, problem: string): string {
  return `"${text}" is not an address of the form host:port (${problem})`;
}

type Ignored = readonly { readonly id: Parameters<About['problemFilter']>[0]; readonly expression: string }[];

function presentNames(state: NamesState, ignored: Ignored): DeepReadonly<NamesView> {
  const { lookUp, told, expiryMs } = state.settings;
  return {
    methods: { lookUp: lookUp ?? 'none', told: told.method, expiryMinutes: expiryMs / MS_PER_MINUTE },
    cache: listed(state.cache),
    addresses: listed(state.aliases.map(({ alias, kept, origin }) => ({ address: alias, instance: kept, origin }))),
    declarations: listed(
      state.declarations.map((one) =>
        one.kind === 'same-server'
          ? { kind: 'same', instance: one.instance, other: one.kept, by: one.by, at: one.at }
          : { kind: 'different', instance: one.instance, other: one.other, by: one.by, at: one.at },
      ),
    ),
    virtualNames: listed(
      state.virtualNames.map(({ instance, host, isProved, at, expiresAt }) => ({
        instance,
        name: host,
        isProved,
        at,
        expiresAt,
      })),
    ),
    forgotten: listed(
      state.forgotten.map(({ instance, server, why, by, wasReplicating, at, expiresAt }) => ({
        instance,
        server,
        why,
        by,
        wasReplicating,
        at,
        expiresAt,
      })),
    ),
    keptOut: listed([...keptOutOf(state), ...problemsLeftOut(ignored)]),
  };
}

type KeptOutView = DeepReadonly<NamesView>['keptOut']['items'][number];

function keptOutOf({ keptOut }: NamesState): readonly KeptOutView[] {
  return keptOut.map(({ id, reason, expression, user, namedBy, lastAt }) => ({
    instance: id,
    reason,
    expression,
    user,
    namedBy,
    at: lastAt,
  }));
}

/** The server is shown; only its problems are not counted. */
function problemsLeftOut(ignored: Ignored): readonly KeptOutView[] {
  return ignored.map(({ id, expression }) => ({
    instance: id,
    reason: 'ProblemIgnoreHostnameFilters',
    expression,
    user: null,
    namedBy: null,
    at: null,
  }));
}

function listed<Item>(items: readonly Item[]): { readonly total: number; readonly items: readonly Item[] } {
  return { total: items.length, items: items.slice(0, MAX_LISTED_NAMES) };
}
