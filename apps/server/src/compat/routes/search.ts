/** Instances by what is written on them, and those with trouble, by the old API. */
import type { Instance } from '@topiary/domain';
import type { Request } from 'express';
import type { Services } from '../../services/services.ts';
import { presentInstance } from '../presenters/instance.ts';
import { aliasOf, byHostAndPort, clusterNameOf, seenInstances } from '../resolve.ts';
import { bare, param } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import { presentAll, shallowAndBusyFirst } from './instances.ts';
import { contextOf, read } from './route.ts';
import type { CompatRoute } from './route.ts';

export function searchRoutes(services: Services): readonly CompatRoute[] {
  return [
    read('/search/:searchString', (request) => search(services, param(request, 'searchString'))),
    read('/search', (request) => search(services, queryText(request, 's'))),
    read('/problems', () => problems(services, '')),
    read('/problems/:clusterName', (request) => problems(services, param(request, 'clusterName'))),
  ];
}

/** Nothing to look for finds everything, as there. */
function search(services: Services, text: string): CompatAnswer {
  const { engine } = services;
  const { clusters } = engine.snapshot();
  const wanted = text.toLowerCase();
  const isFound = ({ address: { host, port }, cluster: clusterId, observation }: Instance): boolean => {
    const cluster = clusters.get(clusterId);
    const texts = [
      `${host}:${port}`,
      ...(cluster === undefined ? [] : [clusterNameOf(cluster), aliasOf(cluster) ?? '']),
      observation?.product.version.text ?? '',
      observation?.product.comment ?? '',
    ];
    const numbers = [port, observation?.identity.serverId];
    return texts.some((one) => one.toLowerCase().includes(wanted)) || numbers.some((one) => String(one) === text);
  };
  const found = seenInstances(engine.snapshot()).filter(isFound);
  return bare(presentAll(services, found.toSorted(shallowAndBusyFirst(services))));
}

/** `clusterName` is a pattern of SQL's `LIKE`; '' is every cluster. */
function problems(services: Services, clusterName: string): CompatAnswer {
  const { engine, about } = services;
  const { clusters } = engine.snapshot();
  const pattern = clusterName === '' ? null : likePattern(clusterName);
  const context = contextOf(services);
  const isIn = ({ cluster: clusterId }: Instance): boolean => {
    const cluster = clusters.get(clusterId);
    return pattern === null || (cluster !== undefined && pattern.test(clusterNameOf(cluster)));
  };
  const found = seenInstances(engine.snapshot())
    .filter((instance) => instance.registered.downtime === null && about.problemFilter(instance.id) === null)
    .filter(isIn)
    .toSorted(byHostAndPort)
    .flatMap((instance) => presentInstance(instance, 'stored', context) ?? []);
  return bare(found.filter(({ Problems }) => Problems.length > 0));
}

/** `%` is any text and `_` any character; `\` takes the meaning from the one after it. */
export function likePattern(text: string): RegExp {
  const parts = [...text.matchAll(/\\?[^]/gu)].map(([part]) => {
    if (part === '%') return '[^]*';
    return part === '_' ? '[^]' : literally(part.length > 1 && part.startsWith('\\') ? part.slice(1) : part);
  });
  return new RegExp(`^${parts.join('')}$`, 'iu');
}

function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

export function queryText({ query }: Request, name: string): string {
  const text = query[name];
  return typeof text === 'string' ? text.trim() : '';
}
