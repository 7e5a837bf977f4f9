import type { Command } from 'commander';
import type { ClusterSummary } from '@topiary/contract';
import { connect } from '../client/connect.ts';
import type { ClientFlags } from '../client/connect.ts';
import { findCluster, readInstance } from '../client/find-cluster.ts';
import { instanceText } from '../output/instance-text.ts';
import { printJson, table } from '../output/table.ts';
import { topologyText } from '../output/topology-text.ts';
import { withClientOptions } from './client-options.ts';

export function addClusters(program: Command): void {
  withClientOptions(program.command('clusters'))
    .description('list the clusters')
    .action(async (flags: ClientFlags) => {
      const fleet = await connect(flags).read('fleet', {});
      const shared = sharedNames(fleet.clusters);
      if (flags.json) return printJson(fleet);
      console.log(
        table(
          ['CLUSTER', 'SHAPE', 'SERVERS', 'CRITICAL', 'WARNING', 'DOWNTIME', 'LAG', 'MASTERS'],
          fleet.clusters.map((cluster) => rowOf(cluster, shared)),
        ),
      );
      if (shared.size > 0) console.log(`(!) Several clusters have this name: name one by a server of it.`);
    });
  withClientOptions(program.command('topology <cluster>'))
    .description('draw a cluster, named by name, alias, id or any member')
    .action(async (text: string, flags: ClientFlags) => {
      const api = connect(flags);
      const cluster = await api.read('cluster', { params: { cluster: await findCluster(api, text) } });
      if (flags.json) printJson(cluster);
      else console.log(topologyText(cluster));
    });
  withClientOptions(program.command('instance <address>'))
    .description('show every fact of one server')
    .action(async (text: string, flags: ClientFlags) => {
      const instance = await connect(flags).read('instance', { params: { instance: readInstance(text) } });
      if (flags.json) printJson(instance);
      else console.log(instanceText(instance));
    });
}

/** Two clusters may be told the same name by their own tables. */
function sharedNames(clusters: readonly ClusterSummary[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(clusters.flatMap(({ name }) => (seen.size === seen.add(name).size ? [name] : [])));
}

/** The largest that is known, and how many replicas it does not speak of. */
function lagOf({ maxLagSeconds, lagUnknown }: ClusterSummary): string {
  const parts = [
    ...(maxLagSeconds === null ? [] : [`${maxLagSeconds}s`]),
    ...(lagUnknown === 0 ? [] : [`${lagUnknown} unknown`]),
  ];
  return parts.join(', ');
}

function rowOf(cluster: ClusterSummary, shared: ReadonlySet<string>): readonly string[] {
  return [
    cluster.name + (shared.has(cluster.name) ? ' (!)' : ''),
    cluster.shape,
    String(cluster.instances),
    String(cluster.critical),
    String(cluster.warning),
    String(cluster.downtimed),
    lagOf(cluster),
    cluster.masters.join(','),
  ];
}
