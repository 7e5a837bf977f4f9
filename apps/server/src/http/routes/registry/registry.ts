import type { RegistryRequest, TimedNotesView } from '@topiary/contract';
import { FORGOTTEN_FOR_MS, matchesTags, message, parseTagExpression } from '@topiary/domain';
import type { ClusterId, InstanceId, RegistryCommand, TopologySnapshot } from '@topiary/domain';
import type { RegistryResult } from '@topiary/engine';
import type { About, Services } from '../../../services/services.ts';
import type { DeepReadonly } from '../../../presenters/readonly.ts';
import type { Handlers } from '../../handler.ts';
import { failure, ok } from '../../outcome.ts';
import type { Failure } from '../../outcome.ts';

export function registryHandlers({
  engine,
  about,
}: Services): Pick<Handlers, 'register' | 'tagged' | 'timedNotes' | 'pools'> {
  return {
    register: async ({ body, actor }) => {
      const result = await engine.register(commandOf(body, about.lifetimes), actor);
      return result.kind === 'done' ? ok({ instances: result.instances }) : failureOf(result);
    },
    tagged: ({ query }) => {
      const parsed = parseTagExpression(query.tag);
      if (!parsed.ok) return failure('registration-refused', {}, [message(`tag-${parsed.problem}`)]);
      const found = [...engine.snapshot().instances.values()].filter(({ registered }) =>
        matchesTags(registered.tags, parsed.terms),
      );
      return ok({ instances: found.map(({ id }) => id) });
    },
    timedNotes: () => ok({ notes: timedNotesIn(engine.snapshot()) }),
    pools: ({ query }) => {
      const pools = poolsIn(engine.snapshot(), query.cluster ?? null);
      return ok({ pools: [...pools].map(([name, instances]) => ({ name, instances })) });
    },
  };
}

function timedNotesIn({ clusters, instances }: TopologySnapshot): DeepReadonly<TimedNotesView['notes']> {
  return [...instances.values()]
    .flatMap(({ id: instance, cluster, registered }) => {
      const known = clusters.get(cluster);
      const place = {
        cluster,
        clusterName: known?.name ?? cluster,
        clusterAlias: known?.alias?.text ?? null,
        instance,
      };
      return (['downtime', 'maintenance'] as const).flatMap((kind) => {
        const note = registered[kind];
        if (note === null) return [];
        const { owner, reason, startedAt, endsAt } = note;
        return [{ kind, ...place, owner, reason, startedAt, endsAt }];
      });
    })
    .toSorted((one, other) => one.endsAt - other.endsAt);
}

/** By name, in order. `null`: of every cluster. */
export function poolsIn(
  snapshot: TopologySnapshot,
  cluster: ClusterId | null,
): ReadonlyMap<string, readonly InstanceId[]> {
  const pools = new Map<string, InstanceId[]>();
  for (const { id, cluster: own, registered } of snapshot.instances.values()) {
    if (cluster !== null && own !== cluster) continue;
    for (const name of registered.pools) pools.set(name, [...(pools.get(name) ?? []), id]);
  }
  return new Map([...pools].toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

const MS_PER_SECOND = 1000;

function commandOf(body: RegistryRequest, lifetimes: About['lifetimes']): RegistryCommand {
  switch (body.kind) {
    case 'begin-downtime':
    case 'begin-maintenance': {
      const { duration, ...rest } = body;
      return { ...rest, durationMs: duration };
    }
    case 'submit-pool':
    case 'join-pool': {
      const { duration, ...rest } = body;
      return { ...rest, durationMs: duration === undefined ? lifetimes.poolMs : duration };
    }
    case 'register-candidate': {
      const { duration, ...rest } = body;
      return { ...rest, durationMs: duration === undefined ? lifetimes.candidateMs : duration };
    }
    case 'declare-own-writes': {
      const { duration = null, ...rest } = body;
      return { ...rest, durationMs: duration };
    }
    case 'forget':
    case 'forget-cluster': {
      const { duration, ...rest } = body;
      const durationMs = duration ?? FORGOTTEN_FOR_MS;
      return rest.kind === 'forget' ? { ...rest, why: 'asked', durationMs } : { ...rest, durationMs };
    }
    case 'set-detection-profile': {
      const { profile } = body;
      if (profile?.kind !== 'grace') return { ...body, profile };
      return { ...body, profile: { kind: 'grace', graceMs: profile.seconds * MS_PER_SECOND } };
    }
    case 'remember':
      return { ...body, why: 'asked' };
    case 'set-virtual-name': {
      const { duration, name, ...rest } = body;
      return { ...rest, host: name, durationMs: duration === undefined ? lifetimes.virtualNameMs : duration };
    }
    default:
      return body;
  }
}

export function failureOf(result: Exclude<RegistryResult, { readonly kind: 'done' }>): Failure {
  switch (result.kind) {
    case 'unknown-instance':
      return failure('instance-unknown', { instance: result.instance });
    case 'unknown-cluster':
      return failure('cluster-unknown', { cluster: result.cluster });
    case 'refused':
      return failure('registration-refused', {}, [result.reason]);
    case 'not-the-actor':
      return failure('not-the-actor', { holder: result.holder });
    case 'store-failing':
      return failure('store-failing', { detail: result.detail });
  }
}
