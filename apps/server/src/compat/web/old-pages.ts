/** Where each page of orchestrator is found now: links in old alerts and bookmarks lead to what shows the same thing. */
import { parseAddress } from '@topiary/domain';
import type { ClusterId, InstanceId } from '@topiary/domain';
import type { Services } from '../../services/services.ts';
import { clusterByAlias, clusterOf, figureCluster, figureInstance } from '../resolve.ts';

/** By the names in the path and in the query. */
export type OldParameters = Readonly<Record<string, string>>;

export interface OldPage {
  /** Below `web/`. */
  readonly path: string;
  /** Below the prefix. */
  readonly leadsTo: (services: Services, parameters: OldParameters) => string | Promise<string>;
}

/** On a page of orchestrator, and on ours (`AUDIT_PAGE_SIZE`, `RECOVERY_PAGE_SIZE` of the page). */
const OLD_PAGE_SIZE = 20;
export const NEW_PAGE_SIZES = { audit: 50, recoveries: 30 } as const;

const FLEET = '/';

export const OLD_PAGES: readonly OldPage[] = [
  // What they said is in the frame around every page, or was about orchestrator itself.
  ...['', 'home', 'about', 'keep-calm', 'faq', 'status', 'clusters'].map((path) => ({ path, leadsTo: () => FLEET })),
  { path: 'clusters-analysis', leadsTo: () => '/problems' },
  { path: 'discover', leadsTo: () => address(FLEET, { discover: '' }) },
  { path: 'search', leadsTo: (services, { s = '' }) => foundBy(services, s) },
  { path: 'search/:searchString', leadsTo: (services, { searchString = '' }) => foundBy(services, searchString) },
  { path: 'cluster/:clusterName', leadsTo: (services, { clusterName = '' }) => clusterPage(services, clusterName) },
  {
    path: 'cluster/alias/:clusterAlias',
    leadsTo: (services, { clusterAlias = '' }) => clusterPage(services, clusterAlias),
  },
  { path: 'cluster/instance/:host/:port', leadsTo: instancePage },
  {
    path: 'cluster-pools/:clusterName',
    leadsTo: (services, { clusterName = '' }) => clusterPage(services, clusterName, '/pools'),
  },
  ...paged('audit', (_services, { page }) => address('/audit', { page: turned(page, NEW_PAGE_SIZES.audit) })),
  ...paged('audit/instance/:host/:port', (services, { host = '', port = '', page }) =>
    address('/audit', {
      instance: instanceOf(services, host, port) ?? `${host}:${port}`,
      page: turned(page, NEW_PAGE_SIZES.audit),
    }),
  ),
  ...recoveryPages(),
  ...detectionPages(),
];

function recoveryPages(): readonly OldPage[] {
  const list = ({ page }: OldParameters, cluster: ClusterId | null = null) =>
    address('/recoveries', { cluster, page: turned(page, NEW_PAGE_SIZES.recoveries) });
  const one = (uid: string) => `/recoveries/${encodeURIComponent(uid)}`;
  return [
    ...paged('audit-recovery', (_services, parameters) => list(parameters)),
    ...paged('audit-recovery/cluster/:clusterName', (services, parameters) =>
      list(parameters, clusterIdOf(services, parameters['clusterName'] ?? '')),
    ),
    ...paged('audit-recovery/alias/:clusterAlias', async (services, parameters) =>
      list(parameters, await clusterOnceCalled(services, parameters['clusterAlias'] ?? '')),
    ),
    {
      path: 'audit-recovery/id/:id',
      leadsTo: async ({ engine }, { id = '' }) => {
        const [found] = isNumber(id)
          ? (await engine.recoveries.list({ id: Number(id), page: 0, pageSize: 1 })).items
          : [];
        return found === undefined ? list({}) : one(found.uid);
      },
    },
    { path: 'audit-recovery/uid/:uid', leadsTo: (_services, { uid = '' }) => one(uid) },
    { path: 'audit-recovery-steps/:uid', leadsTo: (_services, { uid = '' }) => one(uid) },
  ];
}

