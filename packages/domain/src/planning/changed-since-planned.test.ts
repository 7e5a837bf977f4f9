import { describe, expect, test } from 'vitest';
import { channel, id } from '../testing/index.ts';
import type { ReplicationChannel } from '../topology/observation.ts';
import { changedSincePlanned } from './changed-since-planned.ts';
import { asStepId } from './plan.ts';
import type { Step, ThreadStates } from './plan.ts';

const RUNNING: ThreadStates = { receiver: 'running', applier: 'running' };
const STANDING: ThreadStates = { receiver: 'stopped', applier: 'stopped' };
const base = { id: asStepId('s1'), lane: id('a'), instance: id('a'), deadlineMs: 1 };

function now(states: ThreadStates): readonly ReplicationChannel[] {
  const stands = channel({ source: { host: 'm', port: 3306 }, sourceNumber: 1 });
  const { receiver, applier } = states;
  return [
    {
      ...stands,
      receiver: receiver === 'failed' ? 'stopped' : receiver,
      applier: applier === 'failed' ? 'stopped' : applier,
    },
  ];
}

const change = (step: Step, states: ThreadStates): string | null =>
  changedSincePlanned([step], now(states))?.code ?? null;

describe('a step that starts again what ran', () => {
  const positioning = (before: ThreadStates): Step => ({
    ...base,
    kind: 'set-positioning',
    channel: '',
    to: 'auto-position',
    was: 'file',
    heartbeatPeriodSeconds: null,
    before,
  });

  test('is not begun when somebody stopped or started a thread since it was planned', () => {
    expect(change(positioning(RUNNING), RUNNING)).toBeNull();
    expect(change(positioning(RUNNING), { ...RUNNING, receiver: 'stopped' })).toBe('thread-was-stopped');
    expect(change(positioning(STANDING), { ...STANDING, applier: 'running' })).toBe('thread-was-started');
    expect(change(positioning(STANDING), STANDING)).toBeNull();
  });

  test('as semi-sync on a replica, is about the receivers that it connects anew', () => {
    const semiSync = (channels: readonly string[]): Step => ({
      ...base,
      kind: 'set-semi-sync',
      side: 'replica',
      to: false,
      words: 'source-replica',
      channels,
    });
    expect(change(semiSync(['']), { ...RUNNING, receiver: 'stopped' })).toBe('thread-was-stopped');
    expect(change(semiSync(['']), { ...RUNNING, applier: 'stopped' })).toBeNull();
    expect(change(semiSync([]), STANDING)).toBeNull();
  });

  test('a step that touches no thread does not mind', () => {
    const writable: Step = { ...base, kind: 'set-writability', to: 'writable', was: 'read-only' };
    expect(change(writable, STANDING)).toBeNull();
  });
});
