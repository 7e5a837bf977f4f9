/** The part of the contract on servers that are not well, and on what is no server. */
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { instanceIdOf } from '@topiary/domain';
import type { ConnectionLost } from '@topiary/engine';
import { describe, expect, test } from 'vitest';
import { listenWith } from './proxy.ts';
import { DEADLINE_MS, eventually, failureOf, observationOf, pause, type Subject } from './subject.ts';

export function unreachableContract({ fleet, servers }: Subject): void {
  describe('a failure to connect', () => {
    test("for a wrong password is access denied, with the server's number and without the password", async () => {
      const { user } = fleet().account;
      const failure = await failureOf(
        servers({ account: { user, password: 'not-the-password' } }),
        fleet().server('m').address,
      );
      expect(failure).toMatchObject({ kind: 'access-denied', code: '1045' });
      expect(JSON.stringify(failure)).not.toContain('not-the-password');
    });

    test('for a closed port is refused', async () => {
      const { address, close } = await listenWith(() => undefined);
      await close();
      expect(await failureOf(servers(), address)).toMatchObject({ kind: 'refused', code: 'ECONNREFUSED' });
    });

    test('for a name that does not exist says so', async () => {
      expect((await failureOf(servers(), { host: 'no-such-host.invalid', port: 3306 })).kind).toBe('name-not-found');
    });

    test('for a listener that accepts and never says anything is frozen, within the deadline', async () => {
      const { address, close } = await listenWith(() => undefined);
      expect(await failureOf(servers(), address, 1_500)).toMatchObject({
        kind: 'frozen',
        waitingFor: "the server's greeting",
      });
      await close();
    });

    test('for a listener that hangs up at once is a lost connection', async () => {
      const { address, close } = await listenWith((socket) => socket.end());
      expect((await failureOf(servers(), address)).kind).toBe('connection-lost');
      await close();
    });

    test('when all connections are taken says so', async () => {
      const x = fleet().server('x');
      const [before] = await x.sql('SELECT @@global.max_connections AS value');
      await x.sql('SET GLOBAL max_connections = 10');
      try {
        const failures = [];
        for (let count = 0; count < 12; count += 1)
          failures.push(await failureOf(servers({ account: fleet().bare }), x.address));
        expect(failures).toContainEqual(expect.objectContaining({ kind: 'too-many-connections', code: '1040' }));
      } finally {
        await x.sql(`SET GLOBAL max_connections = ${Number(before?.['value'])}`);
      }
    });
  });
}

export function strangerContract({ servers }: Subject): void {
  describe('a port that is no MySQL server', () => {
    test.each([
      ['SSH', 'SSH-2.0-OpenSSH_9.2p1 Debian\r\n'],
      ['a mail server', '220 mail.example ESMTP ready\r\n'],
      ['noise', '\x00\x00\x00\x00\x00\x00\x00\x00'],
    ])('and greets like %s is told by its first words', async (_name, words) => {
      const { address, close } = await listenWith((socket) => socket.write(Buffer.from(words, 'latin1')));
      const failure = await failureOf(servers(), address);
      expect(failure).toMatchObject({
        kind: 'not-mysql',
        detail: expect.stringContaining('check host and port') as string,
      });
      await close();
    });

    test('and waits for its client, like HTTP, is told by its answer', async () => {
      const http = createHttpServer((_request, response) => response.end('hello'));
      await new Promise<void>((resolve) => {
        http.listen(0, '127.0.0.1', resolve);
      });
      const { port } = http.address() as AddressInfo;
      const failure = await failureOf(servers(), { host: '127.0.0.1', port });
      expect(failure).toMatchObject({ kind: 'not-mysql', detail: expect.stringContaining('HTTP/1.1') as string });
      http.closeAllConnections();
      http.close();
    });

    test('and breaks off in the middle of a greeting fails without leaking a socket', async () => {
      let open = 0;
      const { address, close } = await listenWith((socket) => {
        open += 1;
        socket.on('close', () => {
          open -= 1;
        });
        socket.write(Buffer.from([74, 0, 0, 0, 10, 57]));
        setTimeout(() => socket.end(), 50);
      });
      expect((await failureOf(servers(), address)).kind).toBe('connection-lost');
      await eventually(async () => expect(open).toBe(0));
      await close();
    });
  });
}

export function frozenContract({ fleet, servers }: Subject): void {
  describe('a frozen server', () => {
    test('is called frozen, on the connection that was held and on the next probes, and is back when it thaws', async () => {
      const y = fleet().server('y');
      const port = servers();
      await observationOf(port, y.address);
      await y.freeze();
      try {
        expect(await failureOf(port, y.address, 1_500)).toMatchObject({ kind: 'frozen' });
        expect(await failureOf(port, y.address, 500)).toMatchObject({ kind: 'frozen' });
      } finally {
        await y.thaw();
      }
      expect((await observationOf(port, y.address)).identity.port).toBe(y.address.port);
    });

    test('is news at once when it thaws and no probe waits for it', async () => {
      const y = fleet().server('y');
      const port = servers();
      const back: string[] = [];
      port.onServerBack((id) => back.push(id));
      await observationOf(port, y.address);
      await y.freeze();
      try {
        expect(await failureOf(port, y.address, 1_500)).toMatchObject({ kind: 'frozen' });
        await pause(100);
        expect(back).toEqual([]);
      } finally {
        await y.thaw();
      }
      await eventually(async () => expect(back).toEqual([instanceIdOf(y.address)]));
      expect((await port.observe(y.address, { deadlineMs: DEADLINE_MS })).kind).toBe('observed');
    });

    test('answers a probe that waits while it thaws', async () => {
      const y = fleet().server('y');
      const port = servers();
      await observationOf(port, y.address);
      await y.freeze();
      const probe = port.observe(y.address, { deadlineMs: DEADLINE_MS });
      await pause(300);
      await y.thaw();
      expect((await probe).kind).toBe('observed');
    });
  });
}

export function killedContract({ fleet, servers }: Subject): void {
  describe('a killed server', () => {
    test('is news at once, is refused then, and is observed again after its restart', async () => {
      const y = fleet().server('y');
      const port = servers();
      const { promise, resolve } = Promise.withResolvers<ConnectionLost>();
      const unsubscribe = port.onConnectionLost(resolve);
      await observationOf(port, y.address);
      const killed = y.kill();
      const lost = await promise;
      expect(lost).toMatchObject({ id: instanceIdOf(y.address), failure: { kind: 'connection-lost' } });
      await killed;
      // The kernel closes the listening socket when it has freed the memory of the process.
      await eventually(async () => expect((await failureOf(port, y.address)).kind).toBe('refused'));
      await y.start();
      const seen = await observationOf(port, y.address);
      expect(seen.uptimeSeconds).toBeLessThan(60);
      unsubscribe();
    });

    test('is no news when the connection was given up by us', async () => {
      const y = fleet().server('y');
      const port = servers();
      const lost: ConnectionLost[] = [];
      port.onConnectionLost((event) => lost.push(event));
      await observationOf(port, y.address);
      port.forget(instanceIdOf(y.address));
      await observationOf(port, y.address);
      await port.close();
      await pause(100);
      expect(lost).toEqual([]);
    });
  });
}
