import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import { id, topology, withInstance } from '../../testing/index.ts';
import type { Observation } from '../../topology/observation.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import type { AskedIntent } from '../plan.ts';
import { forecastOf } from './forecast.ts';
import { supposeGone } from './suppose-gone.ts';
import type { Forecast } from './forecast.ts';

const dies = (name: string): AskedIntent => ({
  kind: 'replace-master',
  master: id(name),
  successor: null,
  because: 'dead',
});

function forecast(snapshot: TopologySnapshot, name = 'm'): Forecast {
  const found = forecastOf({ snapshot, policy: DEFAULT_POLICY, instance: id(name), intentFor: () => dies(name) });
  if (found === null) throw new Error('it is known');
  return found;
}

const codes = (all: readonly { readonly code: string }[]): readonly string[] => all.map(({ code }) => code);

const lacking =
  (fact: 'replication-control' | 'write-control') =>
  (found: Observation): Observation => ({
    ...found,
    unreadable: [{ fact, errorNumber: 1227, grant: `GRANT THAT ON *.* TO 't'@'%'` }],
  });

const waiting =
  (isActive: boolean) =>
  (found: Observation): Observation => ({
    ...found,
    semiSync: { ...found.semiSync, sourceEnabled: true, sourceActive: isActive, sourceTimeoutMs: 10_000 },
  });

describe('a forecast of a living master', () => {
  test('names who would come in its place, and what puts the others behind', () => {
    const { successor, reasons, obstacles, lost } = forecast(topology('m > a, b; a > c'));
    expect(successor).toBe(id('a'));
    expect(codes(reasons)).toContain('successor-chosen');
    expect([obstacles, lost]).toEqual([[], []]);
  });

  test('leaves the snapshot that it was asked of as it is', () => {
    const snapshot = topology('m > a');
    const gone = supposeGone(snapshot, id('m'));
    expect(gone.instances.get(id('m'))?.health).toBe('unreachable');
    expect(gone.instances.get(id('a'))?.observation?.channels[0]?.receiver).toBe('connecting');
    expect(snapshot.instances.get(id('m'))?.health).toBe('ok');
    expect(supposeGone(gone, id('m'))).toBe(gone);
  });

  test('says whether what it writes last is on a replica too', () => {
    const snapshot = topology('m > a, b');
    expect(forecast(snapshot)).toMatchObject({ loss: 'possible', losses: [{ code: 'forecast-no-semi-sync' }] });
    expect(forecast(withInstance(snapshot, 'm', { observation: waiting(true) }))).toMatchObject({
      loss: 'none',
      losses: [{ code: 'forecast-semi-sync', params: { seconds: 10 } }],
    });
    expect(forecast(withInstance(snapshot, 'm', { observation: waiting(false) })).loss).toBe('possible');
  });

  test('says what it had when it was seen last that no replica received', () => {
    const ahead = (found: Observation): Observation =>
      found.gtid.kind === 'mysql'
        ? { ...found, gtid: { ...found.gtid, executed: `${found.identity.serverUuid ?? ''}:1-1000000` } }
        : found;
    const { loss, losses } = forecast(withInstance(topology('m > a, b'), 'm', { observation: ahead }));
    expect([loss, codes(losses)]).toEqual(['unreceived', ['lost-on-master', 'forecast-no-semi-sync']]);
  });

  test('passes over those that Topiary may not open or change, and names the statement that is missing', () => {
    const snapshot = topology('m > a, b, c');
    const one = withInstance(snapshot, 'a', { observation: lacking('write-control') });
    const both = withInstance(one, 'b', { observation: lacking('replication-control') });
    const { successor, reasons, obstacles } = forecast(both);
    expect(successor).toBe(id('c'));
    expect(codes(reasons)).toEqual(['successor-chosen', 'successor-not-openable', 'successor-not-controlled']);
    expect(reasons[1]?.params).toMatchObject({ candidate: id('a'), grant: `GRANT THAT ON *.* TO 't'@'%'` });
    // Nobody opens one that only is set up anew.
    expect(obstacles.map(({ instance, blocks, why }) => [instance, blocks, why.code])).toEqual([
      [id('b'), false, 'forecast-no-control'],
    ]);
    const all = withInstance(both, 'c', { observation: lacking('write-control') });
    expect(forecast(all)).toMatchObject({ successor: null });
    expect(codes(forecast(all).obstacles.flatMap(({ blocks, why }) => (blocks ? [why] : [])))).toContain(
      'successor-not-openable',
    );
  });

  test('says why nobody could', () => {
    const alone = forecast(topology('m'));
    expect(alone).toMatchObject({ successor: null, obstacles: [{ code: 'plan', blocks: true }] });
    expect(codes(alone.obstacles.map(({ why }) => why))).toEqual(['no-replicas']);
  });
});

test('the replicas of an intermediate master lose nothing, and the home of most of them is named', () => {
  const snapshot = topology('m > a, b; b > c, d');
  const intentFor = (): AskedIntent => ({ kind: 'reshape', shape: { kind: 'rehome-replicas', source: id('b') } });
  const found = forecastOf({ snapshot, policy: DEFAULT_POLICY, instance: id('b'), intentFor });
  expect(found).toMatchObject({ loss: 'of-replicas', losses: [{ code: 'forecast-no-writes' }] });
  expect([id('a'), id('m')]).toContain(found?.successor);
  expect(forecastOf({ snapshot, policy: DEFAULT_POLICY, instance: id('x'), intentFor })).toBeNull();
});
