import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../shared/run-command.ts';
import { eventually } from '../testing/eventually.ts';
import { Rooms } from './rooms.ts';

const PORT = 9_000;
const PATIENCE_MS = 400;
const DISK_BYTES = 8 * 1024 * 1024;
const LISTENS = `require('node:net').createServer((socket) => socket.end()).listen(${PORT}, '0.0.0.0')`;
const REACHES = `const s = require('node:net').connect(${PORT}, process.argv[1]);
  s.on('connect', () => process.exit(0)); s.on('error', () => process.exit(1)); setTimeout(() => process.exit(1), ${PATIENCE_MS});`;

// It takes root, which a build need not have.
describe.runIf(process.env['SOAK_CONTRACT'] !== undefined && process.getuid?.() === 0)('rooms', () => {
  let rooms: Rooms;
  let directory = '';
  const listening: ChildProcess[] = [];
  const names = ['a', 'b'] as const;

  beforeAll(async () => {
    rooms = await Rooms.open({ names, diskBytes: DISK_BYTES });
    directory = await mkdtemp(join(tmpdir(), 'topiary-rooms-'));
    for (const name of names) {
      const [program, ...args] = [...rooms.room(name).prefix, process.execPath, '-e', LISTENS];
      listening.push(spawn(program, args, { stdio: 'ignore' }));
      await eventually(() => isReached(name), 5_000);
    }
  });

  afterAll(async () => {
    for (const process of listening) process.kill('SIGKILL');
    rooms.close();
    await rm(directory, { recursive: true, force: true });
    // The interface on this side goes with the namespaces.
    expect(await eventually(() => Promise.resolve(ours().length === 0), 5_000)).toBe(true);
  });

  const ours = (): readonly string[] =>
    Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .map(({ address }) => address)
      .filter((address) => address === rooms.room('a').host.replace(/\d+$/, '1'));

  function isReached(name: string): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect({ host: rooms.room(name).host, port: PORT, timeout: PATIENCE_MS });
      const end = (found: boolean) => () => {
        socket.destroy();
        resolve(found);
      };
      socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
    });
  }

  async function reaches(from: string, name: string): Promise<boolean> {
    const [program, ...args] = [...rooms.room(from).prefix, process.execPath, '-e', REACHES, rooms.room(name).host];
    return runCommand(program, { args }).then(
      () => true,
      () => false,
    );
  }

  const paths = async () => [
    await isReached('a'),
    await isReached('b'),
    await reaches('a', 'b'),
    await reaches('b', 'a'),
  ];

  test('reach each other, and are reached from here, until one is cut off, kept apart or hidden', async () => {
    expect(await paths()).toEqual([true, true, true, true]);
    await rooms.cutOff('a');
    expect(await paths()).toEqual([false, true, false, false]);
    await rooms.plugInAgain('a');
    await expect.poll(paths, { timeout: 10_000 }).toEqual([true, true, true, true]);
    await rooms.keepApart(names);
    expect(await paths()).toEqual([true, true, false, false]);
    await rooms.bringTogether(names);
    await expect.poll(paths, { timeout: 10_000 }).toEqual([true, true, true, true]);
    await rooms.hide('a', 'b');
    expect(await paths()).toEqual([true, true, false, false]);
    await rooms.show('a', 'b');
    await expect.poll(paths, { timeout: 10_000 }).toEqual([true, true, true, true]);
  }, 30_000);

  test('have a disk of their own that can be filled, and that nobody else sees', async () => {
    await rooms.room('a').mountDisk(directory);
    await rooms.fillDisk('a', directory);
    const inside = rooms.pathIn('a', directory);
    expect([(await statfs(inside)).bavail, await readdir(directory)]).toEqual([0, []]);
    await rooms.freeDisk('a', directory);
    expect((await statfs(inside)).bavail).toBeGreaterThan(0);
  });
});
