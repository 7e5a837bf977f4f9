import { connect as connectSocket, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Connection } from 'mysql2';
import { describe, expect, test } from 'vitest';
import { ask, connect, freeAddress } from '../../test/support/fakes.ts';
import { column, ScriptedAnswerer } from '../../test/support/scripted-answerer.ts';
import { scriptedWorld } from '../../test/support/scripted-world.ts';
import { FakeServers, type WireResult } from '../index.ts';

const USER = { user: 'someone', password: 'secret' };
const ONE: readonly WireResult[] = [{ kind: 'rows', columns: [column('1', 'LONGLONG')], rows: [[1]] }];
/** Long enough to see that nothing comes. */
const SILENCE_MS = 150;

describe('a fake server', () => {
  const { address, answerer, certificates, fakes } = scriptedWorld();

  async function loggedIn(): Promise<Connection> {
    answerer().accounts.set('someone', { plugin: 'mysql_native_password', password: 'secret' });
    answerer().answers.set('SELECT 1', ONE);
    const connected = await connect(address(), USER);
    if (connected.kind === 'failed') throw connected.error;
    return connected.connection;
  }

  test('that is frozen leaves open connections silent, and answers what waited when it thaws', async () => {
    const connection = await loggedIn();
    fakes().setPower(address(), 'frozen');
    const answer = ask(connection, 'SELECT 1');
    expect(await Promise.race([answer, silence()])).toBe('silence');
    expect(answerer().asked).toEqual([]);
    fakes().setPower(address(), 'up');
    expect(await answer).toEqual([[1]]);
  });

  test('that is frozen accepts and does not greet until it thaws', async () => {
    await loggedIn();
    fakes().setPower(address(), 'frozen');
    const connecting = connect(address(), USER);
    expect(await Promise.race([connecting, silence()])).toBe('silence');
    fakes().setPower(address(), 'up');
    expect((await connecting).kind).toBe('connected');
  });

  test('that is frozen holds back the end of a statement that was running', async () => {
    const connection = await loggedIn();
    const answer = ask(connection, 'slow');
    await expect.poll(() => answerer().waiting.length).toBe(1);
    fakes().setPower(address(), 'frozen');
    answerer().waiting[0]?.sink({ kind: 'ok', affectedRows: 0, warnings: 0 }, false);
    expect(await Promise.race([answer, silence()])).toBe('silence');
    fakes().setPower(address(), 'up');
    expect(await answer).toMatchObject({ affectedRows: 0 });
    expect(await ask(connection, 'SELECT 1')).toEqual([[1]]);
  });

  test('that dies ends its connections at once, refuses, and is there again when it is started', async () => {
    const connection = await loggedIn();
    const ended = new Promise((resolve) => {
      connection.on('end', () => resolve('ended'));
      connection.on('error', () => resolve('ended'));
    });
    fakes().setPower(address(), 'down');
    expect(await ended).toBe('ended');
    expect(answerer().sessions.size).toBe(0);
    expect(await connect(address(), USER)).toMatchObject({ kind: 'failed', error: { code: 'ECONNREFUSED' } });
    fakes().setPower(address(), 'up');
    await fakes().settled();
    expect((await connect(address(), USER)).kind).toBe('connected');
  });

  test('that dies while it is frozen forgets what waited', async () => {
    await loggedIn();
    fakes().setPower(address(), 'frozen');
    const connecting = connect(address(), USER);
    await silence();
    fakes().setPower(address(), 'down');
    expect((await connecting).kind).toBe('failed');
    fakes().setPower(address(), 'up');
    await fakes().settled();
    expect(fakes().connectionsTo(address())).toBe(0);
  });

  test('that is started and dies again before it listens stays down', async () => {
    fakes().setPower(address(), 'down');
    fakes().setPower(address(), 'up');
    fakes().setPower(address(), 'down');
    await fakes().settled();
    expect(await connect(address(), USER)).toMatchObject({ kind: 'failed', error: { code: 'ECONNREFUSED' } });
  });

  test('lets its answerer end one connection', async () => {
    const connection = await loggedIn();
    const ended = new Promise((resolve) => {
      connection.on('end', () => resolve('ended'));
      connection.on('error', () => resolve('ended'));
    });
    const [session] = answerer().sessions;
    session?.request.onLost();
    expect(await ended).toBe('ended');
    expect((await connect(address(), USER)).kind).toBe('connected');
  });

  test('may be no MySQL server at all', async () => {
    answerer().greeting = { kind: 'stranger', words: 'SSH-2.0-OpenSSH_9.2p1\r\n' };
    const socket = connectSocket(address().port, address().host);
    expect(await firstWords(socket)).toBe('SSH-2.0-OpenSSH_9.2p1\r\n');
    socket.destroy();
  });

  test('listens on loopback only', async () => {
    await expect(fakes().listen({ host: '0.0.0.0', port: 3306 })).rejects.toThrow(/127\.x\.y\.z only/);
    await expect(fakes().listen({ host: '192.168.1.1', port: 3306 })).rejects.toThrow(/127\.x\.y\.z only/);
  });

  test('says what is wrong with an address that is taken', async () => {
    const other = new FakeServers({ answerer: answerer(), certificates: certificates(), listening: 'own' });
    await expect(other.listen(address())).rejects.toThrow(/EADDRINUSE.*choose another/);
    await other.close();
  });
});

