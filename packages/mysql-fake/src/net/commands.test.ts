import { connect as connectSocket } from 'node:net';
import type { Connection } from 'mysql2';
import { describe, expect, test } from 'vitest';
import { ask, closedSoon, connect } from '../../test/support/fakes.ts';
import { column } from '../../test/support/scripted-answerer.ts';
import { scriptedWorld } from '../../test/support/scripted-world.ts';
import type { ResultColumn, WireResult } from '../index.ts';

const USER = { user: 'someone', password: 'secret' };
const TEXT: readonly ResultColumn[] = [column('value', 'VAR_STRING')];
const row = (...cells: Extract<WireResult, { kind: 'rows' }>['rows'][number]): WireResult => ({
  kind: 'rows',
  columns: cells.map((_cell, index) => column(`c${index}`, 'VAR_STRING')),
  rows: [cells],
});
const OK: WireResult = { kind: 'ok', affectedRows: 0, warnings: 0 };

describe('a logged-in client', () => {
  const { address, answerer, fakes } = scriptedWorld();

  async function loggedIn(options = {}): Promise<Connection> {
    answerer().accounts.set('someone', { plugin: 'mysql_native_password', password: 'secret' });
    const connected = await connect(address(), {
      ...USER,
      multipleStatements: true,
      supportBigNumbers: true,
      ...options,
    });
    if (connected.kind === 'failed') throw connected.error;
    return connected.connection;
  }
  const answers = (sql: string, ...results: readonly WireResult[]): void => {
    answerer().answers.set(sql, results);
  };

  test('reads numbers, texts and NULL as what they are', async () => {
    answers('SELECT all', {
      kind: 'rows',
      columns: [
        column('n', 'LONGLONG'),
        column('big', 'LONGLONG'),
        column('d', 'DOUBLE'),
        column('t', 'VAR_STRING'),
        column('digits', 'VAR_STRING'),
        column('nothing', 'VAR_STRING'),
        column('empty', 'VAR_STRING'),
      ],
      rows: [
        [1, 18_446_744_073_709_551_615n, 0.25, 'größer 主', '007', null, ''],
        [-1, 0n, -1.5, '\0', '1e3', null, ' '],
      ],
    });
    expect(await ask(await loggedIn(), 'SELECT all')).toEqual([
      [1, '18446744073709551615', 0.25, 'größer 主', '007', null, ''],
      [-1, 0, -1.5, '\0', '1e3', null, ' '],
    ]);
  });

  test.each([0, 1, 83, 84, 250, 251, 252, 65_535, 65_536, 200_000])('reads a text of %i characters', async (length) => {
    const texts = ['x'.repeat(length), '主'.repeat(length)];
    answers('SELECT text', { kind: 'rows', columns: TEXT, rows: texts.map((text) => [text]) });
    expect(await ask(await loggedIn(), 'SELECT text')).toEqual(texts.map((text) => [text]));
  });

  test('reads a result without rows, and one with many', async () => {
    answers('SELECT none', { kind: 'rows', columns: TEXT, rows: [] });
    const many = Array.from({ length: 1_000 }, (_, index) => [String(index)]);
    answers('SELECT many', { kind: 'rows', columns: TEXT, rows: many });
    const connection = await loggedIn();
    expect(await ask(connection, 'SELECT none')).toEqual([]);
    expect(await ask(connection, 'SELECT many')).toEqual(many);
    expect(await ask(connection, 'SELECT none')).toEqual([]);
  });

  test('reads affected rows and warnings', async () => {
    answers('INSERT', { kind: 'ok', affectedRows: 300, warnings: 2 });
    expect(await ask(await loggedIn(), 'INSERT')).toMatchObject({ affectedRows: 300, warningStatus: 2 });
  });

  test('reads the results of several statements in order', async () => {
    answers('a; b; c', row('1', null), OK, row('x'));
    expect(await ask(await loggedIn(), 'a; b; c')).toMatchObject([[['1', null]], { affectedRows: 0 }, [['x']]]);
    expect(answerer().asked.at(-1)).toEqual({ sql: 'a; b; c', severalStatements: true });
  });

  test('is known not to send several statements when it did not ask for leave', async () => {
    answers('a', OK);
    await ask(await loggedIn({ multipleStatements: false }), 'a');
    expect(answerer().asked.at(-1)?.severalStatements).toBe(false);
  });

  test('reads the results before an error, and the error', async () => {
    const error = { kind: 'error', number: 1227, sqlState: '42000', text: 'Access denied; you need SUPER' } as const;
    answers('a; b; c', row('1'), OK, error);
    const connection = await loggedIn();
    const seen: unknown[] = [];
    const failed = await new Promise((resolve) => {
      const query = connection.query({ sql: 'a; b; c', rowsAsArray: true });
      query.on('result', (result) => seen.push(Array.isArray(result) ? result : 'header'));
      query.on('error', resolve);
    });
    expect(failed).toMatchObject({ errno: 1227, sqlState: '42000', sqlMessage: 'Access denied; you need SUPER' });
    expect(seen).toEqual([['1'], 'header']);
    answers('d', row('still here'));
    expect(await ask(connection, 'd')).toEqual([['still here']]);
  });

  test('reads results as they come, while a later statement is still running', async () => {
    const connection = await loggedIn();
    const seen: unknown[] = [];
    const done = new Promise((resolve) => {
      const query = connection.query({ sql: 'a; slow', rowsAsArray: true });
      query.on('result', (result) => seen.push(result));
      query.on('end', resolve);
    });
    await expect.poll(() => answerer().waiting.length).toBe(1);
    answerer().waiting[0]?.sink(row('at once'), true);
    await expect.poll(() => seen).toEqual([['at once']]);
    answerer().waiting[0]?.sink(row('late'), false);
    await done;
    expect(seen).toEqual([['at once'], ['late']]);
  });

  test('has its next statement run when the one before has ended', async () => {
    const connection = await loggedIn();
    answers('b', row('b'));
    const first = ask(connection, 'a');
    const second = ask(connection, 'b');
    await expect.poll(() => answerer().waiting.length).toBe(1);
    expect(answerer().asked.map(({ sql }) => sql)).toEqual(['a']);
    answerer().waiting[0]?.sink(row('a'), false);
    expect(await Promise.all([first, second])).toEqual([[['a']], [['b']]]);
  });

  test('that goes while its statement runs has it cancelled and its session closed', async () => {
    const connection = await loggedIn();
    connection.query('forever');
    await expect.poll(() => answerer().waiting.length).toBe(1);
    connection.destroy();
    await expect.poll(() => answerer().cancelled).toBe(1);
    expect(answerer().sessions.size).toBe(0);
    answerer().waiting[0]?.sink(OK, false);
    expect(fakes().connectionsTo(address())).toBe(0);
  });

  test('may ping, reset itself, and quit', async () => {
    const connection = await loggedIn();
    expect(await called((done) => connection.ping(done))).toBeNull();
    expect(await called((done) => Reflect.apply(Reflect.get(connection, 'reset'), connection, [done]))).toBeNull();
    expect(answerer().resets).toBe(1);
    await closedSoon(connection);
    await expect.poll(() => answerer().sessions.size).toBe(0);
  });

  test('may choose a database, and allow itself several statements later', async () => {
    answerer().accounts.set('raw', { plugin: 'mysql_native_password', password: '' });
    answers('USE `sh``op`', OK);
    answers('a', OK);
    const socket = connectSocket(address().port, address().host);
    const replies: string[] = [];
    const say = async (sequence: number, ...parts: readonly (string | number[])[]): Promise<void> => {
      const payload = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
      const before = replies.length;
      socket.write(Buffer.concat([Buffer.from([payload.length, 0, 0, sequence]), payload]));
      await expect.poll(() => replies.length).toBeGreaterThan(before);
    };
    socket.on('data', (chunk: Buffer) => replies.push(chunk.subarray(3, 5).toString('hex')));
    await expect.poll(() => replies.length).toBe(1);
    // Protocol 4.1, secure connections and methods by name; the rest of the fixed part; user, empty proof, method.
    await say(
      1,
      [0, 0x82, 0x08, 0],
      Array.from({ length: 28 }, () => 0),
      'raw\0',
      [0],
      'mysql_native_password\0',
    );
    await say(0, [0x02], 'sh`op');
    await say(0, [0x03], 'a');
    await say(0, [0x1b, 0, 0]);
    await say(0, [0x03], 'a');
    await say(0, [0x1b, 1, 0]);
    await say(0, [0x03], 'a');
    expect(replies.slice(1)).toEqual(['0200', '0100', '0100', '01fe', '0100', '01fe', '0100']);
    expect(answerer().asked.map(({ severalStatements }) => severalStatements)).toEqual([false, false, true, false]);
    socket.destroy();
  });

  test('is told that prepared statements are not to be had', async () => {
    const connection = await loggedIn();
    const error = await new Promise((resolve) => {
      connection.execute('SELECT ?', [1], resolve);
    });
    expect(error).toMatchObject({ errno: 1295 });
    answers('a', OK);
    await ask(connection, 'a');
  });

  test('cannot become somebody else', async () => {
    const connection = await loggedIn();
    const error = await new Promise((resolve) => {
      connection.changeUser({ user: 'root', password: 'secret' }, resolve);
    });
    expect(error).toMatchObject({ errno: 1047 });
  });

  test('that sends more than a packet may hold is told so and cut off', async () => {
    const connection = await loggedIn();
    await expect(ask(connection, `SELECT '${'x'.repeat(5_000_000)}'`)).rejects.toMatchObject({
      code: expect.stringMatching(/ER_NET_PACKET_TOO_LARGE|ECONNRESET|EPIPE|PROTOCOL_CONNECTION_LOST/) as string,
    });
    await expect.poll(() => fakes().connectionsTo(address())).toBe(0);
  });

  test('that speaks no MySQL gets an error and the end of the connection', async () => {
    const socket = connectSocket(address().port, address().host);
    const received: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => received.push(chunk));
    socket.on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nHost: somewhere\r\n\r\n');
    await new Promise((resolve) => {
      socket.on('close', resolve);
    });
    expect(Buffer.concat(received).length).toBeGreaterThan(0);
    expect(fakes().connectionsTo(address())).toBe(0);
  });
});

/** What a callback of the client is given: an error, or nothing. */
function called(call: (done: (error: unknown) => void) => void): Promise<unknown> {
  return new Promise((resolve) => {
    call((error) => resolve(error ?? null));
  });
}
