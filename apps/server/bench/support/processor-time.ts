/** What something costs in processor time, beyond what the same processes use in as much time when it is not done. */
import { usageOf } from '../scale/usage.ts';
import { pause } from '../scale/numbers.ts';

const REST_MS = 3_000;
/** What was put off meanwhile is made up for, and the looks that follow are made. */
const TAIL_MS = 400;

export interface ProcessGroups {
  readonly servers: readonly number[];
  readonly topiary: number;
}

/** Milliseconds of processor time. */
export interface Spent {
  readonly servers: number;
  readonly topiary: number;
}

interface Reading extends Spent {
  readonly atMs: number;
}

export class ProcessorTime {
  readonly #groups: ProcessGroups;
  /** Per millisecond. */
  #rest: Spent = { servers: 0, topiary: 0 };

  constructor(groups: ProcessGroups) {
    this.#groups = groups;
  }

  /** Processors that the servers and Topiary keep busy when nothing is moved. */
  async rest(): Promise<Spent> {
    const before = await this.#read();
    await pause(REST_MS);
    const after = await this.#read();
    const tookMs = after.atMs - before.atMs;
    this.#rest = {
      servers: (after.servers - before.servers) / tookMs,
      topiary: (after.topiary - before.topiary) / tookMs,
    };
    return this.#rest;
  }

  /** Exact to a clock tick per process: the mean of many tells more. */
  async of<T>(action: () => Promise<T>): Promise<{ readonly result: T; readonly spent: Spent }> {
    const before = await this.#read();
    const result = await action();
    await pause(TAIL_MS);
    const after = await this.#read();
    const tookMs = after.atMs - before.atMs;
    const spent = {
      servers: after.servers - before.servers - this.#rest.servers * tookMs,
      topiary: after.topiary - before.topiary - this.#rest.topiary * tookMs,
    };
    return { result, spent };
  }

  async #read(): Promise<Reading> {
    const { servers, topiary } = this.#groups;
    const [own, ...others] = await Promise.all([topiary, ...servers].map((id) => usageOf(id)));
    const sum = others.reduce((total, { cpuMs }) => total + cpuMs, 0);
    return { atMs: performance.now(), servers: sum, topiary: own?.cpuMs ?? Number.NaN };
  }
}
