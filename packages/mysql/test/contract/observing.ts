/** The part of the contract on observing servers that are well. */
import { describe, expect, test } from 'vitest';
import { textOf } from '../../src/dialects/result-set.ts';
import { RecordingProxy } from './proxy.ts';
import { positionOf } from './raw-sql.ts';
import { channelOf, observationOf, DEADLINE_MS, type Subject } from './subject.ts';
import type { ServerName } from './world.ts';

export function observingContract({ fleet, servers }: Subject): void {
  const address = (name: ServerName) => fleet().server(name).address;

  describe('observing', () => {
    test('a master finds its replicas and no channel', async () => {
      const seen = await observationOf(servers(), address('m'));
      expect(seen).toMatchObject({
        channels: [],
        settings: { readOnly: false, logBin: true, logReplicaUpdates: true },
        unreadable: [],
      });
      expect(seen.identity.port).toBe(address('m').port);
      expect(seen.binlog?.position).toBeGreaterThan(0);
      expect(new Set(seen.connectedReplicas?.map((replica) => replica.port))).toEqual(
        new Set([address('a').port, address('b').port, address('z').port]),
      );
      expect(seen.connectedReplicas).toHaveLength(3);
    });

    test('an intermediate master finds its source above and its replica below', async () => {
      const seen = await observationOf(servers(), address('a'));
      expect(seen.channels).toMatchObject([
        { name: '', source: address('m'), receiver: 'running', applier: 'running', lagSeconds: 0 },
      ]);
      expect(seen.settings.readOnly).toBe(true);
      expect(seen.connectedReplicas?.map((replica) => replica.port)).toEqual([address('c').port]);
    });

    test('a leaf finds nobody below', async () => {
      expect((await observationOf(servers(), address('c'))).connectedReplicas).toEqual([]);
    });

    test('co-masters find each other', async () => {
      const [x, y] = await Promise.all([
        observationOf(servers(), address('x')),
        observationOf(servers(), address('y')),
      ]);
      expect(x.channels.map((channel) => channel.source)).toEqual([address('y')]);
      expect(y.channels.map((channel) => channel.source)).toEqual([address('x')]);
    });

    test('a replica of two sources finds a channel for each', async () => {
      const seen = await observationOf(servers(), address('z'));
      expect(
        seen.channels
          .map(({ name, source }) => ({ name, source }))
          .toSorted((one, other) => one.name.localeCompare(other.name)),
      ).toEqual([
        { name: '', source: address('m') },
        { name: 'x', source: address('x') },
      ]);
    });

    test('tells what the server says of its own transactions', async () => {
      const m = fleet().server('m');
      await m.sql('CREATE DATABASE IF NOT EXISTS observed');
      const said = await positionOf(fleet(), m);
      const { gtid } = await observationOf(servers(), m.address);
      expect(gtid.kind === 'mysql' ? gtid.executed : gtid.kind === 'mariadb' ? gtid.binlogPosition : '').toBe(said);
      expect(said).not.toBe('');
    });

    test('reads the replica status alone as the whole probe does', async () => {
      const port = servers();
      const result = await port.observeChannels(address('b'), { deadlineMs: DEADLINE_MS });
      const whole = await channelOf(port, fleet().server('b'));
      expect(result).toMatchObject({
        kind: 'observed',
        channels: [{ name: '', source: whole.source, settings: whole.settings }],
      });
    });
  });
}

export function changingContract({ fleet, servers }: Subject): void {
  describe('a server that changes while it runs', () => {
    test('is asked again for what it has, when a plugin was taken away', async ({ skip }) => {
      const x = fleet().server('x');
      const plugins = await x.sql(
        "SELECT PLUGIN_LIBRARY AS plugin_file FROM information_schema.PLUGINS WHERE PLUGIN_NAME = 'rpl_semi_sync_replica'",
      );
      const library = textOf(plugins[0]?.['plugin_file']);
      if (library === '') skip('semi-sync is no plugin here, or not loaded');
      const port = servers();
      expect((await observationOf(port, x.address)).semiSync.replicaEnabled).not.toBeNull();
      await x.sql('UNINSTALL PLUGIN rpl_semi_sync_replica');
      expect((await observationOf(port, x.address)).semiSync).toMatchObject({
        replicaEnabled: null,
        replicaActive: null,
      });
      await x.sql(`INSTALL PLUGIN rpl_semi_sync_replica SONAME '${library}'`);
      expect((await observationOf(servers(), x.address)).semiSync.replicaEnabled).not.toBeNull();
    });

    test('is read anew at each probe', async () => {
      const x = fleet().server('x');
      const port = servers();
      const before = (await observationOf(port, x.address)).settings.readOnly;
      await x.sql(`SET GLOBAL read_only = ${before ? 0 : 1}`);
      expect((await observationOf(port, x.address)).settings.readOnly).toBe(!before);
      await x.sql(`SET GLOBAL read_only = ${before ? 1 : 0}`);
    });
  });
}

export function roundTripContract({ fleet, servers }: Subject): void {
  describe('the cost of a probe', () => {
    test('is one packet once the server is known, on one connection', async () => {
      const proxy = await RecordingProxy.to(fleet().server('a').address);
      try {
        const port = servers({ tls: { mode: 'disabled' } });
        await observationOf(port, proxy.address);
        const before = proxy.queries.length;
        for (let count = 0; count < 5; count += 1) await observationOf(port, proxy.address);
        expect(proxy.queries.length - before).toBe(5);
        expect(proxy.connections).toBe(1);
      } finally {
        await proxy.close();
      }
    });

    test('is shared by those who ask at the same time', async () => {
      const proxy = await RecordingProxy.to(fleet().server('a').address);
      try {
        const port = servers({ tls: { mode: 'disabled' } });
        await observationOf(port, proxy.address);
        const before = proxy.queries.length;
        const seen = await Promise.all(Array.from({ length: 10 }, () => observationOf(port, proxy.address)));
        expect(proxy.queries.length - before).toBe(1);
        expect(new Set(seen).size).toBe(1);
      } finally {
        await proxy.close();
      }
    });

    test('does not include any change of the session', async () => {
      const proxy = await RecordingProxy.to(fleet().server('m').address);
      try {
        await observationOf(servers({ tls: { mode: 'disabled' } }), proxy.address);
        for (const packet of proxy.queries) {
          for (const statement of packet.split('; ')) expect(statement).toMatch(/^(SELECT|SHOW) /);
        }
      } finally {
        await proxy.close();
      }
    });
  });
}
