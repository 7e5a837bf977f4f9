/** Puts together what requests are answered from, around an engine that somebody else made. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Instant } from '@topiary/domain';
import type { Clock, Engine, Logger, Random } from '@topiary/engine';
import type { AuditFile } from '../audit-file/audit-file.ts';
import type { WebApp } from '../assets.ts';
import type { HttpSettings } from '../config/http-settings.ts';
import type { Settings } from '../config/settings.ts';
import { AccessTokens } from '../http/access/access-tokens.ts';
import { userGroups } from '../http/access/user-groups.ts';
import type { Identity } from '../http/request-context.ts';
import { createImportService } from '../import/import-service.ts';
import { createLiveHub } from '../live/live-hub.ts';
import { presentStatus } from '../presenters/status-view.ts';
import { RehearsalService } from '../rehearsal/rehearsal-service.ts';
import { rehearsedSettings } from '../rehearsal/rehearsed-settings.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { placeOf } from '../start/store-place.ts';
import { MEMORY_FILE } from '../store-file.ts';
import { VERSION } from '../version.ts';
import { messagePrefix } from './message-prefix.ts';
import { followPlans } from './plan-follower.ts';
import type { About, Access, Lifecycle, Services } from './services.ts';
import { createTopologyViews } from './topology-views.ts';

export interface Runtime {
  readonly logger: Logger;
  readonly clock: Clock;
  readonly random: Random;
}

export interface ServicesInput extends Runtime {
  readonly engine: Engine;
  readonly settings: Settings;
  /** Signs access tokens; `null` where there are none. */
  readonly accessKey: Buffer | null;
  readonly lifecycle: Lifecycle;
  readonly sources: Services['sources'];
  readonly past: Services['past'];
  readonly webApp: WebApp;
  readonly metrics: Metrics;
  readonly auditFile: Pick<AuditFile, 'failure'>;
  readonly reload: Services['reload'];
  readonly checkAnswers: boolean;
}

const TOKEN_BYTES = 32;

export function createServices({
  engine,
  settings,
  accessKey,
  lifecycle,
  sources,
  past,
  webApp,
  metrics,
  auditFile,
  reload,
  checkAnswers,
  ...runtime
}: ServicesInput): Services {
  const about = aboutOf(settings, runtime.clock.now());
  const views = createTopologyViews(engine, {
    naming: about.naming,
    problemFilter: about.problemFilter,
    recoveryRules: about.recoveryRules,
    policy: settings.policy,
  });
  const status = (identity: Identity) =>
    presentStatus({
      ...about,
      ...identity,
      status: engine.status(),
      hostsDown: engine.hostsDown(),
      auditFailure: auditFile.failure,
      settings: settings.http,
      now: runtime.clock.now(),
    });
  const plans = followPlans({ engine, logger: runtime.logger });
  const live = createLiveHub({ ...runtime, engine, views, plans, status });
  const rehearsals = new RehearsalService({ engine, policy: settings.policy, settings: rehearsedSettings(settings) });
  const imports = createImportService({ ...runtime, ...about, engine });
  return {
    ...runtime,
    engine,
    settings: settings.http,
    access: accessOf(settings.http, accessKey, runtime),
    about,
    views,
    status,
    past,
    live,
    imports,
    rehearsals,
    sources,
    webApp,
    metrics,
    reload,
    messagePrefix: messagePrefix(settings.http.messageIdentity),
    lifecycle,
    checkAnswers,
  };
}

function accessOf({ authentication }: HttpSettings, key: Buffer | null, { clock, logger }: Runtime): Access {
  const groupsOf = userGroups({ logger, monotonicMs: () => clock.monotonicMs() });
  if (authentication.kind !== 'token' || key === null) return { groupsOf, tokens: null };
  const { claimMs, sessionMs } = authentication;
  return { groupsOf, tokens: new AccessTokens({ key, now: () => clock.now(), claimMs, sessionMs }) };
}

function aboutOf(settings: Settings, now: Instant): About {
  const { file, retention } = settings.store;
  return {
    version: VERSION,
    hostname: hostname(),
    token: randomBytes(TOKEN_BYTES).toString('hex'),
    storeFile: placeOf(settings.store),
    history: { days: retention.planDays, since: file === MEMORY_FILE ? now : null },
    defaultPort: settings.discovery.defaultPort,
    pollIntervalMs: settings.discovery.pollIntervalMs,
    naming: settings.discovery.names.told,
    analysis: settings.analysis,
    recoveryRules: settings.recovery,
    recoveryFilters: settings.recoveryFilters,
    keyValue: settings.keyValue,
    lifetimes: settings.registry.lifetimes,
    // A reload may give these other values.
    get seeds() {
      return settings.discovery.seeds;
    },
    get reasonableLagSeconds() {
      return settings.policy.reasonableLagSeconds;
    },
    get reasonableMaintenanceLagSeconds() {
      return settings.policy.maintenanceLagSeconds;
    },
    get fuzzyPoolNames() {
      return settings.registry.fuzzyPoolNames;
    },
    problemFilter: (id) => settings.registry.problemFilter(id),
    controlReplicaFilter: (id) => settings.registry.controlReplicaFilter(id),
  };
}
