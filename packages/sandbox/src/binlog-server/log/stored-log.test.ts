import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CannotServe, dump } from './dump.ts';
import { artificialRotate, heartbeat, HEADER_BYTES, isLogged, nextFileOf } from './event.ts';
import { StoredLog } from './stored-log.ts';

const QUERY = 2;
let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'topiary-stored-log-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** An event that ends at a position, or says none. */
function event(size: number, end: number): Buffer {
  const bytes = Buffer.alloc(size, 1);
  bytes[4] = QUERY;
  bytes.writeUInt32LE(size, 9);
  bytes.writeUInt32LE(end, 13);
  bytes.writeUInt16LE(0, 17);
  return bytes;
}

describe('the stored log', () => {
  test('has the magic word, then events as they came, and goes on where it ended', () => {
    const first = new StoredLog(directory);
    first.turnTo('binlog.000009');
    first.append(event(30, 34));
    first.turnTo('binlog.000010');
    first.close();
    const again = new StoredLog(directory);
    expect(again.end).toEqual({ file: 'binlog.000010', position: 4 });
    again.append(event(20, 24));
    expect(readFileSync(join(directory, 'binlog.000010'))).toEqual(
      Buffer.concat([Buffer.from('\xfebin', 'latin1'), event(20, 24)]),
    );
    expect(again.read({ file: 'binlog.000009', position: 4 })).toEqual(event(30, 34));
    expect(again.read({ file: 'binlog.000009', position: 34 })).toBeNull();
    expect(again.after('binlog.000009')).toBe('binlog.000010');
    again.close();
  });

  test('takes an event that says no end, and none that ends elsewhere or is made up for replicas', () => {
    const log = new StoredLog(directory);
    log.turnTo('binlog.000001');
    log.append(event(25, 0));
    expect(log.end).toEqual({ file: 'binlog.000001', position: 29 });
    const made = { serverId: 1, file: 'binlog.000001', position: 29, checksum: 'CRC32' } as const;
    for (const wrong of [event(25, 99), heartbeat(made), artificialRotate(made)])
      expect(() => log.append(wrong)).toThrow(RangeError);
    expect(() => log.turnTo('../etc/passwd')).toThrow(RangeError);
    log.close();
  });

  test('is sent log after log, then what comes, and a heartbeat when nothing does', async () => {
    const log = new StoredLog(directory);
    log.turnTo('binlog.000001');
    log.append(event(30, 34));
    log.turnTo('binlog.000002');
    const ending = new AbortController();
    const request = { file: 'binlog.000001', position: 4, serverId: 1, checksum: 'NONE', once: false } as const;
    const events = dump(log, { ...request, heartbeatMs: 20, signal: ending.signal });
    const next = async (): Promise<Buffer> => (await events.next()).value ?? Buffer.alloc(0);
    expect(nextFileOf(await next(), 'NONE')).toBe('binlog.000001');
    expect(await next()).toEqual(event(30, 34));
    expect(nextFileOf(await next(), 'NONE')).toBe('binlog.000002');
    const beat = await next();
    expect([isLogged(beat), beat.toString('latin1', HEADER_BYTES), beat.readUInt32LE(13)]).toEqual([
      false,
      'binlog.000002',
      4,
    ]);
    const coming = next();
    log.append(event(40, 44));
    expect(await coming).toEqual(event(40, 44));
    ending.abort();
    expect(await events.next()).toEqual({ done: true, value: undefined });
    log.close();
  });

  test('is not sent from where it has nothing', async () => {
    const log = new StoredLog(directory);
    log.turnTo('binlog.000001');
    const request = { serverId: 1, checksum: 'NONE', heartbeatMs: 20, once: true } as const;
    const { signal } = new AbortController();
    for (const place of [
      { file: 'binlog.000002', position: 4 },
      { file: 'binlog.000001', position: 5 },
    ])
      await expect(dump(log, { ...request, ...place, signal }).next()).rejects.toThrow(CannotServe);
    log.close();
  });
});
