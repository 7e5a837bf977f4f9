/** Who this Topiary is, who acts, and what to warn about. */
import type { StatusView } from '@topiary/contract';
import type { HostIncident, Instant } from '@topiary/domain';
import { timeText } from '@topiary/domain';
import type { EngineStatus } from '@topiary/engine';
import type { AuditFileFailure } from '../audit-file/audit-file.ts';
import type { HttpSettings } from '../config/http-settings.ts';
import type { DeepReadonly } from './readonly.ts';

export interface StatusInput {
  readonly status: EngineStatus;
  readonly hostsDown: readonly HostIncident[];
  /** `null`: there is none. */
  readonly auditFailure: AuditFileFailure | null;
  readonly settings: HttpSettings;
  readonly now: Instant;
  readonly version: string;
  readonly hostname: string;
  readonly user: string;
  readonly mayChange: boolean;
}

const MAX_NAMES_IN_BANNER = 3;
/** When a whole data center is gone, one line says so. */
const MAX_HOST_BANNERS = 3;

export type PresentedStatus = DeepReadonly<StatusView>;

export function presentStatus(input: StatusInput): PresentedStatus {
  const { status } = input;
  return {
    version: input.version,
    hostname: input.hostname,
    startedAt: status.startedAt,
    now: input.now,
    actor: actorOf(status),
    banners: bannersOf(input),
    user: input.user,
    mayChange: input.mayChange,
    discovery: {
      instances: status.instances,
      probesPerSecond: status.probesPerSecond,
      inFlight: status.probesInFlight,
      lateness: status.probeLateness,
      pollIntervalMs: status.pollIntervalMs,
    },
  };
}

function actorOf({ acting }: EngineStatus): PresentedStatus['actor'] {
  switch (acting.kind) {
    case 'self':
      return { kind: 'self' };
    case 'other': {
      const { hostname, processId, url } = acting.holder;
      return { kind: 'other', holder: `${hostname} (process ${processId})`, url, since: acting.since };
    }
    case 'observe-only':
      return { kind: 'observe-only', reason: acting.reason };
  }
}

function bannersOf({ status, settings, hostsDown, auditFailure }: StatusInput): PresentedStatus['banners'] {
  const banners: PresentedStatus['banners'][number][] = [];
  const text = settings.page.message;
  if (text !== null) banners.push({ code: 'web-message', params: { text } });
  if (settings.openWithoutAuthentication) {
    banners.push({ code: 'open-without-authentication', params: { address: settings.listen.host ?? '*' } });
  }
  if (settings.raftNodes.length > 0) {
    banners.push({ code: 'raft-not-supported', params: { nodes: settings.raftNodes.join(', ') } });
  } else if (status.acting.kind === 'observe-only') {
    banners.push({ code: 'observe-only', params: { reason: status.acting.reason } });
  }
  if (status.storeFailure !== null) banners.push({ code: 'store-failing', params: { detail: status.storeFailure } });
  if (auditFailure !== null) banners.push(auditFileBanner(auditFailure));
  if (status.storm !== null) banners.push(stormBanner(status.storm));
  banners.push(...hostBanners(hostsDown));
  if (status.unreadablePlans.length > 0) banners.push(unreadableBanner(status.unreadablePlans));
  return banners;
}

function auditFileBanner({ file, detail, waiting, lost }: AuditFileFailure): PresentedStatus['banners'][number] {
  return { code: 'audit-file-failing', params: { file, detail, waiting: String(waiting), lost: String(lost) } };
}

function stormBanner({ masters, of, since }: NonNullable<EngineStatus['storm']>): PresentedStatus['banners'][number] {
  return { code: 'storm', params: { masters: String(masters.length), of: String(of), since: timeText(since) } };
}

function hostBanners(down: readonly HostIncident[]): PresentedStatus['banners'] {
  const sum = (count: (incident: HostIncident) => number): string =>
    String(down.reduce((total, incident) => total + count(incident), 0));
  if (down.length > MAX_HOST_BANNERS) {
    const params = {
      hosts: String(down.length),
      instances: sum((one) => one.instances),
      masters: sum((one) => one.masters),
    };
    return [{ code: 'hosts-down', params }];
  }
  return down.map(({ host, instances, masters }) => ({
    code: 'host-down' as const,
    params: { host, instances: String(instances), masters: String(masters) },
  }));
}

function unreadableBanner(plans: EngineStatus['unreadablePlans']): PresentedStatus['banners'][number] {
  const list = (names: readonly string[]): string => {
    const different = [...new Set(names)];
    const more = different.length > MAX_NAMES_IN_BANNER ? ', …' : '';
    return `${different.slice(0, MAX_NAMES_IN_BANNER).join(', ')}${more}`;
  };
  return {
    code: 'journal-unreadable',
    params: { plans: list(plans.map(({ plan }) => plan)), clusters: list(plans.map((one) => one.clusterName)) },
  };
}
