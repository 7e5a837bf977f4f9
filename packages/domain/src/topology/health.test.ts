import { expect, test } from 'vitest';
import { REFUSED, recordNamed, recordsOf, TIMED_OUT } from '../testing/index.ts';
import { healthOf } from './health.ts';
import { PROBE_FAILURE_KINDS } from './observation.ts';
import type { ProbeFailure } from './observation.ts';

const { observation } = recordNamed(recordsOf('a'), 'a');

test('a server is what its last probe said', () => {
  expect(healthOf({ observation, failure: null, failures: 0 })).toBe('ok');
  expect(healthOf({ observation: null, failure: null, failures: 0 })).toBe('unprobed');
});

test('one silence makes a suspect, two make it unreachable', () => {
  expect(healthOf({ observation, failure: TIMED_OUT, failures: 1 })).toBe('suspect');
  expect(healthOf({ observation, failure: TIMED_OUT, failures: 2 })).toBe('unreachable');
  expect(healthOf({ observation: null, failure: TIMED_OUT, failures: 1 })).toBe('suspect');
});

test('a refusal needs no second opinion, a lost connection does', () => {
  expect(healthOf({ observation, failure: REFUSED, failures: 1 })).toBe('unreachable');
  expect(healthOf({ observation, failure: failing('connection-lost'), failures: 1 })).toBe('suspect');
  expect(healthOf({ observation, failure: REFUSED, failures: 2 })).toBe('unreachable');
});

test('whatever the failure, two in a row make a server unreachable', () => {
  for (const kind of PROBE_FAILURE_KINDS) {
    expect(healthOf({ observation, failure: failing(kind), failures: 2 })).toBe('unreachable');
  }
});

function failing(kind: ProbeFailure['kind']): ProbeFailure {
  return { ...TIMED_OUT, kind };
}
