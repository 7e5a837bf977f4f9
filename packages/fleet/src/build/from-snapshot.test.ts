import { DEFAULT_POLICY, asPlanId, planIntent } from '@topiary/domain';
import { id, topology, withChannel } from '@topiary/domain/testing';
import { describe, expect, test } from 'vitest';
import { Fleet } from '../fleet.ts';
import { channelOf, run, snapshotOfFleet, write } from '../testing/drive.ts';
import { fleetOf } from './fleet-of.ts';

/** Observations without what time alone changes. */
function timeless(fleet: Fleet): unknown {
  return fleet.ids.map((each) => ({ ...fleet.observe(each), uptimeSeconds: 0 }));
}

describe('a fleet from a snapshot', () => {
  for (const family of ['mysql', 'mariadb'] as const) {
    test(`of ${family} shows what the snapshot showed, and replicates on`, () => {
      const written = topology('m > a > b; m > c', { family });
      const fleet = Fleet.fromSnapshot(written);
      run(fleet, 1000);
      for (const instance of written.instances.values()) {
        const { gtid, settings, channels, identity } = fleet.observe(instance.id);
        expect(gtid).toEqual(instance.observation?.gtid);
        expect(settings).toEqual(instance.observation?.settings);
        expect(identity).toEqual(instance.observation?.identity);
        expect(channels.map(({ source, receiver, applier, user }) => [source, receiver, applier, user])).toEqual(
          instance.observation?.channels.map(({ source, receiver, applier, user }) => [
            source,
            receiver,
            applier,
            user,
          ]),
        );
      }
      write(fleet, 'm');
      run(fleet, 100);
      for (const name of ['a', 'b', 'c']) expect(fleet.transactionsOf(id(name))).toEqual(fleet.transactionsOf(id('m')));
    });

    test(`of another fleet of ${family} gives the same plans`, () => {
      const fleet = fleetOf('m > a > b; m > c', { family });
      for (let count = 0; count < 5; count += 1) write(fleet, 'm');
      run(fleet, 1000);
      const before = snapshotOfFleet(fleet);
      const copy = Fleet.fromSnapshot(before);
      run(copy, 1000);
      const planOf = (snapshot: typeof before) =>
        planIntent({
          snapshot,
          policy: DEFAULT_POLICY,
          intent: { kind: 'relocate', replica: id('c'), channel: null, target: id('a') },
          id: asPlanId('p'),
        });
      const [here, there] = [planOf(before), planOf(snapshotOfFleet(copy))];
      expect('rounds' in here && 'rounds' in there && there.rounds).toEqual('rounds' in here && here.rounds);
      expect(timeless(copy)).toHaveLength(4);
    });
  }

  test('lets a replica that was behind catch up with what its source had', () => {
    const behind = '00000000-0000-0000-0000-000000000001:1-40';
    const written = topology('m > a', {
      servers: {
        a: {
          change: (found) =>
            found.gtid.kind === 'mysql' ? { ...found, gtid: { ...found.gtid, executed: behind } } : found,
        },
      },
    });
    const fleet = Fleet.fromSnapshot(written);
    expect(fleet.observe(id('a')).gtid).toMatchObject({ executed: behind });
    run(fleet, 1000);
    expect(fleet.observe(id('a')).gtid).toMatchObject({ executed: '00000000-0000-0000-0000-000000000001:1-100' });
  });

  test('keeps positions of replicas without GTIDs', () => {
    const fleet = Fleet.fromSnapshot(topology('m > a', { gtid: false }));
    run(fleet, 1000);
    expect(channelOf(fleet, 'a')).toMatchObject({ receiver: 'running', positioning: 'file', receiverError: null });
    write(fleet, 'm');
    run(fleet, 100);
    expect(fleet.transactionsOf(id('a'))).toEqual(fleet.transactionsOf(id('m')));
  });

  test('has stopped what was stopped, and down what did not answer', () => {
    const written = topology('m > a, b', {
      servers: {
        a: { change: withChannel({ receiver: 'stopped', applier: 'stopped' }) },
        b: { health: 'unreachable' },
      },
    });
    const fleet = Fleet.fromSnapshot(written);
    run(fleet, 1000);
    expect(channelOf(fleet, 'a')).toMatchObject({ receiver: 'stopped', applier: 'stopped' });
    expect(fleet.state(id('b'))).toBe('down');
  });
});
