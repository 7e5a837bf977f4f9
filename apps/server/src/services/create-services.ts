/** Puts together what requests are answered from, around an engine that somebody else made. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Instant } from '@topiary/domain';
import type { Clock, Engine, Logger, Random } from '@topiary/engine';
import type { WebApp } from '../assets.ts';
import type { Settings } from '../config/settings.ts';
import type { Identity } from '../http/request-context.ts';
import { createImportService } from '../import/import-service.ts';
import { createLiveHub } from '../live/live-hub.ts';
import { presentStatus } from '../presenters/status-view.ts';
import { RehearsalService } from '../rehearsal/rehearsal-service.ts';
import { rehearsedSettings } from '../rehearsal/rehearsed-settings.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { MEMORY_FILE } from '../store-file.ts';
import { VERSION } from '../version.ts';
import { followPlans } from './plan-follower.ts';
import type { About, Lifecycle, Services } from './services.ts';
import { createTopologyViews } from './topology-views.ts';

export interface Runtime {
  readonly logger: Logger;
  readonly clock: Clock;
  readonly random: Random;
}

export interface ServicesInput extends Runtime {
  readonly engine: Engine;
  readonly settings: Settings;
  readonly lifecycle: Lifecycle;
  readonly sources: Services['sources'];
  readonly webApp: WebApp;
  readonly metrics: Metrics;
  readonly checkAnswers: boolean;
}

const TOKEN_BYTES = 32;

export function createServices({
  engine,
  settings,
  lifecycle,
  sources,
  webApp,
  metrics,
  checkAnswers,
  ...runtime
}: ServicesInput): Services {
  const about = aboutOf(settings, runtime.clock.now());
  const views = createTopologyViews(engine, { naming: about.naming, problemFilter: about.problemFilter });
  const status = (identity: Identity) =>
    presentStatus({
      ...about,
      ...identity,
      status: engine.status(),
      hostsDown: engine.hostsDown(),
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
    about,
    views,
    status,
    live,
    imports,
    rehearsals,
    sources,
    webApp,
    metrics,
    lifecycle,
    checkAnswers,
  };
}

function aboutOf(settings: Settings, now: Instant): About {
  const { file, retention } = settings.store;
  return {
    version: VERSION,
    hostname: hostname(),
    token: randomBytes(TOKEN_BYTES).toString('hex'),
    storeFile: file,
    history: { days: retention.planDays, since: file === MEMORY_FILE ? now : null },
    defaultPort: settings.discovery.defaultPort,
    seeds: settings.discovery.seeds,
    pollIntervalMs: settings.discovery.pollIntervalMs,
    reasonableLagSeconds: settings.policy.reasonableLagSeconds,
    reasonableMaintenanceLagSeconds: settings.policy.maintenanceLagSeconds,
    naming: settings.discovery.names.told,
    analysis: settings.analysis,
    recoveryRules: settings.recovery,
    recoveryFilters: settings.recoveryFilters,
    keyValue: settings.keyValue,
    ...settings.registry,
  };
}
