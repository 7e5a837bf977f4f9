/**
 * The other side of `many.ts`: one bare mysql2 connection to each fake, a probe's batch on each every few seconds, evenly
 * spread. Told what to do by its parent, prints nothing.
 */
import { createConnection, type Connection } from 'mysql2';
import { loopbackHost } from '../src/loopback-host.ts';
import type { ClientOrder, ClientReport } from './orders.ts';

const CONNECTING_AT_ONCE = 64;
const CONNECT_TIMEOUT_MS = 60_000;

process.once('message', (order: ClientOrder) => void run(order));

async function run(order: ClientOrder): Promise<void> {
  const startedAt = performance.now();
  const connections = await connectAll(order);
  const connectedMs = performance.now() - startedAt;
  const meter = new Meter(order);
  const timers = connections.map((connection, index) => meter.startProbing(connection, index / connections.length));
  await pause(order.warmUpMs);
  meter.start();
  process.send?.('measuring');
  await pause(order.measureMs);
  const report = { ...meter.report(), connectedMs };
  for (const timer of timers) timer.stop();
  for (const connection of connections) connection.destroy();
  process.send?.(report satisfies ClientReport);
  process.disconnect?.();
}

class Meter {
  readonly #order: ClientOrder;
  #delays: number[] = [];
  #takes: number[] = [];
  #failed = 0;
  #cpu = process.cpuUsage();

  constructor(order: ClientOrder) {
    this.#order = order;
  }

  start(): void {
    this.#delays = [];
    this.#takes = [];
    this.#failed = 0;
    this.#cpu = process.cpuUsage();
  }

  /** `phase`: 0 to 1 of the interval. */
  startProbing(connection: Connection, phase: number): { stop(): void } {
    const { batch, intervalMs } = this.#order;
    let due = performance.now() + phase * intervalMs;
    let timer: NodeJS.Timeout;
    const probe = (): void => {
      const begun = performance.now();
      // Timers may fire a little early.
      this.#delays.push(Math.max(0, begun - due));
      connection.query({ sql: batch, rowsAsArray: true }, (error) => {
        if (error === null) this.#takes.push(performance.now() - begun);
        else this.#failed += 1;
      });
      due += intervalMs;
      timer = setTimeout(probe, Math.max(0, due - performance.now()));
    };
    timer = setTimeout(probe, Math.max(0, due - performance.now()));
    return { stop: () => clearTimeout(timer) };
  }

  report(): Omit<ClientReport, 'connectedMs'> {
    const { user, system } = process.cpuUsage(this.#cpu);
    return {
      probes: this.#takes.length,
      failed: this.#failed,
      cpuMs: (user + system) / 1_000,
      rssBytes: process.memoryUsage().rss,
      lateMs: percentiles(this.#delays),
      tookMs: percentiles(this.#takes),
    };
  }
}

async function connectAll(order: ClientOrder): Promise<readonly Connection[]> {
  const connections: Connection[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < order.count) {
      const index = next;
      next += 1;
      connections[index] = await connectOne(order, loopbackHost(index));
    }
  };
  await Promise.all(Array.from({ length: CONNECTING_AT_ONCE }, worker));
  return connections;
}

function connectOne({ port, user, password }: ClientOrder, host: string): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const connection = createConnection({
      host,
      port,
      user,
      password,
      multipleStatements: true,
      rowsAsArray: true,
      maxPreparedStatements: 10,
      connectTimeout: CONNECT_TIMEOUT_MS,
    });
    connection.once('connect', () => resolve(connection));
    connection.once('error', reject);
  });
}

function percentiles(values: readonly number[]): ClientReport['lateMs'] {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99), max: sorted.at(-1) ?? 0 };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
