import { asStepId } from '@topiary/domain';
import type { MatchPositionStep } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { expect, test } from 'vitest';
import { AUTO_MARKERS, LOG_FILE, WrittenLogs } from '../testing/written-logs.ts';
import { PlanMatches } from './plan-matches.ts';
import type { PlaceFound } from './plan-matches.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const DEADLINE_MS = 20_000;

function stepOf(replica: string, target: string): MatchPositionStep {
  const instance = id(replica);
  const base = { id: asStepId('s2'), lane: instance, instance, deadlineMs: DEADLINE_MS, channel: '' };
  return { ...base, kind: 'match-position', target: id(target) };
}

function matchesOf(logs: WrittenLogs): PlanMatches {
  const observationOf = (instance: string) => logs.observations.get(instance.split(':')[0] ?? '') ?? null;
  return new PlanMatches({ servers: logs, clock: logs.clock, settings: AUTO_MARKERS, observationOf });
}

const found = (position: number): PlaceFound => ({
  kind: 'done',
  results: { matched: `${LOG_FILE}:${position}` },
});
const never = (): boolean => false;

test('the place of a replica is what the step yields', async () => {
  const logs = new WrittenLogs(turn, { t: 50, a: 30 });
  expect(await logs.clock.until(matchesOf(logs).find(stepOf('a', 't'), never))).toEqual(found(3_200));
});

test('a target that lacks something is waited for while it may still get it', async () => {
  const logs = new WrittenLogs(turn, { t: 20, a: 30 });
  logs.isApplying.add('t');
  logs.clock.schedule(5_000, () => logs.write('t', 40));
  const startedMs = logs.clock.monotonicMs();
  expect(await logs.clock.until(matchesOf(logs).find(stepOf('a', 't'), never))).toEqual(found(3_200));
  expect(logs.clock.monotonicMs() - startedMs).toBeGreaterThan(5_000);
});

test('one that stands is not waited for, and neither is one that never gets it', async () => {
  const standing = new WrittenLogs(turn, { t: 20, a: 30 });
  const refused = { kind: 'failed', reason: { code: 'match-replica-ahead' } };
  expect(await standing.clock.until(matchesOf(standing).find(stepOf('a', 't'), never))).toMatchObject(refused);
  expect(standing.clock.monotonicMs()).toBeLessThan(DEADLINE_MS / 4);
  const slow = new WrittenLogs(turn, { t: 20, a: 30 });
  slow.isApplying.add('t');
  expect(await slow.clock.until(matchesOf(slow).find(stepOf('a', 't'), never))).toMatchObject(refused);
  expect(slow.clock.monotonicMs()).toBeLessThanOrEqual(DEADLINE_MS);
});

test('what is read of the target for one replica serves the next, and refuses nobody once it is old', async () => {
  const logs = new WrittenLogs(turn, { t: 50, a: 30, b: 60 });
  const matches = matchesOf(logs);
  await logs.clock.until(matches.find(stepOf('a', 't'), never));
  const read = logs.reads.get(id('t')) ?? 0;
  await logs.clock.until(matches.find(stepOf('a', 't'), never));
  expect(logs.reads.get(id('t'))).toBe(read);
  logs.write('t', 80);
  expect(await logs.clock.until(matches.find(stepOf('b', 't'), never))).toEqual(found(6_200));
});

test('nobody is waited for once the process is over', async () => {
  const logs = new WrittenLogs(turn, { t: 20, a: 30 });
  logs.isApplying.add('t');
  await logs.clock.until(matchesOf(logs).find(stepOf('a', 't'), () => true));
  expect(logs.clock.monotonicMs()).toBeLessThan(DEADLINE_MS / 4);
});
