import { expect, test } from 'vitest';
import { asInstant } from '../shared/time.ts';
import { instanceIn, TEST_TIME, topology } from '../testing/index.ts';
import { hostDownProblem, incidentFrom, isExplainedByHost, newsOfHost, sayHostNews } from './host-incident.ts';
import type { HostIncident } from './host-incident.ts';
import type { HostVerdict } from './host-verdict.ts';

const down: HostVerdict = { kind: 'down', since: TEST_TIME, instances: 3, masters: 2 };
const incident: HostIncident = { host: 'x', since: TEST_TIME, instances: 3, masters: 2 };
const seen = (verdict: HostVerdict, isKnown = true) => ({ host: 'x', verdict, isKnown });

test('begins when the host is down, and not again while it lasts', () => {
  expect(newsOfHost(null, seen(down))).toEqual({ kind: 'down', incident });
  expect(newsOfHost(incident, seen({ ...down, instances: 4 }))).toBeNull();
});

test('lasts over what nobody is sure of, and ends when a server answers or none is known any more', () => {
  expect(newsOfHost(incident, seen({ kind: 'unknown' }))).toBeNull();
  expect(newsOfHost(incident, seen({ kind: 'answers' }))).toMatchObject({ kind: 'over', why: 'answers' });
  expect(newsOfHost(incident, seen({ kind: 'unknown' }, false))).toMatchObject({ kind: 'over', why: 'forgotten' });
});

test('is not begun by what is not known, or by servers that answer', () => {
  expect(newsOfHost(null, seen({ kind: 'unknown' }))).toBeNull();
  expect(newsOfHost(null, seen({ kind: 'answers' }))).toBeNull();
});

test('is read back from its own words in the audit', () => {
  expect(incidentFrom(sayHostNews({ kind: 'down', incident }, TEST_TIME))).toEqual(incident);
  const end = sayHostNews({ kind: 'over', incident, why: 'answers' }, asInstant(TEST_TIME + 90_000));
  expect(end).toEqual({ code: 'audit-host-up', params: { host: 'x', duration: '90s' } });
  expect(incidentFrom(end)).toBeNull();
  expect(incidentFrom({ code: 'audit-host-down', params: { host: 'x' } })).toBeNull();
});

test('stands for the unreachable servers of that host, and for nothing else', () => {
  const snapshot = topology('x:1 > y:1', {
    servers: { 'x:1': { health: 'unreachable' }, 'y:1': { health: 'suspect' } },
  });
  const explained = [...snapshot.instances.values()].flatMap((instance) =>
    instance.problems.filter((problem) => isExplainedByHost(problem, instance, 'x')).map(({ code }) => code),
  );
  expect(explained).toEqual(['unreachable']);
  expect(instanceIn(snapshot, 'y:1').problems.map(({ code }) => code)).toContain('suspect');
  expect(hostDownProblem(incident)).toMatchObject({ code: 'host-down', severity: 'critical', params: { host: 'x' } });
});
