/** Clusters as text by the old API. */
import type { Request } from 'express';
import type { Services } from '../../services/services.ts';
import { presentInstance } from '../presenters/instance.ts';
import { topologyText } from '../presenters/topology-text.ts';
import type { TextForm } from '../presenters/topology-text.ts';
import { clusterNameOf, figureCluster, seenMembers } from '../resolve.ts';
import { done, failed, param } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import { contextOf, read } from './route.ts';
import type { CompatRoute } from './route.ts';

const FORMS: Readonly<Record<string, TextForm>> = {
  topology: 'plain',
  'topology-tabulated': 'tabulated',
  'topology-tags': 'tags',
};

export function topologyTextRoutes(services: Services): readonly CompatRoute[] {
  return Object.entries(FORMS).flatMap(([name, form]) => {
    const answer = (request: Request) => draw(services, request, form);
    return [read(`/${name}/:clusterHint`, answer), read(`/${name}/:host/:port`, answer)];
  });
}

function draw(services: Services, request: Request, form: TextForm): CompatAnswer {
  const { engine, about } = services;
  const snapshot = engine.snapshot();
  const named = param(request, 'clusterHint');
  const hint = named === '' ? `${param(request, 'host')}:${param(request, 'port')}` : named;
  const cluster = figureCluster(snapshot, hint, about.defaultPort);
  if (cluster === null) return failed(`Unable to determine cluster name; hint: ${hint}`);
  const context = contextOf(services);
  const members = seenMembers(snapshot, cluster).flatMap((member) => {
    const instance = presentInstance(member, 'stored', context);
    return instance === null ? [] : [{ instance, tags: member.registered.tags }];
  });
  const text = topologyText({ members, form, reasonableLagSeconds: about.reasonableMaintenanceLagSeconds });
  return done(`Topology for cluster ${clusterNameOf(cluster)}`, text);
}
