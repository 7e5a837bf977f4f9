import { ensureServers } from '../binaries/ensure-servers.ts';
import { nameOfWish, type ServerWish } from '../binaries/releases.ts';
import type { ServerBinaries } from '../binaries/server-binaries.ts';
import type { Environment } from '../cache/cache-directory.ts';
import { dataTemplate, type DataTemplate } from '../server/data-template.ts';
import { SandboxError } from '../shared/errors.ts';
import type { OnProgress } from '../shared/progress.ts';

/** What a server is made from: its programs and an initialised data directory. */
export interface ServerSoftware {
  readonly binaries: ServerBinaries;
  readonly template: DataTemplate;
}

export interface SoftwareOptions {
  readonly environment: Environment;
  readonly onProgress: OnProgress;
}

/** Software by wish. */
export interface Software {
  of(wish: ServerWish): ServerSoftware;
}

/** Finds or fetches what the wishes need, each once. */
export async function prepareSoftware(wishes: readonly ServerWish[], options: SoftwareOptions): Promise<Software> {
  const distinct = [...new Map(wishes.map((wish) => [nameOfWish(wish), wish])).values()];
  const found = await ensureServers({ wishes: distinct, ...options });
  const prepared = await Promise.all(
    found.map(async (binaries) => ({ binaries, template: await dataTemplate(binaries, options) })),
  );
  const byName = new Map(distinct.map((wish, index) => [nameOfWish(wish), prepared[index]]));
  return {
    of: (wish) => {
      const software = byName.get(nameOfWish(wish));
      if (software === undefined)
        throw new SandboxError('no-server-binaries', `No ${nameOfWish(wish)} server was prepared.`, {
          data: { wish: nameOfWish(wish) },
        });
      return software;
    },
  };
}
