/** The part of the contract on probes that need not ask everything. */
import type { Address, Observation } from '@topiary/domain';
import type { ProbeDepth, Servers } from '@topiary/engine';
import { describe, expect, test } from 'vitest';
import { QUIET_LOOKS } from '../../src/observe/arrivals.ts';
import { RecordingProxy } from './proxy.ts';
import { rawChannel, threadsOfRow, wordsOf } from './raw-sql.ts';
import { DEADLINE_MS, eventually, type Subject } from './subject.ts';
import type { ContractServer, ServerName } from './world.ts';

/** After a first look, and a second that finds the same, an adaptive probe may leave things out. */
const LOOKS_TO_SETTLE = 2;
/** Of every channel of these servers, in seconds. */
const HEARTBEAT = 1;
/** All go through the sessions or the replicas of a server, or through tables of the performance schema. */
const STEADY = /PROCESSLIST|processlist|SHOW (REPLICAS|SLAVE HOSTS)|replication_connection_configuration/;

async function seen(port: Servers, address: Address, depth: ProbeDepth): Promise<Observation> {
  const result = await port.observe(address, { deadlineMs: DEADLINE_MS, depth });
  if (result.kind === 'failed') throw new Error(`no observation: ${result.failure.detail}`);
  return result.observation;
}

interface Settled {
  readonly port: Servers;
  readonly address: Address;
  /** The packets that were sent since the last call. */
  readonly packets: () => readonly string[];
}

