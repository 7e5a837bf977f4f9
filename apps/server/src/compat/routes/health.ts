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
    ...(services.settings.statusPath === null ? [read('/status', health)] : []),
    read('/lb-check', () => bare('OK')),
    read('/_ping', () => bare('OK')),
  ];
}

export function healthOf({ engine, about, clock }: Services): CompatAnswer {
  const status = engine.status();
  const details = presentHealth({ about, status, now: clock.now() });
  return details.Healthy
    ? done('Application node is healthy', details)
    : failed(`Application node is unhealthy: ${status.storeFailure ?? ''}`, details);
}
