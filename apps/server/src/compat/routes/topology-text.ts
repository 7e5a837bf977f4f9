/** Clusters as text by the old API. */
import type { Cluster, Instant } from '@topiary/domain';
import type { Request } from 'express';
import type { Services } from '../../services/services.ts';
import { readPattern } from '../pattern.ts';
import { pictureText } from '../presenters/picture-text.ts';
import { presentInstance } from '../presenters/instance.ts';
import { topologyText } from '../presenters/topology-text.ts';
import type { TextForm } from '../presenters/topology-text.ts';
import { clusterNameOf, figureCluster, seenMembers } from '../resolve.ts';
import { done, failed, param } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import { contextOf, read } from './route.ts';
import type { CompatRoute } from './route.ts';
import { queryText } from './search.ts';

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

function draw(services: Services, request: Request, form: TextForm): CompatAnswer | Promise<CompatAnswer> {
  const { engine, about } = services;
  const snapshot = engine.snapshot();
  const named = param(request, 'clusterHint');
  const hint = named === '' ? `${param(request, 'host')}:${param(request, 'port')}` : named;
  const cluster = figureCluster(snapshot, hint, about.defaultPort);
  if (cluster === null) return failed(`Unable to determine cluster name; hint: ${hint}`);
  const pattern = queryText(request, 'pattern');
  if (pattern !== '') return drawPast(services, cluster, pattern);
  const context = contextOf(services);
  const members = seenMembers(snapshot, cluster).flatMap((member) => {
    const instance = presentInstance(member, 'stored', context);
    return instance === null ? [] : [{ instance, tags: member.registered.tags }];
  });
  const text = topologyText({ members, form, reasonableLagSeconds: about.reasonableMaintenanceLagSeconds });
  return done(`Topology for cluster ${clusterNameOf(cluster)}`, text);
}

const MS_PER_SECOND = 1_000;
/** Of those that there are instead. */
const TIMES_NAMED = 5;

/** Of several snapshots whose time, in seconds since 1970, matches: the newest. All forms are the same: names are all there is. */
async function drawPast({ engine }: Services, cluster: Cluster, text: string): Promise<CompatAnswer> {
  const pattern = readPattern(text);
  if (pattern === null) return failed(`Not a regular expression: ${text}`);
  const times = await engine.pictures.times(cluster.id);
  const at = times.find((time) => pattern.test(secondsText(time)));
  const picture = at === undefined ? null : await engine.pictures.read(cluster.id, at);
  if (picture === null) return failed(`${noneMatches(cluster, text)} ${thereAre(times)}`);
  return done(
    `Topology for cluster ${clusterNameOf(cluster)} at ${secondsText(picture.at)}`,
    pictureText(picture.members),
  );
}

function noneMatches(cluster: Cluster, pattern: string): string {
  return `No snapshot of cluster ${clusterNameOf(cluster)} was taken at a time that matches ${pattern}.`;
}

function thereAre(times: readonly Instant[]): string {
  if (times.length === 0)
    return 'None is kept: snapshot-topologies takes one, SnapshotTopologiesIntervalHours some regularly.';
  const newest = times.slice(0, TIMES_NAMED).map((time) => `${secondsText(time)} (${new Date(time).toISOString()})`);
  return `${times.length} are kept, the newest of ${newest.join(', ')}.`;
}

function secondsText(at: Instant): string {
  return String(Math.floor(at / MS_PER_SECOND));
}
