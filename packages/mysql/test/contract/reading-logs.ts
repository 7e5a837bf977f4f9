/** The part of the contract on logs: what there is, event by event, and markers that are written and found. */
import { asInstant, markerStatement, type LogEvent, type LogName } from '@topiary/domain';
import type { LogReadRequest, LogReadResult, Servers } from '@topiary/engine';
import { describe, expect, test, vi } from 'vitest';
import { DEADLINE_MS, channelOf, type Subject } from './subject.ts';
import type { ContractServer } from './world.ts';

const OPTIONS = { deadlineMs: DEADLINE_MS };
const MANY = 100_000;
/** So small that files are read in many parts. */
const FEW = 3;

export function readingLogsContract({ fleet, servers }: Subject): void {
  describe('the logs of a server', () => {
    test('are listed, and read in parts they are what they are in one piece', async () => {
      const port = servers();
      const { address } = fleet().server('m');
      const listed = await port.listBinaryLogs(address, OPTIONS);
      const logs = listed.kind === 'logs' ? listed.logs : [];
      expect(logs.length).toBeGreaterThan(0);
      for (const { name: file, size } of logs) {
        const whole = await eventsOf(port, fleet().server('m'), { file, limit: MANY });
        expect(whole[0]).toMatchObject({ position: 4, type: 'Format_desc' });
        expect(whole.at(-1)?.endPosition).toBe(size);
        expect(await eventsOf(port, fleet().server('m'), { file, limit: FEW })).toEqual(whole);
        const end = await port.readLog(address, request({ file, from: size }), OPTIONS);
        expect(end).toEqual({ kind: 'chunk', chunk: { events: [], next: null } });
      }
    });

    test('show a marker in the binary and the relay logs of all below, once the privilege to write it is there', async () => {
      const port = servers();
      const [m, a] = [fleet().server('m'), fleet().server('a')];
      const marker = markerStatement({ at: asInstant(Date.now()), serverId: 1, random: Math.random });
      const { modest: account } = fleet();
      const refused = await servers({ account }).writeMarker(m.address, marker, OPTIONS);
      const grant = refused.kind === 'failed' ? refused.failure.grant : null;
      expect(grant).toMatch(/^GRANT DROP ON `_pseudo_gtid_`\.\* TO 'modest'@'%'$/);
      await m.administer([grant ?? '']);
      expect(await servers({ account }).writeMarker(m.address, marker, OPTIONS)).toEqual({ kind: 'written' });
      await m.administer([(grant ?? '').replace('GRANT', 'REVOKE').replace(' TO ', ' FROM ')]);
      const isMarker = ({ type, info }: LogEvent): boolean => type === 'Query' && info.includes(marker);
      await vi.waitFor(
        async () => {
          for (const server of [m, a]) expect((await lastFile(port, server)).filter(isMarker)).toHaveLength(1);
          const { relayLog } = await channelOf(port, a);
          const relayed = await eventsOf(port, a, { log: 'relay', file: relayLog?.file ?? '', limit: FEW });
          expect(relayed.filter(isMarker)).toHaveLength(1);
        },
        { timeout: DEADLINE_MS, interval: 50 },
      );
    });

    test('of a channel are read by its name', async () => {
      const port = servers();
      const z = fleet().server('z');
      const { relayLog } = await channelOf(port, z, 'x');
      const events = await eventsOf(port, z, { log: 'relay', channel: 'x', file: relayLog?.file ?? '', limit: MANY });
      expect(events[0]).toMatchObject({ position: 4, type: 'Format_desc' });
    });

    test('that do not exist are said not to exist, from wherever they are to be read', async () => {
      const port = servers();
      const { address } = fleet().server('a');
      for (const log of ['binary', 'relay'] as const)
        for (const from of [null, 12_345])
          expect(await port.readLog(address, request({ log, file: 'nothing.000077', from }), OPTIONS)).toEqual({
            kind: 'no-such-file',
          });
    });

    test('are not shown to an account that may only connect, which is told what it lacks', async () => {
      const port = servers({ account: fleet().bare });
      const { address } = fleet().server('a');
      const results = [
        await port.listBinaryLogs(address, OPTIONS),
        ...(await Promise.all((['binary', 'relay'] as const).map((log) => refusedRead(port, address, log)))),
      ];
      for (const result of results)
        expect(result).toMatchObject({
          kind: 'failed',
          failure: {
            kind: 'missing-grant',
            grant: expect.stringMatching(/^GRANT [A-Z ]+ ON \*\.\* TO 'bare'@'%'$/) as unknown,
          },
        });
    });
  });
}

function request(change: Partial<LogReadRequest> & { readonly file: string }): LogReadRequest {
  return { log: 'binary', channel: '', from: null, limit: MANY, ...change };
}

function refusedRead(port: Servers, address: ContractServer['address'], log: LogName): Promise<LogReadResult> {
  return port.readLog(address, request({ log, file: 'binlog.000001' }), OPTIONS);
}

/** A whole file, part after part. */
async function eventsOf(
  port: Servers,
  { address }: ContractServer,
  asked: Partial<LogReadRequest> & { readonly file: string },
): Promise<readonly LogEvent[]> {
  const events: LogEvent[] = [];
  for (let from: number | null = null; ;) {
    const result: LogReadResult = await port.readLog(address, request({ ...asked, from }), OPTIONS);
    if (result.kind !== 'chunk') throw new Error(`${asked.file}: ${JSON.stringify(result)}`);
    events.push(...result.chunk.events);
    if (result.chunk.next === null) return events;
    from = result.chunk.next;
  }
}

async function lastFile(port: Servers, server: ContractServer): Promise<readonly LogEvent[]> {
  const listed = await port.listBinaryLogs(server.address, OPTIONS);
  const file = listed.kind === 'logs' ? listed.logs.at(-1)?.name : undefined;
  return file === undefined ? [] : eventsOf(port, server, { file, limit: MANY });
}
