import { asClusterId, asInstant, asPlanId } from '@topiary/domain';
import { expect, test } from 'vitest';
import { HTTP_DEFAULTS } from '../testing/test-server.ts';
import { presentStatus } from './status-view.ts';

test('plans whose journal cannot be read are told in one banner, the first of them by name', () => {
  const unreadablePlans = ['p1', 'p2', 'p3', 'p4'].map((plan) => ({
    plan: asPlanId(plan),
    cluster: asClusterId('c1'),
    clusterName: 'm:3306',
  }));
  const { banners } = presentStatus({
    status: {
      startedAt: asInstant(0),
      acting: { kind: 'self', term: 1 },
      instances: 0,
      probesPerSecond: 0,
      probeLateness: null,
      probesInFlight: 0,
      pollIntervalMs: 5_000,
      storeFailure: null,
      unreadablePlans,
    },
    settings: HTTP_DEFAULTS,
    now: asInstant(1),
    version: '',
    hostname: '',
    user: '',
    mayChange: true,
  });
  expect(banners).toEqual([{ code: 'journal-unreadable', params: { plans: 'p1, p2, p3, …', clusters: 'm:3306' } }]);
});