export function adaptiveContract({ fleet, servers }: Subject): void {
  async function settled(name: ServerName, check: (settled: Settled) => Promise<void>): Promise<void> {
    const proxy = await RecordingProxy.to(fleet().server(name).address);
    try {
      const port = servers({ tls: { mode: 'disabled' } });
      const { address } = proxy;
      for (let look = 0; look < LOOKS_TO_SETTLE; look += 1) await seen(port, address, 'adaptive');
      let before = proxy.queries.length;
      const packets = (): readonly string[] => {
        const sent = proxy.queries.slice(before);
        before = proxy.queries.length;
        return sent;
      };
      await check({ port, address, packets });
    } finally {
      await proxy.close();
    }
  }

  describe('an adaptive probe', () => {
    test('asks less than a full one in one packet, and tells the same', async () => {
      await settled('m', async ({ port, address, packets }) => {
        const full = await seen(port, address, 'full');
        const [fullPacket = ''] = packets();
        const adaptive = await seen(port, address, 'adaptive');
        const [adaptivePacket = '', ...more] = packets();
        expect(more).toEqual([]);
        expect(fullPacket).toMatch(STEADY);
        expect(adaptivePacket).not.toMatch(STEADY);
        expect(adaptivePacket.split('; ').length).toBeLessThanOrEqual(fullPacket.split('; ').length - 2);
        expect(adaptive.connectedReplicas).toHaveLength(3);
        expect({ ...adaptive, uptimeSeconds: 0 }).toEqual({ ...full, uptimeSeconds: 0 });
      });
    });

    test('asks everything of a server that is new to it', async () => {
      const proxy = await RecordingProxy.to(fleet().server('m').address);
      try {
        const port = servers({ tls: { mode: 'disabled' } });
        expect((await seen(port, proxy.address, 'adaptive')).connectedReplicas).toHaveLength(3);
        expect(proxy.queries.at(-1)).toMatch(STEADY);
      } finally {
        await proxy.close();
      }
    });

    test('that sees a change asks everything at once, and so does the one after it', async () => {
      const x = fleet().server('x');
      await settled('x', async ({ port, address, packets }) => {
        await x.sql('SET GLOBAL read_only = 1');
        try {
          expect((await seen(port, address, 'adaptive')).settings.readOnly).toBe(true);
          expect(packets()).toEqual([expect.not.stringMatching(STEADY), expect.stringMatching(STEADY)]);
          await seen(port, address, 'adaptive');
          expect(packets()).toEqual([expect.stringMatching(STEADY)]);
          await seen(port, address, 'adaptive');
          expect(packets()).toEqual([expect.not.stringMatching(STEADY)]);
        } finally {
          await x.sql('SET GLOBAL read_only = 0');
        }
      });
    });

    test('finds a replica that comes to a server where nobody came for a while', async ({ skip }) => {
      const { c, b } = { c: fleet().server('c'), b: fleet().server('b') };
      const told = await b.sql("SHOW GLOBAL STATUS WHERE Variable_name IN ('Com_admin_commands', 'Slave_connections')");
      if (told.length === 0) skip('these servers do not count who comes');
      await settled('b', async ({ port, address, packets }) => {
        for (let look = 0; look <= QUIET_LOOKS; look += 1) await seen(port, address, 'adaptive');
        expect(packets().at(-1)).not.toMatch(STEADY);
        await pointAt(c, b);
        try {
          const { connectedReplicas } = await seen(port, address, 'adaptive');
          expect(connectedReplicas).toMatchObject([{ port: c.address.port }]);
        } finally {
          await leave(b, port);
        }
      });
    });

    test('is not what somebody is given who asks for a full one meanwhile', async () => {
      await settled('m', async ({ port, address, packets }) => {
        const asked = (['adaptive', 'full', 'adaptive', 'full'] as const).map((depth) => seen(port, address, depth));
        const [first, second, third, fourth] = await Promise.all(asked);
        expect(packets()).toEqual([expect.not.stringMatching(STEADY), expect.stringMatching(STEADY)]);
        expect(third).toBe(first);
        expect(fourth).toBe(second);
        expect(second).not.toBe(first);
      });
    });

    test('is served by a full one that is under way', async () => {
      await settled('m', async ({ port, address, packets }) => {
        await Promise.all([seen(port, address, 'full'), seen(port, address, 'adaptive')]);
        expect(packets()).toEqual([expect.stringMatching(STEADY)]);
      });
    });
  });

  describe('a full probe after adaptive ones', () => {
    test('finds a replica that came meanwhile', async () => {
      const { c, b } = { c: fleet().server('c'), b: fleet().server('b') };
      await settled('b', async ({ port, address }) => {
        expect((await seen(port, address, 'adaptive')).connectedReplicas).toEqual([]);
        await pointAt(c, b);
        try {
          expect((await seen(port, address, 'full')).connectedReplicas).toMatchObject([{ port: c.address.port }]);
          expect((await seen(port, address, 'adaptive')).connectedReplicas).toHaveLength(1);
        } finally {
          await leave(b, port);
        }
      });
    });

    test('finds a setting that was changed by hand meanwhile', async () => {
      const b = fleet().server('b');
      const { heartbeat, startBoth, stopBoth } = wordsOf(fleet());
      const change = async (seconds: number): Promise<void> => {
        await b.sql(`${stopBoth}; ${heartbeat(seconds)}; ${startBoth}`);
        await running(b);
      };
      await settled('b', async ({ port, address }) => {
        expect((await seen(port, address, 'adaptive')).channels[0]?.settings.heartbeatPeriodSeconds).toBe(HEARTBEAT);
        await change(3);
        try {
          const full = await seen(port, address, 'full');
          expect(full.channels[0]?.settings.heartbeatPeriodSeconds).toBe(3);
        } finally {
          await change(HEARTBEAT);
        }
      });
    });
  });

  /** By hand, as somebody does at a prompt. */
  async function pointAt(replica: ContractServer, source: ContractServer): Promise<void> {
    const words = wordsOf(fleet());
    await replica.sql(`${words.stopBoth}; ${words.source(source.address, HEARTBEAT)}; ${words.startBoth}`);
    await running(replica);
    // A receiver says that it runs before its source has heard all of what it says of itself.
    await eventually(async () => {
      const sessions = await source.sql('SHOW PROCESSLIST');
      expect(sessions.some((row) => String(row['Command']).startsWith('Binlog Dump'))).toBe(true);
    });
  }

  /** A server lists a replica that went until it has something to send to it. */
  async function leave(left: ContractServer, port: Servers): Promise<void> {
    await pointAt(fleet().server('c'), fleet().server('a'));
    await eventually(async () => {
      const { connectedReplicas } = await seen(port, left.address, 'full');
      if (connectedReplicas?.length !== 0) await left.sql('FLUSH BINARY LOGS');
      expect(connectedReplicas).toEqual([]);
    });
  }

  async function running(replica: ContractServer): Promise<void> {
    await eventually(async () => {
      expect(threadsOfRow(await rawChannel(fleet(), replica))).toEqual({ receiver: 'Yes', applier: 'Yes' });
    });
  }
}