function detectionPages(): readonly OldPage[] {
  const list = (
    { page }: OldParameters,
    which: { readonly cluster?: ClusterId | null; readonly instance?: InstanceId },
  ) => address('/recoveries', { list: 'detections', ...which, page: turned(page, NEW_PAGE_SIZES.recoveries) });
  return [
    ...paged('audit-failure-detection', (_services, parameters) => list(parameters, {})),
    ...paged('audit-failure-detection/alias/:clusterAlias', async (services, parameters) =>
      list(parameters, { cluster: await clusterOnceCalled(services, parameters['clusterAlias'] ?? '') }),
    ),
    {
      // One has no page of its own: those of its server are listed, each with a link to its recovery.
      path: 'audit-failure-detection/id/:id',
      leadsTo: async ({ engine }, { id = '' }) => {
        const [found] = isNumber(id)
          ? (await engine.recoveries.detections({ id: Number(id), page: 0, pageSize: 1 })).items
          : [];
        return list({}, found === undefined ? {} : { cluster: found.cluster, instance: found.instance });
      },
    },
  ];
}

/** The list, and the list from a page on. */
function paged(path: string, leadsTo: OldPage['leadsTo']): readonly OldPage[] {
  return [
    { path, leadsTo },
    { path: `${path}/:page`, leadsTo },
  ];
}

/** The page of ours that holds the first entry of theirs; `null`: the first one. */
function turned(page: string | undefined, size: number): string | null {
  if (page === undefined || !isNumber(page)) return null;
  const own = Math.floor((Number(page) * OLD_PAGE_SIZE) / size);
  return own === 0 ? null : String(own);
}

function isNumber(text: string): boolean {
  return /^\d{1,9}$/.test(text);
}

/** A cluster that is not known is searched for, so that its name is not lost on the way. */
function clusterPage(services: Services, hint: string, below = ''): string {
  const id = clusterIdOf(services, hint);
  return id === null ? address(FLEET, { find: hint }) : `/clusters/${encodeURIComponent(id)}${below}`;
}

function instancePage(services: Services, { host = '', port = '' }: OldParameters): string {
  const instance = instanceOf(services, host, port);
  return instance === null ? hostsPage(host) : selected(services, instance);
}

/** orchestrator's search looks for servers: one that is meant exactly is shown in its cluster. */
function foundBy(services: Services, text: string): string {
  const wanted = text.trim();
  if (wanted === '') return '/hosts';
  const parsed = parseAddress(wanted, services.about.defaultPort);
  const instance = parsed.ok ? instanceOf(services, parsed.address.host, String(parsed.address.port)) : null;
  if (instance !== null) return selected(services, instance);
  const cluster = clusterByAlias(services.engine.snapshot(), wanted);
  if (cluster !== null) return `/clusters/${encodeURIComponent(cluster.id)}`;
  return hostsPage(parsed.ok ? parsed.address.host : wanted);
}

function hostsPage(text: string): string {
  return address('/hosts', { find: text });
}

function selected({ engine }: Services, instance: InstanceId): string {
  const cluster = clusterOf(engine.snapshot(), instance);
  return cluster === null ? FLEET : address(`/clusters/${encodeURIComponent(cluster.id)}`, { instance });
}

/** `null`: not known. */
function instanceOf({ engine }: Services, host: string, port: string): InstanceId | null {
  const snapshot = engine.snapshot();
  const figured = figureInstance(snapshot, host, port);
  return figured.ok && snapshot.instances.has(figured.id) ? figured.id : null;
}

function clusterIdOf({ engine, about }: Services, hint: string): ClusterId | null {
  return figureCluster(engine.snapshot(), hint, about.defaultPort)?.id ?? null;
}

/** An alias of now, or one that a recovery was recorded under. */
async function clusterOnceCalled(services: Services, clusterAlias: string): Promise<ClusterId | null> {
  const now = clusterIdOf(services, clusterAlias);
  if (now !== null) return now;
  const { items } = await services.engine.recoveries.list({ clusterAlias, page: 0, pageSize: 1 });
  return items[0]?.cluster ?? null;
}

function address(path: string, parameters: Readonly<Record<string, string | null | undefined>>): string {
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}
