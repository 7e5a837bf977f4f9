/** Recoveries, detections, acknowledgements and the global switch by the old API. */
import { asInstant, say } from '@topiary/domain';
import type { Actor, ClusterId } from '@topiary/domain';
import type { AcknowledgedWhich, AcknowledgeResult, RecoveryQuery, SwitchResult } from '@topiary/engine';
import type { Request } from 'express';
import type { Services } from '../../services/services.ts';
import { presentBlocked, presentDetection, presentRecovery, presentStep } from '../presenters/recovery.ts';
import type { RecoveryContext } from '../presenters/recovery.ts';
import { key } from '../presenters/shapes.ts';
import { refusalOf } from '../register.ts';
import { clusterByAlias, clusterNameOf, figureCluster, figureInstance } from '../resolve.ts';
import { bare, done, failed, param } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import { change, read } from './route.ts';
import type { CompatRoute } from './route.ts';

const PAGE_SIZE = 20;
const RECENTLY_MS = 300_000;

export function recoveryRoutes(services: Services): readonly CompatRoute[] {
  return [
    ...auditRecoveryRoutes(services),
    ...detectionRoutes(services),
    ...activeRoutes(services),
    ...acknowledgeRoutes(services),
    ...switchRoutes(services),
  ];
}

function contextOf({ about, clock }: Services): RecoveryContext {
  return { rules: about.recoveryRules, now: clock.now(), token: about.token };
}

async function recoveriesBy(
  services: Services,
  query: Omit<RecoveryQuery, 'page' | 'pageSize'> & { readonly page?: number },
): Promise<CompatAnswer> {
  const { items } = await services.engine.recoveries.list({ page: 0, ...query, pageSize: PAGE_SIZE });
  return bare(items.map((one) => presentRecovery(one, contextOf(services))));
}

function auditRecoveryRoutes(services: Services): readonly CompatRoute[] {
  const list = (request: Request, query: Omit<RecoveryQuery, 'page' | 'pageSize'> = {}) =>
    recoveriesBy(services, {
      ...query,
      page: pageOf(param(request, 'page')),
      ...(request.query['unacknowledged'] === 'true' && { unacknowledged: true }),
    });
  const ofCluster = (request: Request) => {
    const cluster = clusterNamed(services, param(request, 'cluster'));
    return cluster === null ? bare([]) : list(request, { cluster });
  };
  const ofAlias = (request: Request) => list(request, { clusterAlias: param(request, 'alias') });
  return [
    read('/audit-recovery', list),
    read('/audit-recovery/:page', list),
    read('/audit-recovery/id/:id', (request) => {
      const id = numberOf(param(request, 'id'));
      return id > 0 ? list(request, { id }) : list(request);
    }),
    read('/audit-recovery/uid/:uid', (request) => list(request, { uid: param(request, 'uid') })),
    read('/audit-recovery/cluster/:cluster', ofCluster),
    read('/audit-recovery/cluster/:cluster/:page', ofCluster),
    read('/audit-recovery/alias/:alias', ofAlias),
    read('/audit-recovery/alias/:alias/:page', ofAlias),
    read('/audit-recovery-steps/:uid', async (request) =>
      bare((await services.engine.recoveries.steps(param(request, 'uid'))).map(presentStep)),
    ),
  ];
}

function detectionRoutes(services: Services): readonly CompatRoute[] {
  const list = async (request: Request, query: { readonly id?: number; readonly clusterAlias?: string } = {}) => {
    const page = pageOf(param(request, 'page'));
    const { items } = await services.engine.recoveries.detections({ ...query, page, pageSize: PAGE_SIZE });
    return bare(items.map((one) => presentDetection(one, contextOf(services))));
  };
  const ofAlias = (request: Request) => list(request, { clusterAlias: param(request, 'alias') });
  return [
    read('/audit-failure-detection', (request) => list(request)),
    read('/audit-failure-detection/:page', (request) => list(request)),
    read('/audit-failure-detection/id/:id', (request) => {
      const id = numberOf(param(request, 'id'));
      return id > 0 ? list(request, { id }) : list(request);
    }),
    read('/audit-failure-detection/alias/:alias', ofAlias),
    read('/audit-failure-detection/alias/:alias/:page', ofAlias),
  ];
}

function activeRoutes(services: Services): readonly CompatRoute[] {
  const { engine, clock, about } = services;
  const endedFrom = () => asInstant(clock.now() - RECENTLY_MS);
  const blocked = async (cluster: ClusterId | null): Promise<CompatAnswer> => {
    const { clusters } = engine.snapshot();
    const all = (await engine.recoveries.blocked()).filter((one) => cluster === null || one.cluster === cluster);
    return bare(all.map((one) => presentBlocked(one, clusters.get(one.cluster)?.masters[0] ?? one.clusterName)));
  };
  const ofCluster = (request: Request, answer: (cluster: ClusterId) => Promise<CompatAnswer>) => {
    const cluster = clusterNamed(services, param(request, 'cluster'));
    return cluster === null ? bare([]) : answer(cluster);
  };
  return [
    read('/active-cluster-recovery/:cluster', (request) =>
      ofCluster(request, (cluster) => recoveriesBy(services, { cluster, state: 'running' })),
    ),
    read('/recently-active-cluster-recovery/:cluster', (request) =>
      ofCluster(request, (cluster) => recoveriesBy(services, { cluster, endedFrom: endedFrom() })),
    ),
    read('/recently-active-instance-recovery/:host/:port', (request) => {
      const figured = figureInstance(engine.snapshot(), param(request, 'host'), param(request, 'port'));
      if (!figured.ok) return failed(figured.message);
      return recoveriesBy(services, { successor: figured.id, endedFrom: endedFrom() });
    }),
    read('/blocked-recoveries', () => blocked(null)),
    read('/blocked-recoveries/cluster/:cluster', (request) => ofCluster(request, blocked)),
    read('/automated-recovery-filters', () =>
      done('Automated recovery configuration details', {
        RecoverIntermediateMasterClusterFilters: about.recoveryFilters.intermediateMasters,
        RecoverMasterClusterFilters: about.recoveryFilters.masters,
        RecoveryIgnoreHostnameFilters: about.recoveryFilters.ignored,
      }),
    ),
  ];
}

