import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { asInstant } from '@topiary/domain';
import type { EngineStatus } from '@topiary/engine';
import { VirtualClock } from '@topiary/engine/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { graphiteOf } from '../config/graphite.ts';
import { FIRST_RETRY_MS, LAST_RETRY_MS } from '../runtime/outbox.ts';
import { loaded, loadText } from '../testing/load-text.ts';
import { until } from '../testing/test-server.ts';
import { Counts } from './counts.ts';
import { Graphite, MAX_WAITING_REPORTS, SEND_DEADLINE_MS } from './graphite.ts';
import { graphitePrefix, graphiteReport } from './graphite-report.ts';

const closing: (() => unknown)[] = [];
afterEach(() => Promise.all(closing.splice(0).map((close) => close())));

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const INTERVAL_MS = 60_000;

interface Carbon {
  readonly port: number;
  /** What each connection brought, once it is whole. */
  readonly received: string[];
  readonly connections: () => number;
}

/** Listens as Graphite does; a `deaf` one never reads. */
async function carbon(options: { readonly deaf?: boolean; readonly port?: number } = {}): Promise<Carbon> {
  const received: string[] = [];
  const sockets = new Set<Socket>();
  let count = 0;
  const server: Server = createServer({ pauseOnConnect: options.deaf === true }, (socket) => {
    count += 1;
    sockets.add(socket);
    let text = '';
    socket.setEncoding('utf8');
    socket.on('error', () => {});
    if (options.deaf === true) return;
    socket.on('data', (part: string) => (text += part));
    socket.on('end', () => received.push(text));
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, received, connections: () => count };
}

function sender(port: number, report?: () => string) {
  const clock = new VirtualClock(turn);
  const logged: string[] = [];
  const note = (event: string) => void logged.push(event);
  let number = 0;
  const graphite = new Graphite({
    host: '127.0.0.1',
    port,
    intervalMs: INTERVAL_MS,
    report: report ?? (() => `a.count ${(number += 1)} 1\n`),
    clock,
    logger: { info: note, warn: note, error: note },
  });
  closing.push(() => graphite.stop());
  graphite.start();
  return { clock, logged, graphite };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

describe('reports', () => {
  test('are sent once an interval, the first after one, each by a connection that ends', async () => {
    const { port, received, connections } = await carbon();
    const { clock, graphite, logged } = sender(port);
    await clock.advance(INTERVAL_MS - 1);
    expect(connections()).toBe(0);
    await clock.advance(1);
    await until(() => received.length === 1);
    await clock.advance(INTERVAL_MS);
    await until(() => received.length === 2);
    expect([received, logged]).toEqual([['a.count 1 1\n', 'a.count 2 1\n'], []]);
    graphite.stop();
    await clock.advance(5 * INTERVAL_MS);
    expect(connections()).toBe(2);
  });

  test('that could not be sent come together once Graphite is there, and the failure is logged once', async () => {
    const port = await freePort();
    const { clock, logged } = sender(port);
    await clock.advance(INTERVAL_MS);
    await until(() => logged.length > 0);
    await clock.advance(2 * INTERVAL_MS);
    expect(logged).toEqual(['graphite.failing']);
    const { received } = await carbon({ port });
    await until(async () => {
      await clock.advance(FIRST_RETRY_MS);
      return received.length > 0;
    });
    await until(() => logged.length > 1);
    expect(received[0]?.startsWith('a.count 1 1\na.count 2 1\na.count 3 1\n')).toBe(true);
    expect(logged).toEqual(['graphite.failing', 'graphite.sent-again']);
  });

  test('are the newest where Graphite is away for long', async () => {
    const port = await freePort();
    const { clock } = sender(port);
    for (let minute = 0; minute < MAX_WAITING_REPORTS + 5; minute += 1) {
      await clock.advance(INTERVAL_MS);
      // The machine needs a moment to refuse.
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const { received } = await carbon({ port });
    await until(async () => {
      await clock.advance(LAST_RETRY_MS);
      return received.length > 0;
    });
    expect(received[0]?.split('\n').length).toBeLessThanOrEqual(MAX_WAITING_REPORTS + 1);
    expect(received[0]).not.toContain('a.count 1 1\n');
  });

  test('that Graphite does not take are given up after a deadline', async () => {
    const { port, connections } = await carbon({ deaf: true });
    const { clock, logged } = sender(port, () => 'x'.repeat(64 * 1024 * 1024));
    await clock.advance(INTERVAL_MS);
    await until(() => connections() === 1);
    await clock.advance(SEND_DEADLINE_MS - 1);
    expect(logged).toEqual([]);
    await clock.advance(1);
    await until(() => logged.length > 0);
    expect(logged).toEqual(['graphite.failing']);
  });
});

const STATUS = {
  startedAt: asInstant(0),
  acting: { kind: 'self', term: 1 },
  instances: 7,
  probesPerSecond: 1.4,
  probeLateness: { p50Ms: 1, p99Ms: 12.6 },
  probesInFlight: 2,
  probesWaiting: 3,
  pollIntervalMs: 5_000,
  storeFailure: null,
  storm: null,
  unreadablePlans: [],
  markerProblems: [],
} satisfies EngineStatus;

test('a report names what was counted as orchestrator does', () => {
  const counts = new Counts(5_000);
  for (const failure of [null, null, 'access-denied', 'refused']) counts.probed({ tookMs: 10, failure });
  counts.probed({ tookMs: 5_001, failure: null });
  counts.audited();
  counts.recoveryBegan({ uid: '1', code: 'DeadMasterAndSomeReplicas' });
  counts.recoveryBegan({ uid: '2', code: 'DeadIntermediateMaster' });
  counts.recoveryBegan({ uid: '3', code: 'MasterWithStaleRead' });
  counts.recoveryIs('1', { endedAt: null, successor: null });
  counts.recoveryIs('1', { endedAt: asInstant(1), successor: null });
  counts.recoveryIs('1', { endedAt: asInstant(2), successor: null });
  const report = graphiteReport({
    prefix: 'db.topiary',
    at: asInstant(1_800_000_000_999),
    intervalMs: INTERVAL_MS,
    counts,
    status: STATUS,
  });
  const lines = report.split('\n');
  expect(lines.pop()).toBe('');
  expect(lines.filter((line) => !/^db\.topiary\.[a-z_0-9.]+ \d+(?:\.\d\d)? 1800000000$/.test(line))).toEqual([]);
  const values = Object.fromEntries(
    lines.map((line) => line.replace('db.topiary.', '').split(' ') as [string, string]),
  );
  expect(values).toMatchObject({
    'discoveries.attempt.count': '5',
    'discoveries.attempt.count_ps': '0.08',
    'discoveries.fail.count': '2',
    'discoveries.instance_poll_seconds_exceeded.count': '1',
    'instance.access_denied.count': '1',
    'audit.write.count': '1',
    'recover.dead_master.start.count': '1',
    'recover.dead_master.fail.count': '1',
    'recover.dead_master.success.count': '0',
    'recover.dead_intermediate_master.start.count': '1',
    'recover.dead_co_master.start.count': '0',
    'recover.pending.value': '2',
    'discoveries.queue_length.value': '3',
    'elect.is_elected.value': '1',
    'health.is_healthy.value': '1',
    'topiary.probe_lateness_p99_ms.value': '13',
  });
});

describe('the configuration', () => {
  const choice = (values: object) => graphiteOf(loaded(loadText(JSON.stringify(values))).configuration);
  const asked = { GraphiteAddr: 'graphite.x.com:2003', GraphitePath: 'a.{hostname}.b' };

  test.each([
    [{}, 'off'],
    [{ ...asked, GraphitePollSeconds: 0 }, 'off'],
    [{ ...asked, GraphitePath: '' }, { wrong: expect.stringContaining('GraphitePath is empty') as unknown }],
    [{ ...asked, GraphiteAddr: 'graphite' }, { wrong: expect.stringContaining('host:port') as unknown }],
    [
      { ...asked, GraphitePollSeconds: 10 },
      { host: 'graphite.x.com', port: 2003, path: 'a.{hostname}.b', underscoresForDots: true, intervalMs: 10_000 },
    ],
  ])('%j is %j', (values, wanted) => {
    expect(choice(values)).toEqual(wanted);
  });

  test('puts this machine into the path, with underscores where that is wanted', () => {
    const target = { host: 'x', port: 1, path: 'a.{hostname}.b', intervalMs: 1, underscoresForDots: true };
    expect(graphitePrefix(target, 'db.x.com')).toBe('a.db_x_com.b');
    expect(graphitePrefix({ ...target, underscoresForDots: false }, 'db.x.com')).toBe('a.db.x.com.b');
  });
});
