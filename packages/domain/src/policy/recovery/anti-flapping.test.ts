import { describe, expect, test } from 'vitest';
import { instanceIdOf } from '../../topology/address.ts';
import type { InstanceId } from '../../topology/address.ts';
import type { ClusterId } from '../../topology/snapshot.ts';
import { asInstant } from '../../shared/time.ts';
import { blockOf, RETRY_AFTER_NOTHING_MS } from './anti-flapping.ts';
import type { EarlierRecovery, WantedRecovery } from './anti-flapping.ts';

const instance = (host: string): InstanceId => instanceIdOf({ host, port: 3306 });
const [master, middle, successor] = [instance('m'), instance('i'), instance('s')];
const shop = 'shop' as ClusterId;
const HOUR = 3_600_000;

const earlier = (fields: Partial<EarlierRecovery> = {}): EarlierRecovery => ({
  id: 1,
  uid: 'u1',
  cluster: shop,
  instance: master,
  scope: 'master',
  startedAt: asInstant(0),
  endedAt: asInstant(1_000),
  changed: true,
  successor,
  acknowledgedAt: null,
  ...fields,
});

const wanted = (fields: Partial<WantedRecovery> = {}): WantedRecovery => ({
  cluster: shop,
  instance: middle,
  scope: 'master',
  forced: false,
  at: asInstant(60_000),
  blockMs: HOUR,
  ...fields,
});

describe('a recovery', () => {
  test('of a master holds back the next one of its cluster for the period, and not longer', () => {
    expect(blockOf([earlier()], wanted())).toMatchObject({ kind: 'recent', by: { uid: 'u1' }, until: HOUR });
    expect(blockOf([earlier()], wanted({ at: asInstant(HOUR) }))).toBeNull();
  });

  test.each(['semi-sync', 'intermediate', 'writable'] as const)('of kind %s does not hold back a master’s', (scope) => {
    expect(blockOf([earlier({ scope, successor: middle })], wanted())).toBeNull();
    expect(blockOf([earlier({ scope })], wanted({ scope: 'semi-sync' }))).toMatchObject({ kind: 'recent' });
  });

  test('that changed nothing holds nothing back but itself, for a moment', () => {
    const nothing = earlier({ changed: false, successor: null });
    expect(blockOf([nothing], wanted())).toBeNull();
    const soon = { at: asInstant(1_000 + RETRY_AFTER_NOTHING_MS - 1) };
    expect(blockOf([nothing], wanted(soon))).toBeNull();
    expect(blockOf([nothing], wanted({ ...soon, instance: master }))).toMatchObject({ kind: 'tried-just-now' });
    expect(blockOf([nothing], wanted({ at: asInstant(1_000 + RETRY_AFTER_NOTHING_MS), instance: master }))).toBeNull();
  });

  test('that was acknowledged holds nothing back', () => {
    expect(blockOf([earlier({ acknowledgedAt: asInstant(5) })], wanted())).toBeNull();
  });

  test('of another cluster counts only where its successor is the server that failed', () => {
    const other = earlier({ cluster: 'other' as ClusterId });
    expect(blockOf([other], wanted())).toBeNull();
    expect(blockOf([other], wanted({ instance: successor }))).toMatchObject({ kind: 'successor' });
  });

  test('that runs holds back every other one of its cluster, also one by hand', () => {
    const running = earlier({ endedAt: null, scope: 'semi-sync', changed: false, acknowledgedAt: asInstant(1) });
    expect(blockOf([running], wanted({ forced: true, at: asInstant(HOUR * 9) }))).toMatchObject({
      kind: 'running',
      until: null,
    });
    expect(blockOf([running], wanted({ cluster: 'other' as ClusterId }))).toBeNull();
  });

  test('by hand passes by what is over', () => {
    expect(blockOf([earlier()], wanted({ forced: true }))).toBeNull();
  });
});
