/** A fleet of fakes in this process: servers, sockets, writer and control. */
import { startFakes } from '@topiary/mysql-fake';
import type { Fakes } from '@topiary/mysql-fake';
import { buildFleet } from './build-fleet.ts';
import type { BuiltCluster, BuiltFleet } from './build-fleet.ts';
import { listenForControl } from './control/control-server.ts';
import type { ControlServer } from './control/control-server.ts';
import { FleetControl } from './control/fleet-control.ts';
import { FleetWriter } from './fleet-writer.ts';
import { freePort } from './free-port.ts';
import { listeningFor } from './limits.ts';
import { openFilesLimit } from './open-files.ts';
import { planFleet } from './plan/plan-fleet.ts';
import type { FakesSummary } from './process/messages.ts';

export interface RunningFleet {
  readonly summary: FakesSummary;
  stop(): Promise<void>;
}

/** @throws StartFailure */
export async function startFleet(servers: number): Promise<RunningFleet> {
  const port = await freePort();
  const built = await buildFleet({ clusters: planFleet(servers), port, nowMs: Date.now() });
  const { fleet, clusters } = built;
  const fakes = await startFakes({ fleet, listening: listeningFor(servers, await openFilesLimit()) });
  const control = await controlled(fakes, built);
  const writer = new FleetWriter({ fleet, clusters, sync: () => fakes.sync() });
  return {
    summary: summaryOf(built),
    stop: async () => {
      writer.stop();
      await control.close();
      await fakes.close();
    },
  };
}

async function controlled(fakes: Fakes, { fleet, clusters }: BuiltFleet): Promise<ControlServer> {
  const control = new FleetControl({ fleet, fakes, clusters });
  try {
    return await listenForControl((asked) => control.answer(asked));
  } catch (error) {
    await fakes.close();
    throw error;
  }
}

function summaryOf(built: BuiltFleet): FakesSummary {
  return {
    ...built.topology,
    servers: built.fleet.ids.length,
    clusters: built.clusters.map((cluster) => clusterSummary(built, cluster)),
  };
}

function clusterSummary({ fleet }: BuiltFleet, { name, servers }: BuiltCluster): FakesSummary['clusters'][number] {
  const master = servers.find(({ takesWrites }) => takesWrites)?.id ?? '';
  return {
    name,
    servers: servers.length,
    versions: [...new Set(servers.map(({ id }) => fleet.server(id).product.version.text))],
    master,
    seed: servers.findLast(({ isBinlogServer }) => !isBinlogServer)?.id ?? master,
  };
}
