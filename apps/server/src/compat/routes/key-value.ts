/**
 * Masters in key-value stores. Topiary writes to none: where one is configured that is an error, so that nobody believes
 * that it was done; where none is, the pairs are shown that orchestrator would keep for itself.
 */
import { isIPv4, isIPv6 } from 'node:net';
import { addressOf } from '@topiary/domain';
import type { Address, Cluster } from '@topiary/domain';
import type { Request } from 'express';
import type { Services } from '../../services/services.ts';
import { aliasOf, clusterNameOf, figureCluster } from '../resolve.ts';
import { done, failed, param } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import { knownClusters, writableMasterOf } from './clusters.ts';
import { change } from './route.ts';
import type { CompatRoute } from './route.ts';

export function keyValueRoutes(services: Services): readonly CompatRoute[] {
  return [
    change('/submit-masters-to-kv-stores', () => submit(services, knownClusters(services))),
    change('/submit-masters-to-kv-stores/:clusterHint', (request) => submitOne(services, request)),
  ];
}

function submitOne(services: Services, request: Request): CompatAnswer {
  const hint = param(request, 'clusterHint');
  const cluster = figureCluster(services.engine.snapshot(), hint, services.about.defaultPort);
  return cluster === null ? failed(`Unable to determine cluster name; hint: ${hint}`) : submit(services, [cluster]);
}

function submit(services: Services, clusters: readonly Cluster[]): CompatAnswer {
  const { prefix, stores } = services.about.keyValue;
  if (stores.length > 0)
    return failed(`Not submitted: Topiary does not write to key-value stores yet (configured: ${stores.join(', ')})`);
  const pairs = clusters.flatMap((cluster) => {
    const master = writableMasterOf(services, cluster);
    const key = `${prefix}${aliasOf(cluster) ?? clusterNameOf(cluster)}`;
    return master === null ? [] : pairsOf(key, addressOf(master.id));
  });
  return done('Submitted 0 masters: no key-value store is configured', pairs);
}

function pairsOf(key: string, { host, port }: Address): readonly { readonly Key: string; readonly Value: string }[] {
  return [
    { Key: key, Value: `${host}:${port}` },
    { Key: `${key}/hostname`, Value: host },
    { Key: `${key}/port`, Value: String(port) },
    { Key: `${key}/ipv4`, Value: isIPv4(host) ? host : '' },
    { Key: `${key}/ipv6`, Value: isIPv6(host) ? host : '' },
  ];
}