describe('many servers behind one listener', () => {
  const { certificates } = scriptedWorld();
  const HOSTS = ['127.9.0.1', '127.9.0.2', '127.9.0.3'];

  async function withShared(
    check: (world: { fakes: FakeServers<unknown>; answerer: ScriptedAnswerer; port: number }) => Promise<void>,
  ): Promise<void> {
    const answerer = new ScriptedAnswerer();
    answerer.accounts.set('someone', { plugin: 'mysql_native_password', password: 'secret' });
    const fakes = new FakeServers({ answerer, certificates: certificates(), listening: 'shared' });
    const { port } = await freeAddress();
    await Promise.all(HOSTS.map((host) => fakes.listen({ host, port })));
    try {
      await check({ fakes, answerer, port });
    } finally {
      await fakes.close();
    }
  }

  test('are told apart by the address that a client connects to', () =>
    withShared(async ({ answerer, port }) => {
      for (const host of HOSTS) await connect({ host, port }, USER);
      expect([...answerer.sessions].map((session) => session.address.host)).toEqual(HOSTS);
    }));

  test('die and come back one by one', () =>
    withShared(async ({ fakes, port }) => {
      fakes.setPower({ host: '127.9.0.2', port }, 'down');
      const outcomes = await Promise.all(HOSTS.map((host) => connect({ host, port }, USER)));
      expect(outcomes.map(({ kind }) => kind)).toEqual(['connected', 'failed', 'connected']);
      fakes.setPower({ host: '127.9.0.2', port }, 'up');
      expect((await connect({ host: '127.9.0.2', port }, USER)).kind).toBe('connected');
    }));

  test('are alone: other addresses of loopback and of the network are reset without a word', () =>
    withShared(async ({ port }) => {
      const outside = Object.values(networkInterfaces())
        .flatMap((addresses) => addresses ?? [])
        .filter(({ family, internal }) => family === 'IPv4' && !internal)
        .map(({ address }) => address);
      for (const host of ['127.9.0.4', '127.0.0.1', ...outside]) {
        const socket = connectSocket(port, host);
        expect({ host, words: await firstWords(socket) }).toEqual({ host, words: '' });
      }
    }));
});

async function silence(): Promise<'silence'> {
  await new Promise((resolve) => {
    setTimeout(resolve, SILENCE_MS);
  });
  return 'silence';
}

/** What a peer says before anything is said to it; '' when it hangs up. */
function firstWords(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.once('data', (chunk: Buffer) => resolve(chunk.toString('latin1')));
    socket.once('close', () => resolve(''));
    socket.on('error', () => undefined);
  });
}
