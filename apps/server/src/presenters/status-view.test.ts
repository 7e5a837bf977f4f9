import { asClusterId, asInstant, asPlanId, timeText } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { expect, test } from 'vitest';
import { HTTP_DEFAULTS } from '../testing/test-server.ts';
import { presentStatus } from './status-view.ts';
import type { StatusInput } from './status-view.ts';

const INPUT: StatusInput = {
  status: {
    startedAt: asInstant(0),
    acting: { kind: 'self', term: 1 },
    instances: 0,
    probesPerSecond: 0,
    probeLateness: null,
    probesInFlight: 0,
    probesWaiting: 0,
    pollIntervalMs: 5_000,
    storeFailure: null,
    storm: null,
    unreadablePlans: [],
    markerProblems: [],
  },
  hostsDown: [],
  auditFailure: null,
  settings: HTTP_DEFAULTS,
  now: asInstant(1),
  version: '',
  hostname: '',
  user: '',
  mayChange: true,
};

test('plans whose journal cannot be read are told in one banner, the first of them by name', () => {
  const unreadablePlans = ['p1', 'p2', 'p3', 'p4'].map((plan) => ({
    plan: asPlanId(plan),
    cluster: asClusterId('c1'),
    clusterName: 'm:3306',
  }));
  const { banners } = presentStatus({ ...INPUT, status: { ...INPUT.status, unreadablePlans } });
  expect(banners).toEqual([{ code: 'journal-unreadable', params: { plans: 'p1, p2, p3, …', clusters: 'm:3306' } }]);
});

test('a storm is told with how many masters are in it, and since when', () => {
  const storm = { masters: [id('a'), id('b')], of: 7, since: asInstant(0) };
  expect(presentStatus({ ...INPUT, status: { ...INPUT.status, storm } }).banners).toEqual([
    { code: 'storm', params: { masters: '2', of: '7', since: timeText(asInstant(0)) } },
  ]);
});

test('hosts that are down are named, and counted where they are many', () => {
  const incident = (host: string) => ({ host, since: asInstant(0), instances: 3, masters: 1 });
  const bannersOf = (hosts: readonly string[]) => presentStatus({ ...INPUT, hostsDown: hosts.map(incident) }).banners;
  expect(bannersOf(['a'])).toEqual([{ code: 'host-down', params: { host: 'a', instances: '3', masters: '1' } }]);
  expect(bannersOf(['a', 'b', 'c', 'd'])).toEqual([
    { code: 'hosts-down', params: { hosts: '4', instances: '12', masters: '4' } },
  ]);
});

test('the message of the installation stands before what there is to warn of', () => {
  const page = { message: 'Staging: <b>no</b> production here', cutFromNames: '' };
  const settings = { ...HTTP_DEFAULTS, page, openWithoutAuthentication: true };
  expect(presentStatus({ ...INPUT, settings }).banners.map(({ code, params }) => [code, params['text']])).toEqual([
    ['web-message', 'Staging: <b>no</b> production here'],
    ['open-without-authentication', undefined],
  ]);
  expect(presentStatus(INPUT).banners).toEqual([]);
});

test('an audit file that cannot be written is told with what waits and what is lost', () => {
  const auditFailure = { file: '/var/log/audit.log', detail: 'ENOSPC', waiting: 7, lost: 2 };
  expect(presentStatus({ ...INPUT, auditFailure }).banners).toEqual([
    {
      code: 'audit-file-failing',
      params: { file: '/var/log/audit.log', detail: 'ENOSPC', waiting: '7', lost: '2' },
    },
  ]);
});
