/** Commands that tell what is known, and change nothing. */
import { z } from 'zod';
import { Fatal, lines, NOTHING } from '../command.ts';
import type { ClassicCommand, ClassicContext, Output, Section } from '../command.ts';
import { clusterInfoSchema, instanceSchema, instancesSchema, keyText } from '../old-api.ts';
import type { OldClusterInfo, OldInstance } from '../old-api.ts';
import { clusterOrWarn, instanceOf, knownInstanceOf, sureClusterOf } from '../subjects.ts';
import { matcher } from './relocation.ts';

const SECTION: Section = 'Information';

export const informationCommands: readonly ClassicCommand[] = [
  {
    name: 'find',
    section: SECTION,
    description: 'Print the instances whose host:port matches the regular expression of -pattern',
    needs: ['pattern'],
    run: async ({ old, flags }) => {
      const matches = matcher(flags.pattern);
      const all = await old.bare(instancesSchema, ['all-instances']);
      return listOf(all.filter(({ Key }) => matches(keyText(Key))));
    },
  },
  {
    name: 'search',
    section: SECTION,
    description: 'Print the instances whose name, cluster, version or alias holds the text of -pattern',
    needs: ['pattern'],
    run: async ({ old, flags }) => listOf(await old.bare(instancesSchema, ['search'], { s: flags.pattern })),
  },
  {
    name: 'clusters',
    section: SECTION,
    description: 'Print the names of all clusters',
    needs: [],
    twin: 'clusters',
    run: async ({ old }) => {
      const names = await old.bare(z.array(z.string()), ['clusters']);
      return { lines: names.length === 0 ? [''] : names, value: names };
    },
  },
  {
    name: 'clusters-alias',
    section: SECTION,
    description: 'Print the names and aliases of all clusters',
    needs: [],
    twin: 'clusters',
    run: async ({ old }) => {
      const infos = await old.bare(z.array(clusterInfoSchema), ['clusters-info']);
      return { lines: infos.map(({ ClusterName, ClusterAlias }) => `${ClusterName}\t${ClusterAlias}`), value: infos };
    },
  },
  listed('all-clusters-masters', 'Print the writable master of each cluster', ['masters']),
  topology('topology', 'Draw a cluster as text'),
  topology('topology-tabulated', 'Draw a cluster as text, in columns'),
  topology('topology-tags', 'Draw a cluster as text, with the tags of each instance'),
  listed('all-instances', 'Print all known instances', ['all-instances']),
  {
    name: 'which-instance',
    section: SECTION,
    description: 'Print the whole host:port of an instance that is known',
    needs: ['known-instance'],
    twin: 'instance <address>',
    run: async (context) => {
      const { key, instance } = await knownInstanceOf(context);
      return { lines: [key], value: instance };
    },
  },
  {
    name: 'which-cluster',
    section: SECTION,
    description: 'Print the name of the cluster of an instance; an empty line where it is unknown',
    needs: ['cluster'],
    run: async (context) => lines((await clusterOrWarn(context))?.ClusterName ?? ''),
  },
  ofCluster('which-cluster-alias', 'Print the alias of a cluster', ({ ClusterAlias }) => ClusterAlias),
  ofCluster('which-cluster-domain', 'Print the domain of a cluster', ({ ClusterDomain }) => ClusterDomain),
  {
    name: 'which-heuristic-domain-instance',
    section: SECTION,
    description: 'Print the instance to which the domain of a cluster leads, which is its master',
    needs: ['cluster'],
    run: masterOf,
  },
  {
    name: 'which-cluster-master',
    section: SECTION,
    description: 'Print the master of a cluster',
    needs: ['cluster'],
    run: masterOf,
  },
  members('which-cluster-instances', {
    description: 'Print the instances of a cluster',
    path: 'cluster',
    isWanted: () => true,
  }),
  members('which-cluster-osc-replicas', {
    synonym: 'which-cluster-osc-slaves',
    description: 'Print replicas of a cluster whose lag is enough for a schema change to watch',
    path: 'cluster-osc-replicas',
    isWanted: () => true,
  }),
  members('which-cluster-gh-ost-replicas', {
    synonym: 'which-cluster-gh-ost-slaves',
    description: 'Print replicas of a cluster whose binary logs gh-ost can read',
    path: 'cluster',
    isWanted: isForGhost,
  }),
  {
    name: 'which-master',
    section: SECTION,
    description: 'Print the source of an instance; nothing where it has none or is detached from it',
    needs: ['known-instance'],
    run: async (context) => {
      const { MasterKey, IsDetachedMaster } = (await knownInstanceOf(context)).instance;
      return MasterKey.Hostname === '' || IsDetachedMaster ? NOTHING : lines(keyText(MasterKey));
    },
  },
  {
    name: 'which-downtimed-instances',
    section: SECTION,
    description: 'Print the instances in downtime, of a cluster or of all',
    needs: ['cluster'],
    run: async (context) => {
      const cluster = await clusterOrWarn(context);
      return listOf(
        await context.old.bare(instancesSchema, ['downtimed', ...(cluster === null ? [] : [cluster.ClusterName])]),
      );
    },
  },
  {
    name: 'which-replicas',
    synonyms: ['which-slaves'],
    section: SECTION,
    description: 'Print the replicas of an instance',
    needs: ['known-instance'],
    run: async (context) => {
      const { path } = await knownInstanceOf(context);
      return listOf(await context.old.bare(instancesSchema, ['instance-replicas', ...path]));
    },
  },
  {
    name: 'which-lost-in-recovery',
    section: SECTION,
    description: 'Print the instances in downtime because a recovery lost them',
    needs: [],
    run: async ({ old }) => {
      const downtimed = await old.bare(z.array(instanceSchema.extend({ DowntimeReason: z.string() })), ['downtimed']);
      return listOf(downtimed.filter(({ DowntimeReason }) => DowntimeReason === LOST_IN_RECOVERY));
    },
  },
  {
    name: 'instance-status',
    section: SECTION,
    description: 'Print how an instance is: lag, state, version, read-only or not, binary logs',
    needs: ['known-instance'],
    run: instanceStatus,
  },
  {
    name: 'get-cluster-heuristic-lag',
    section: SECTION,
    description: 'Print the largest lag, in seconds, of the replicas of a cluster that count',
    needs: ['cluster'],
    run: heuristicLag,
  },
];

