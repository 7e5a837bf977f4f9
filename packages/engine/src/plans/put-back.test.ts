import { asStepId } from '@topiary/domain';
import type { Step } from '@topiary/domain';
import { channel, id, recordsOf, withChannels } from '@topiary/domain/testing';
import { expect, test } from 'vitest';
import type { PlanMatches } from '../pseudo-gtid/plan-matches.ts';
import { FakeServers, VirtualClock } from '../testing/index.ts';
import { putBack } from './put-back.ts';
import type { PutBack } from './put-back.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const RUNNING = { receiver: 'running', applier: 'running' } as const;
const STANDING = { receiver: 'stopped', applier: 'stopped' } as const;
const [a, m, b, x] = [id('a'), { host: 'm', port: 3306 }, { host: 'b', port: 3306 }, id('x')];
const { settings } = channel({ source: m, sourceNumber: 1 });
const on = (name: string) => ({ id: asStepId(name), lane: a, instance: a, deadlineMs: 1_000, channel: '' }) as const;
const place = { kind: 'known', coordinates: { file: 'binlog.000001', position: 4 } } as const;

/** By file and position; it was started below its new source, and went on there. */
const STEPS: readonly Step[] = [
  { ...on('s1'), kind: 'stop-at-coordinates', before: RUNNING, readsOwn: false },
  {
    ...on('s2'),
    kind: 'point-replica-at',
    from: m,
    to: b,
    stops: 'none',
    before: STANDING,
    positioning: 'file',
    settings,
    coordinates: { there: place, back: place },
  },
  { ...on('s3'), kind: 'start-replication', before: RUNNING },
];

/** `meanwhile` happens while it is stopped to be looked at. */
async function takenBack(meanwhile: (servers: FakeServers) => void) {
  const clock = new VirtualClock(turn);
  const servers = new FakeServers(clock, recordsOf('m > b, x; b > a', { gtid: false }));
  servers.onExecute = ({ kind }) => {
    if (kind === 'stop-at-coordinates') meanwhile(servers);
    return 'works';
  };
  const context = {
    servers,
    clock,
    productOf: () => ({ family: 'mysql', version: '9.7.1' }) as never,
    results: {},
    matches: {} as PlanMatches,
    fencingHook: () => Promise.resolve({ kind: 'none' as const }),
    isAbandoned: () => false,
  };
  const lane = { instance: a, steps: STEPS, taken: STEPS };
  const result: Omit<PutBack, 'lane'> = await clock.until(putBack(lane, context, { patienceMs: 0, whenLost: 'owed' }));
  return { servers, result };
}

test('a replica that went on below its new source goes on there', async () => {
  const { servers, result } = await takenBack(() => undefined);
  expect(result).toMatchObject({ outcome: 'failed', reason: { code: 'moved-on-below-target' } });
  expect([servers.sourceOf(a), servers.threadsOf(a)]).toEqual([id('b'), 'running/running']);
});

test('one that somebody moves elsewhere while it is being stopped for that is theirs, and is not started', async () => {
  const { servers, result } = await takenBack((now) => {
    now.moveByHand(a, x);
    now.change(a, withChannels(STANDING));
  });
  expect(result).toMatchObject({ outcome: 'nothing-to-undo', reason: { code: 'left-as-found' } });
  expect([servers.sourceOf(a), servers.threadsOf(a)]).toEqual([x, 'stopped/stopped']);
});
