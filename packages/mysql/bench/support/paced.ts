/** Asks servers once a second each, evenly spread, and tells what of the processor this process spends on it. */
import { createConnection } from 'mysql2/promise';

export const INTERVAL_MS = 1_000;
const WARM_UP_SECONDS = 10;

export interface Subject {
  readonly ask: readonly (() => Promise<unknown>)[];
  readonly close: () => Promise<unknown>;
}

/** Milliseconds of processor time. */
export interface Cost {
  readonly userMs: number;
  readonly systemMs: number;
  readonly perSecond: number;
}

interface Place {
  readonly host: string;
  readonly port: number;
}

/** The least that a server can be asked by the library. */
export async function constants(
  places: readonly Place[],
  account: { readonly user: string; readonly password: string },
): Promise<Subject> {
  const connections = await Promise.all(
    places.map(({ host, port }) => createConnection({ host, port, user: account.user, password: account.password })),
  );
  return {
    ask: connections.map((connection) => () => connection.query({ sql: 'SELECT 1', rowsAsArray: true })),
    close: () => Promise.all(connections.map((connection) => connection.end())),
  };
}

export async function costOf({ ask, close }: Subject, seconds: number): Promise<Cost> {
  let count = 0;
  const timers: NodeJS.Timeout[] = [];
  for (const [index, one] of ask.entries()) {
    const again = async (): Promise<void> => {
      await one();
      count += 1;
    };
    const startMs = (INTERVAL_MS * index) / ask.length;
    timers.push(setTimeout(() => timers.push(setInterval(() => void again(), INTERVAL_MS)), startMs));
  }
  await pause(WARM_UP_SECONDS * 1_000);
  const [before, countBefore] = [process.cpuUsage(), count];
  await pause(seconds * 1_000);
  const { user, system } = process.cpuUsage(before);
  const asked = count - countBefore;
  for (const timer of timers) clearTimeout(timer);
  // Those that are under way end first.
  await pause(INTERVAL_MS);
  await close();
  return { userMs: user / 1_000 / asked, systemMs: system / 1_000 / asked, perSecond: asked / seconds };
}

export function textOf({ userMs, systemMs, perSecond }: Cost): string {
  const each = (ms: number): string => ms.toFixed(3);
  return `${each(userMs + systemMs)} ms (user ${each(userMs)}, system ${each(systemMs)}), ${perSecond.toFixed(1)} per second`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
