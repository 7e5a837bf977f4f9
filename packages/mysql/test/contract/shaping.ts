/** The part of the contract on what makes a replica unlike the others: delays, filters, semi-synchronous replication. */
import { describe, expect, test } from 'vitest';
import { textOf } from '../../src/dialects/result-set.ts';
import { wordsOf } from './raw-sql.ts';
import { channelOf, eventually, observationOf, type Subject } from './subject.ts';
import type { ContractServer } from './world.ts';

const DELAY_SECONDS = 7;

export function shapingContract(subject: Subject): void {
  delayContract(subject);
  filterContract(subject);
  semiSyncContract(subject);
}

function delayContract({ fleet, servers }: Subject): void {
  test('a delay is seen while the applier runs', async () => {
    const b = fleet().server('b');
    const port = servers();
    await setDelay(b, DELAY_SECONDS);
    try {
      expect(await channelOf(port, b)).toMatchObject({ delaySeconds: DELAY_SECONDS, applier: 'running' });
    } finally {
      await setDelay(b, 0);
    }
    expect((await channelOf(port, b)).delaySeconds).toBe(0);
  });

  async function setDelay(server: ContractServer, seconds: number) {
    const { delay, startBoth, stopBoth } = wordsOf(fleet());
    await server.sql(`${stopBoth}; ${delay(seconds)}; ${startBoth}`);
    await eventually(async () => {
      expect(await channelOf(servers(), server)).toMatchObject({ receiver: 'running', applier: 'running' });
    });
  }
}

function filterContract({ fleet, servers }: Subject): void {
  test('filters are seen by the names that servers show', async () => {
    const b = fleet().server('b');
    const { filter, startBoth, stopBoth } = wordsOf(fleet());
    const port = servers();
    expect((await channelOf(port, b)).filters).toEqual([]);
    await b.sql(`${stopBoth}; ${filter('shop.hidden')}; ${startBoth}`);
    try {
      expect((await channelOf(port, b)).filters).toEqual(['Replicate_Ignore_Table=shop.hidden']);
    } finally {
      await b.sql(`${stopBoth}; ${filter('')}; ${startBoth}`);
    }
    await eventually(async () => {
      expect(await channelOf(port, b)).toMatchObject({ filters: [], receiver: 'running', applier: 'running' });
    });
  });
}

function semiSyncContract({ fleet, servers }: Subject): void {
  describe('semi-synchronous replication', () => {
    /** The switches that there are, by side; the names differ between generations. */
    async function switchesOf(server: ContractServer): Promise<{ source: string; replica: string } | null> {
      const rows = await server.sql("SHOW GLOBAL VARIABLES LIKE 'rpl_semi_sync%enabled'");
      const names = rows.map((row) => textOf(row['Variable_name']));
      const source = names.find((name) => /_(source|master)_enabled$/.test(name));
      const replica = names.find((name) => /_(replica|slave)_enabled$/.test(name));
      return source === undefined || replica === undefined ? null : { source, replica };
    }

    test('is seen on both sides, by whatever names the server has for it', async ({ skip }) => {
      const [m, b] = [fleet().server('m'), fleet().server('b')];
      const [of, ofReplica] = [await switchesOf(m), await switchesOf(b)];
      if (of === null || ofReplica === null) return skip('the server has no semi-sync');
      const { startReceiver, stopReceiver } = wordsOf(fleet());
      const port = servers();
      await b.sql(`SET GLOBAL ${ofReplica.replica} = 1; ${stopReceiver}; ${startReceiver}`);
      await m.sql(`SET GLOBAL ${of.source} = 1`);
      try {
        await eventually(async () => {
          expect((await observationOf(port, m.address)).semiSync).toMatchObject({
            sourceEnabled: true,
            sourceActive: true,
            sourceClients: 1,
            sourceWaitForReplicas: 1,
          });
          expect((await observationOf(port, b.address)).semiSync).toMatchObject({
            replicaEnabled: true,
            replicaActive: true,
            sourceEnabled: false,
          });
        });
      } finally {
        await m.sql(`SET GLOBAL ${of.source} = 0`);
        await b.sql(`SET GLOBAL ${ofReplica.replica} = 0; ${stopReceiver}; ${startReceiver}`);
      }
      await eventually(async () => {
        expect((await observationOf(port, b.address)).semiSync).toMatchObject({
          replicaEnabled: false,
          replicaActive: false,
        });
        expect((await channelOf(port, b)).receiver).toBe('running');
      });
    });
  });
}