/** What recoveries write as the reason of a downtime. */
const LOST_IN_RECOVERY = 'lost-in-recovery';

function listed(name: string, description: string, path: readonly string[]): ClassicCommand {
  return {
    name,
    section: SECTION,
    description,
    needs: [],
    run: async ({ old }) => listOf(await old.bare(instancesSchema, path)),
  };
}

function listOf(instances: readonly OldInstance[]): Output {
  return { lines: instances.map(({ Key }) => keyText(Key)), value: instances };
}

function ofCluster(name: string, description: string, tell: (info: OldClusterInfo) => string): ClassicCommand {
  return {
    name,
    section: SECTION,
    description,
    needs: ['cluster'],
    run: async (context) => lines(tell(await sureClusterOf(context))),
  };
}

async function masterOf(context: ClassicContext): Promise<Output> {
  const { ClusterName } = await sureClusterOf(context);
  const master = await context.old.bare(instanceSchema, ['master', ClusterName]);
  return { lines: [keyText(master.Key)], value: master };
}

interface Members {
  readonly synonym?: string;
  readonly description: string;
  /** Of orchestrator's API, before the name of the cluster. */
  readonly path: string;
  readonly isWanted: (instance: OldInstance) => boolean;
}

function members(name: string, { synonym, description, path, isWanted }: Members): ClassicCommand {
  return {
    name,
    ...(synonym === undefined ? {} : { synonyms: [synonym] }),
    section: SECTION,
    description,
    needs: ['cluster'],
    run: async (context) => {
      const cluster = await clusterOrWarn(context);
      if (cluster === null) return NOTHING;
      const all = await context.old.bare(instancesSchema, [path, cluster.ClusterName]);
      return listOf(all.filter(isWanted));
    },
  };
}

function isForGhost(instance: OldInstance): boolean {
  return (
    instance.ReplicationDepth > 0 &&
    instance.Binlog_format === 'ROW' &&
    instance.IsLastCheckValid &&
    instance.LogBinEnabled &&
    instance.LogReplicationUpdatesEnabled
  );
}

function topology(name: string, description: string): ClassicCommand {
  return {
    name,
    section: SECTION,
    description,
    help: 'One instance a line, indented by depth: + replicates, - does not, ‡ is a secondary of a replication group. With -pattern: how it stood in the newest of the snapshots whose time, in seconds since 1970, matches; names alone.',
    needs: ['cluster'],
    twin: 'topology <cluster>',
    run: async (context) => {
      const cluster = await clusterOrWarn(context);
      if (cluster === null) return lines('');
      const { pattern } = context.flags;
      const query = pattern === '' ? {} : { pattern };
      const { details } = await context.old.ask(z.string(), [name, cluster.ClusterName], query);
      return lines(...details.split('\n'));
    },
  };
}

async function heuristicLag(context: ClassicContext): Promise<Output> {
  const { ClusterName } = await sureClusterOf(context);
  const replicas = await context.old.bare(instancesSchema, ['cluster-osc-replicas', ClusterName]);
  if (replicas.length === 0) throw new Fatal(`No instances found for heuristic lag: ${ClusterName}`);
  const lag = Math.max(0, ...replicas.map(({ ReplicationLagSeconds }) => ReplicationLagSeconds.Int64));
  return { lines: [String(lag)], value: lag };
}

const FACTS = 6;

/** The same text as in the topology, of one instance. */
async function instanceStatus(context: ClassicContext): Promise<Output> {
  const { key, path } = await instanceOf(context);
  const { details } = await context.old.ask(z.string(), ['topology-tabulated', ...path]);
  for (const row of details.split('\n')) {
    const cells = row.split('|').map((cell) => cell.trim());
    const name = cells
      .slice(0, -FACTS)
      .join('|')
      .replace(/^[+‡-] /, '');
    if (name !== key && !name.startsWith(`${key} (`)) continue;
    const facts = cells.slice(-FACTS).filter((fact) => fact !== '');
    return lines(`[${facts.join(',')}]`);
  }
  throw new Fatal(`${key} is not drawn in the topology of its cluster`);
}
