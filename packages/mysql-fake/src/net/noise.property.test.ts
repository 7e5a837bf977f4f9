import { connect as connectSocket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ask, connect } from '../../test/support/fakes.ts';
import { column } from '../../test/support/scripted-answerer.ts';
import { scriptedWorld } from '../../test/support/scripted-world.ts';

const HEADER_BYTES = 4;
/** Protocol 4.1, secure connections, methods by name; user `raw`, an empty proof. */
const LOGIN = Buffer.concat([
  Buffer.from([0, 0x82, 0x08, 0, ...Array.from({ length: 28 }, () => 0)]),
  Buffer.from('raw\0\0mysql_native_password\0'),
]);

/** Payloads that begin as something that is known, and go on as they like. */
const payloads = fc
  .tuple(
    fc.constantFrom([], [0x03], [0x02], [0x1b], [0x1f], [0x16], [0x00, 0xaa, 0xff, 0xff], [0x85, 0xa6, 0xff, 0x01]),
    fc.uint8Array({ maxLength: 64 }),
  )
  .map(([head, tail]) => Buffer.from([...head, ...tail]));

const packets = payloads.map((payload) => Buffer.concat([Buffer.from([payload.length, 0, 0, 1]), payload]));
const noise = fc.array(
  fc.oneof(
    packets,
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  ),
  {
    maxLength: 6,
  },
);

describe('a fake server that is sent noise', () => {
  const { address, answerer } = scriptedWorld();

  test.each([
    ['instead of a login', null],
    ['after a login', Buffer.concat([Buffer.from([LOGIN.length, 0, 0, 1]), LOGIN])],
  ])('%s closes that connection or answers, and goes on serving others', async (_when, login) => {
    answerer().accounts.set('raw', { plugin: 'mysql_native_password', password: '' });
    answerer().answers.set('SELECT 1', [{ kind: 'rows', columns: [column('1', 'LONGLONG')], rows: [[1]] }]);
    await fc.assert(
      fc.asyncProperty(noise, async (chunks) => {
        await send(address(), login === null ? chunks : [login, ...chunks]);
      }),
    );
    const connected = await connect(address(), { user: 'raw' });
    if (connected.kind === 'failed') throw connected.error;
    expect(await ask(connected.connection, 'SELECT 1')).toEqual([[1]]);
  });
});

/** Sends after the greeting, closes, and waits until the other side has closed too. */
function send(to: { readonly host: string; readonly port: number }, chunks: readonly Buffer[]): Promise<void> {
  return new Promise((resolve) => {
    const socket = connectSocket(to.port, to.host);
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
    socket.once('data', (greeting: Buffer) => {
      expect(greeting.length).toBeGreaterThan(HEADER_BYTES);
      socket.on('data', () => undefined);
      for (const chunk of chunks) socket.write(chunk);
      socket.end();
    });
  });
}
