import type { Services } from '../../services/services.ts';
import { presentHealth } from '../presenters/health.ts';
import { bare, done, failed } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import { read } from './route.ts';
import type { CompatRoute } from './route.ts';

export function healthRoutes(services: Services): readonly CompatRoute[] {
  const health = () => healthOf(services);
  return [
    read('/health', health),
    ...(services.settings.statusPath === null ? [read('/status', () => statusOf(services))] : []),
    read('/lb-check', () => bare('OK')),
    read('/_ping', () => bare('OK')),
  ];
}

/** As orchestrator's, whose failure does not say which node it is of. */
export function statusOf(services: Services): CompatAnswer {
  const answer = healthOf(services);
  return answer.kind === 'error' ? { ...answer, isUnsigned: true } : answer;
}

function healthOf({ engine, about, clock }: Services): CompatAnswer {
  const status = engine.status();
  const details = presentHealth({ about, status, now: clock.now() });
  return details.Healthy
    ? done('Application node is healthy', details)
    : failed(`Application node is unhealthy: ${status.storeFailure ?? ''}`, details);
}
