/** What Topiary knows beside what servers say, written to the store of a rehearsal before its engine starts. */
import { asInstant } from '@topiary/domain';
import type { ClusterId, DetectionProfile, Instance, Instant, Registration, TopologySnapshot } from '@topiary/domain';
import type { Store } from '@topiary/engine';
import { START_MS } from '../clock/virtual-time.ts';

/** Clusters keep their ids, servers what queries told of them, and what people registered holds for as long as it would. */
export async function remember(
  store: Pick<Store, 'inventory' | 'registrations'>,
  snapshot: TopologySnapshot,
  profiles: ReadonlyMap<ClusterId, DetectionProfile> = new Map(),
) {
  const now = asInstant(START_MS);
  for (const { id, name, alias, revision } of snapshot.clusters.values()) {
    const byHand = alias?.origin === 'by-hand' ? alias.text : null;
    store.inventory.saveCluster({ id, name, alias: byHand, firstSeenAt: now, revision });
  }
  for (const instance of snapshot.instances.values()) {
    const { id, cluster, observation, classification } = instance;
    store.inventory.saveInstance({
      id,
      cluster,
      serverUuid: observation?.identity.serverUuid ?? null,
      sources: (snapshot.edgesByReplica.get(id) ?? []).flatMap(({ channel, source }) => {
        const address = snapshot.instances.get(source)?.address;
        return address === undefined ? [] : [{ channel, source: address }];
      }),
      answers: classification.answers,
      firstSeenAt: now,
      lastSeenAt: observation === null ? null : now,
      failingSince: null,
    });
  }
  const put = [...snapshot.instances.values()].flatMap((instance) => registrationsOf(instance, snapshot));
  const aliases = [...snapshot.clusters.values()].flatMap(({ id: cluster, alias }): readonly Registration[] =>
    alias?.origin === 'by-hand'
      ? [{ kind: 'cluster-alias', cluster, alias: alias.text, at: now, expiresAt: null }]
      : [],
  );
  const chosen = [...profiles].map(([cluster, profile]): Registration => {
    return { kind: 'detection-profile', cluster, profile, by: '', reason: '', at: now, expiresAt: null };
  });
  await store.registrations.write({ put: [...put, ...aliases, ...chosen], remove: [] });
}

function registrationsOf({ id: instance, registered }: Instance, { asOf }: TopologySnapshot): readonly Registration[] {
  const { downtime, maintenance, promotion, ownWrites } = registered;
  const inTheModel = (at: Instant): Instant => asInstant(START_MS + (at - asOf));
  const noted = (note: NonNullable<typeof downtime>) => ({
    instance,
    owner: note.owner,
    reason: note.reason,
    at: inTheModel(note.startedAt),
    expiresAt: inTheModel(note.endsAt),
  });
  return [
    ...(downtime === null ? [] : [{ kind: 'downtime' as const, ...noted(downtime) }]),
    ...(maintenance === null ? [] : [{ kind: 'maintenance' as const, id: maintenance.id, ...noted(maintenance) }]),
    ...(promotion === null
      ? []
      : [
          {
            kind: 'promotion-rule' as const,
            instance,
            rule: promotion.rule,
            at: inTheModel(promotion.registeredAt),
            expiresAt: promotion.expiresAt === null ? null : inTheModel(promotion.expiresAt),
          },
        ]),
    ...(ownWrites === null
      ? []
      : [
          {
            kind: 'own-writes' as const,
            instance,
            owner: ownWrites.owner,
            reason: ownWrites.reason,
            at: inTheModel(ownWrites.registeredAt),
            expiresAt: ownWrites.expiresAt === null ? null : inTheModel(ownWrites.expiresAt),
          },
        ]),
  ];
}
