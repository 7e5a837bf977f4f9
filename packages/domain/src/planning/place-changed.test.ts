import { expect, test } from 'vitest';
import { channel, id } from '../testing/index.ts';
import type { ReplicationChannel } from '../topology/observation.ts';
import { placeChanged } from './place-changed.ts';
import { asStepId } from './plan.ts';
import type { Step } from './plan.ts';

const STANDS = { receiver: 'stopped', applier: 'stopped' } as const;
const host = (name: string): { readonly host: string; readonly port: number } => ({ host: name, port: 3306 });
const [s, m, other] = [host('s'), host('m'), host('x')];
const base = { id: asStepId('2'), lane: id('r'), instance: id('r'), deadlineMs: 1, channel: '' };
const at = (file: string, position: number): ReplicationChannel['executedPosition'] => ({ file, position });
const seen = (change: Partial<ReplicationChannel>): readonly ReplicationChannel[] => [
  { ...channel({ source: s, sourceNumber: 1 }), ...STANDS, executedPosition: at('s.000002', 700), ...change },
];

test('a replica is pointed by file and position only from the place that was read, or again from where it was pointed', () => {
  const point: Step = {
    ...base,
    kind: 'point-replica-at',
    from: s,
    to: m,
    stops: 'none',
    before: STANDS,
    positioning: 'file',
    settings: channel({ source: s, sourceNumber: 1 }).settings,
    coordinates: {
      there: { kind: 'known', coordinates: { file: 'm.000009', position: 90 } },
      back: { kind: 'result', step: asStepId('1'), instance: id('r'), which: 'executed' },
    },
  };
  const reason = (change: Partial<ReplicationChannel>): string | undefined =>
    placeChanged(point, seen(change), { 1: { executed: 's.000002:700' } })?.code;
  expect(reason({})).toBeUndefined();
  expect(reason({ executedPosition: at('s.000002', 900) })).toBe('positions-differ');
  expect(reason({ applier: 'running' })).toBe('thread-was-started');
  expect(reason({ source: m, executedPosition: at('m.000009', 90) })).toBeUndefined();
  expect(reason({ source: m, executedPosition: at('m.000009', 95) })).toBe('positions-differ');
});

test('a server that others pass stands for them below one source: whether it has moved by then is asked at that moment', () => {
  const stop: Step = { ...base, kind: 'stop-at-coordinates', before: STANDS, readsOwn: true, source: m };
  expect(placeChanged(stop, seen({ source: m }), {})).toBeNull();
  expect(placeChanged(stop, seen({ source: s }), {})?.code).toBe('source-not-as-planned');
});

test('a source is not named again from an old place', () => {
  const rename: Step = {
    ...base,
    kind: 'rename-source',
    from: { ...s, host: '//s' },
    to: s,
    before: STANDS,
    positioning: 'file',
    settings: channel({ source: s, sourceNumber: 1 }).settings,
    coordinates: { file: 's.000002', position: 700 },
  };
  expect(placeChanged(rename, seen({}), {})).toBeNull();
  expect(placeChanged(rename, seen({ executedPosition: at('s.000002', 900) }), {})?.code).toBe('positions-differ');
  expect(placeChanged({ ...rename, coordinates: null }, seen({ executedPosition: null }), {})).toBeNull();
});

test('what somebody set up after a reset is not reset, and logs are not begun anew below a running channel', () => {
  const reset: Step = { ...base, kind: 'reset-replication', source: s };
  expect(placeChanged(reset, seen({}), {})).toBeNull();
  expect(placeChanged(reset, [], {})).toBeNull();
  expect(placeChanged(reset, seen({ source: other }), {})?.code).toBe('source-not-as-planned');
  const executed = { kind: 'result', step: asStepId('1'), instance: id('r') } as const;
  const logs: Step = { ...base, kind: 'reset-binary-logs', executed, without: '' };
  expect(placeChanged(logs, seen({}), {})).toBeNull();
  expect(placeChanged(logs, seen({ receiver: 'running' }), {})?.code).toBe('thread-was-started');
  expect(placeChanged({ ...logs, executed: null }, seen({ receiver: 'running' }), {})).toBeNull();
});
