import { MAX_LISTED_REVISIONS, MAX_RECOVERY_TIMES } from '@topiary/contract';
import type { CallOutput } from '@topiary/contract';
import { asInstant, findInstance, pictureChanges } from '@topiary/domain';
import type { ClusterId } from '@topiary/domain';
import type { ClusterRevision, PicturedRevision, RecoveryRecord } from '@topiary/engine';
import { readPages } from '../../../presenters/read-pages.ts';
import type { DeepReadonly } from '../../../presenters/readonly.ts';
import { timelineEvents } from '../../../presenters/timeline.ts';
import type { TimeRange } from '../../../presenters/timeline.ts';
import type { Services } from '../../../services/services.ts';
import { defined } from '../../defined.ts';
import { fromStore } from '../../from-store.ts';
import type { Handlers } from '../../handler.ts';
import { failure, ok } from '../../outcome.ts';

type Names =
  | 'clusterHistory'
  | 'clusterMoment'
  | 'exportHistory'
  | 'instanceSamples'
  | 'clusterSamples'
  | 'recoveryTimes';

/** Servers in all pictures of an export; the newest pictures come first, and one always does. */
const MAX_EXPORTED_SERVERS = 20_000;
const MAX_EXPORTED_PICTURES = 200;
/** Of an hour of six samples a minute: a line is a few hundred points wide. */
const POINTS_OF_A_LINE = 120;

export function historyHandlers(services: Services): Pick<Handlers, Names> {
  return { ...listHandlers(services), ...momentHandlers(services), ...sampleHandlers(services) };
}

function listHandlers(services: Services): Pick<Handlers, 'clusterHistory' | 'exportHistory' | 'recoveryTimes'> {
  const { past, engine } = services;
  return {
    clusterHistory: ({ params: { cluster }, query }) =>
      fromStore(async () => {
        const range = rangeOf(query);
        const kept = await past.clusters.span(cluster);
        if (kept === null && !isKnown(services, cluster)) return failure('cluster-unknown', { cluster });
        const { revisions, total } = await revisionsOf(services, cluster, range);
        return ok<DeepReadonly<CallOutput<'clusterHistory'>>>({
          cluster,
          ...range,
          kept,
          keptDays: past.keptDays,
          revisions,
          moreRevisions: total - revisions.length,
          ...(await timelineEvents(engine, cluster, range)),
        });
      }),
    exportHistory: ({ params: { cluster }, query }) =>
      fromStore(async () => {
        const range = rangeOf(query);
        if (!(await hasHistory(services, cluster))) return failure('cluster-unknown', { cluster });
        const { revisions, complete } = await exportedRevisions(services, cluster, range);
        const { events, moreEvents } = await timelineEvents(engine, cluster, range);
        return ok<DeepReadonly<CallOutput<'exportHistory'>>>({
          format: 'topiary-history-1',
          cluster,
          ...range,
          revisions,
          events,
          complete: complete && !moreEvents,
        });
      }),
    recoveryTimes: ({ query: { cluster, ...query } }) =>
      fromStore(async () => {
        const range = rangeOf(query);
        const asked = { ...range, ...defined({ cluster }) };
        const { items, total } = await readPages(
          (page) => engine.recoveries.list({ ...asked, ...page }),
          MAX_RECOVERY_TIMES,
        );
        const recoveries = items.map((recovery) => ({ at: recovery.startedAt, outcome: outcomeOf(recovery) }));
        return ok({ ...range, recoveries, complete: total <= items.length });
      }),
  };
}

function momentHandlers(services: Services): Pick<Handlers, 'clusterMoment'> {
  const { past } = services;
  return {
    clusterMoment: ({ params: { cluster }, query }) =>
      fromStore(async () => {
        const at = asInstant(query.at);
        const [found, before] = await past.clusters.pictures({ cluster, to: at, limit: 2 });
        if (found === undefined)
          return failure((await hasHistory(services, cluster)) ? 'moment-not-kept' : 'cluster-unknown', { cluster });
        const { picture, ...revision } = found;
        return ok<DeepReadonly<CallOutput<'clusterMoment'>>>({
          at,
          revision,
          picture,
          changes: before === undefined ? [] : pictureChanges(before.picture, picture),
          before: before === undefined ? null : listed(before),
        });
      }),
  };
}

function sampleHandlers({ past, engine }: Services): Pick<Handlers, 'instanceSamples' | 'clusterSamples'> {
  return {
    instanceSamples: ({ params: { instance } }) => {
      const found = findInstance(engine.snapshot(), instance);
      return found === null ? failure('instance-unknown', { instance }) : ok(past.samples.of(found.id));
    },
    clusterSamples: ({ params: { cluster }, query: { servers: limit } }) => {
      const snapshot = engine.snapshot();
      if (!snapshot.clusters.has(cluster)) return failure('cluster-unknown', { cluster });
      return ok(past.samples.ofCluster(snapshot, cluster, { limit, points: POINTS_OF_A_LINE }));
    },
  };
}

function rangeOf({ from, to }: { readonly from: number; readonly to: number }): TimeRange {
  return { from: asInstant(Math.min(from, to)), to: asInstant(Math.max(from, to)) };
}

function isKnown({ engine }: Services, cluster: ClusterId): boolean {
  return engine.snapshot().clusters.has(cluster);
}

async function hasHistory(services: Services, cluster: ClusterId): Promise<boolean> {
  return isKnown(services, cluster) || (await services.past.clusters.span(cluster)) !== null;
}

function listed({ picture: _, ...revision }: PicturedRevision): ClusterRevision {
  return revision;
}

/** All of them, else those of the tree: states come and go by the minute on a bad day. */
async function revisionsOf({ past }: Services, cluster: ClusterId, range: TimeRange) {
  const asked = { cluster, ...range };
  const read = (kind?: 'structure') =>
    readPages((page) => past.clusters.list({ ...asked, ...defined({ kind }), ...page }), MAX_LISTED_REVISIONS);
  const all = await read();
  const chosen = all.total > all.items.length ? await read('structure') : all;
  return { revisions: chosen.items, total: all.total };
}

/** The oldest first: how it stood when the range began, and what came after. */
async function exportedRevisions(
  { past }: Services,
  cluster: ClusterId,
  { from, to }: TimeRange,
): Promise<{ readonly revisions: readonly PicturedRevision[]; readonly complete: boolean }> {
  const within = await past.clusters.pictures({ cluster, from, to, limit: MAX_EXPORTED_PICTURES });
  const justBefore = asInstant(from - 1);
  const first = await past.clusters.pictures({ cluster, to: justBefore, limit: 1 });
  let servers = 0;
  const newest = [...within, ...first].filter(({ picture }, index) => {
    servers += picture.servers.length;
    return index === 0 || servers <= MAX_EXPORTED_SERVERS;
  });
  const { total } = await past.clusters.list({ cluster, from, to, page: 0, pageSize: 1 });
  const complete = newest.length === within.length + first.length && total === within.length;
  return { revisions: newest.toReversed(), complete };
}

function outcomeOf({ endedAt, changed, successor, details }: RecoveryRecord): 'done' | 'failed' | 'running' {
  if (endedAt === null) return 'running';
  return successor !== null || (changed && details.errors.length === 0) ? 'done' : 'failed';
}
