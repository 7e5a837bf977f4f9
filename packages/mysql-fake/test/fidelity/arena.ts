/** Where sequences are played: a pool of real servers, reset from one to the next, and a new fleet for each. */
import { ServerPool } from '@topiary/sandbox';
import { makeCertificates, type Certificates } from '../../src/index.ts';
import { fleetWorld } from './fleet-world.ts';
import { play, type Divergence } from './play.ts';
import { realWorld } from './real-world.ts';
import type { Sequence } from './sequence.ts';

export interface ArenaOptions {
  readonly basePort?: number;
}

export class Arena {
  /** Ids of listed differences that were met. */
  readonly met = new Set<string>();
  readonly #options: ArenaOptions;
  #pool: { readonly flavor: string; readonly pool: ServerPool } | null = null;
  #certificates: Promise<Certificates> | null = null;

  constructor(options: ArenaOptions = {}) {
    this.#options = options;
  }

  /** Worlds that differ before the first step are not to be trusted: servers that were used before are then replaced. */
  async play(sequence: Sequence): Promise<Divergence | null> {
    const found = await this.#play(sequence);
    if (found?.steps.length !== 0) return found;
    await this.close();
    return this.#play(sequence);
  }

  async #play(sequence: Sequence): Promise<Divergence | null> {
    const pool = await this.#poolFor(`${sequence.ground.flavor} ${sequence.ground.mode}`);
    this.#certificates ??= makeCertificates(new Date());
    const real = await realWorld(pool, sequence.ground);
    try {
      const fleet = await fleetWorld(real, sequence.ground, await this.#certificates);
      try {
        return await play({ real, fleet }, sequence, (id) => this.met.add(id));
      } finally {
        await fleet.close();
      }
    } finally {
      await real.close();
    }
  }

  async close(): Promise<void> {
    await this.#pool?.pool.close();
    this.#pool = null;
  }

  /** Servers of one ground at a time: a MySQL server takes half a gigabyte. */
  async #poolFor(flavor: string): Promise<ServerPool> {
    if (this.#pool?.flavor !== flavor) {
      await this.close();
      this.#pool = { flavor, pool: new ServerPool({ maxServers: 4, basePort: this.#options.basePort ?? BASE_PORT }) };
    }
    return this.#pool.pool;
  }
}

/** Away from those of other tests. */
const BASE_PORT = 25_200;