interface Acknowledging {
  readonly which: AcknowledgedWhich;
  readonly message: string;
  readonly details: unknown;
}

function acknowledgeRoutes(services: Services): readonly CompatRoute[] {
  const { engine, about } = services;
  const acknowledge = async (request: Request, actor: Actor, what: Acknowledging): Promise<CompatAnswer> => {
    const result = await engine.recoveries.acknowledge(what.which, { actor, comment: commentOf(request) });
    return result.kind === 'done' ? done(what.message, what.details) : failed(sentenceOf(result));
  };
  const ofCluster = (request: Request, actor: Actor, hint: string) => {
    const snapshot = engine.snapshot();
    const cluster = clusterByAlias(snapshot, hint) ?? figureCluster(snapshot, hint, about.defaultPort);
    if (cluster === null) return failed(`Unable to determine cluster name; hint: ${hint}`);
    const name = clusterNameOf(cluster);
    const which = { kind: 'cluster', cluster: cluster.id } as const;
    return acknowledge(request, actor, { which, message: 'Acknowledged cluster recoveries', details: name });
  };
  return [
    change('/ack-recovery/cluster/:hint', (request, actor) => ofCluster(request, actor, param(request, 'hint'))),
    change('/ack-recovery/cluster/alias/:alias', (request, actor) =>
      ofCluster(request, actor, param(request, 'alias')),
    ),
    change('/ack-recovery/instance/:host/:port', (request, actor) => {
      const figured = figureInstance(engine.snapshot(), param(request, 'host'), param(request, 'port'));
      if (!figured.ok) return failed(figured.message);
      const which = { kind: 'instance', instance: figured.id } as const;
      const details = key(figured.address);
      return acknowledge(request, actor, { which, message: 'Acknowledged instance recoveries', details });
    }),
    change('/ack-recovery/uid/:uid', (request, actor) => {
      const uid = param(request, 'uid');
      const which = { kind: 'uid', uid } as const;
      return acknowledge(request, actor, { which, message: 'Acknowledged recovery', details: uid });
    }),
    change('/ack-recovery/:id', (request, actor) => {
      const text = param(request, 'id');
      const id = numberOf(text);
      if (id <= 0) return failed(`Invalid recovery id: ${text}`);
      return acknowledge(request, actor, {
        which: { kind: 'id', id },
        message: 'Acknowledged recovery',
        details: text,
      });
    }),
    change('/ack-all-recoveries', (request, actor) =>
      acknowledge(request, actor, {
        which: { kind: 'all' },
        message: 'Acknowledged all recoveries',
        details: commentOf(request),
      }),
    ),
  ];
}

function switchRoutes({ engine }: Services): readonly CompatRoute[] {
  const turn = async (actor: Actor, on: boolean): Promise<CompatAnswer> => {
    const reason = 'by the API of orchestrator';
    const result = await engine.recoveries.setSwitch({ cluster: null, on, reason, durationMs: null }, actor);
    if (result.kind !== 'done') return failed(sentenceOf(result));
    return done(`Globally ${on ? 'enabled' : 'disabled'} recoveries`, on ? 'enabled' : 'disabled');
  };
  return [
    change('/disable-global-recoveries', (_request, actor) => turn(actor, false)),
    change('/enable-global-recoveries', (_request, actor) => turn(actor, true)),
    read('/check-global-recoveries', async () => {
      const switches = await engine.recoveries.switches();
      const isOff = switches.kind === 'unreadable' || switches.off.some(({ cluster }) => cluster === null);
      const state = isOff ? 'disabled' : 'enabled';
      return done(`Global recoveries are ${state}`, state);
    }),
  ];
}

/** By its master's address, also of one that it had before and that is still a member. */
function clusterNamed({ engine, about }: Services, name: string): ClusterId | null {
  return figureCluster(engine.snapshot(), name, about.defaultPort)?.id ?? null;
}

function sentenceOf(result: Exclude<SwitchResult | AcknowledgeResult, { readonly kind: 'done' }>): string {
  return result.kind === 'refused' ? say(result.reason, 'en') : refusalOf(result);
}

function commentOf(request: Request): string {
  const { comment } = request.query;
  return typeof comment === 'string' ? comment.trim() : '';
}

function numberOf(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

/** What is no page number is the first page, as there. */
function pageOf(text: string): number {
  return /^\d{1,6}$/.test(text) ? Number(text) : 0;
}
