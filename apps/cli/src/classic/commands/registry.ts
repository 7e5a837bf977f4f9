/** Commands about what people register: downtime, maintenance, tags, pools, names, candidates, and which servers are known. */
import { userInfo } from 'node:os';
import { z } from 'zod';
import { Fatal, lines, NOTHING } from '../command.ts';
import type { ClassicCommand, ClassicContext, Output, Section } from '../command.ts';
import { instanceSchema, instancesSchema, keySchema, keysSchema, keyText } from '../old-api.ts';
import { clusterOrWarn, instanceOf, knownInstanceOf, sureClusterOf, writtenInstance } from '../subjects.ts';

const MANAGEMENT: Section = 'Instance management';
const META: Section = 'Instance, meta';

export const registryCommands: readonly ClassicCommand[] = [
  {
    name: 'submit-pool-instances',
    section: 'Pools',
    description: 'Say which instances, those of -i, are in the pool of -pool from now on',
    needs: ['pool', 'given-instance'],
    changes: true,
    takesWholeList: true,
    twin: 'submit-pool-instances <pool> [addresses]',
    run: async ({ old, flags, instances }) => {
      await old.ask(z.unknown(), ['submit-pool-instances', flags.pool], { instances });
      return NOTHING;
    },
  },
  {
    name: 'cluster-pool-instances',
    section: 'Pools',
    description: 'Print all pools with their instances: cluster, alias, pool, instance',
    needs: [],
    twin: 'pools [cluster]',
    run: poolRows,
  },
  {
    name: 'which-heuristic-cluster-pool-instances',
    section: 'Pools',
    description: 'Print the instances of a cluster that are in pools, or in that of -pool, and answer',
    needs: ['cluster'],
    twin: 'pools [cluster]',
    run: async (context) => {
      const { ClusterName } = await sureClusterOf(context);
      const pool = context.flags.pool === '' ? [] : [context.flags.pool];
      const path = ['heuristic-cluster-pool-instances', ClusterName, ...pool];
      const { details } = await context.old.ask(instancesSchema, path);
      return { lines: details.map(({ Key }) => keyText(Key)), value: details };
    },
  },
  {
    name: 'submit-masters-to-kv-stores',
    section: 'Key-value',
    description: 'Write the master of a cluster, or of all, to the key-value stores',
    needs: ['cluster'],
    changes: true,
    run: submitMasters,
  },
  {
    name: 'tags',
    section: 'tags',
    description: 'Print the tags of an instance',
    needs: ['instance'],
    twin: 'tags <address>',
    run: async (context) => {
      const { path } = await instanceOf(context);
      return { lines: await context.old.bare(z.array(z.string()), ['tags', ...path]) };
    },
  },
  {
    name: 'tag-value',
    section: 'tags',
    description: 'Print the value of a tag of an instance; nothing where it has none',
    needs: ['known-instance', 'tag'],
    twin: 'tags <address>',
    run: async (context) => {
      const { path } = await knownInstanceOf(context);
      const all = await context.old.bare(z.array(z.string()), ['tags', ...path]);
      const prefix = `${context.flags.tag.split('=')[0]?.trim() ?? ''}=`;
      return { lines: all.filter((one) => one.startsWith(prefix)).map((one) => one.slice(prefix.length)) };
    },
  },
  {
    name: 'tagged',
    section: 'tags',
    description:
      'Print the instances that match all of -tag: name, name=value, ~name, ~name=value, with commas between',
    needs: ['tag'],
    twin: 'tagged <expression>',
    run: async ({ old, flags }) => keysOf(await old.bare(keysSchema, ['tagged'], { tag: flags.tag })),
  },
  {
    name: 'tag',
    section: 'tags',
    description: 'Tag an instance: name, or name=value',
    needs: ['instance', 'tag'],
    changes: true,
    twin: 'tag <address> <tag>',
    run: async (context) => {
      const { key, path } = await instanceOf(context);
      await context.old.ask(keySchema, ['tag', ...path], { tag: context.flags.tag });
      return lines(key);
    },
  },
  {
    name: 'untag',
    section: 'tags',
    description: 'Take a tag from an instance; with a value, only where it has that value',
    needs: ['instance', 'tag'],
    changes: true,
    twin: 'untag <address> <tag>',
    run: async (context) => {
      const { path } = await instanceOf(context);
      const { details } = await context.old.ask(keysSchema, ['untag', ...path], { tag: context.flags.tag });
      return keysOf(details);
    },
  },
  {
    name: 'untag-all',
    section: 'tags',
    description: 'Take a tag, name=value, from every instance that has it',
    needs: ['tag'],
    changes: true,
    twin: 'untag-all <tag>',
    run: async ({ old, flags }) => keysOf((await old.ask(keysSchema, ['untag-all'], { tag: flags.tag })).details),
  },
  {
    name: 'discover',
    section: MANAGEMENT,
    description: 'Look at an instance, and keep what is found',
    needs: ['instance'],
    changes: true,
    twin: 'discover <address>',
    run: async (context) => {
      const written = writtenInstance(context);
      const { message, details } = await context.old.ask(instanceSchema.nullable(), ['discover', ...written.path]);
      if (details === null) throw new Fatal(message);
      return { lines: [keyText(details.Key)], value: details };
    },
  },
  {
    name: 'forget',
    section: MANAGEMENT,
    description: 'Forget an instance, until it is discovered or replicates afresh',
    needs: ['given-instance'],
    changes: true,
    twin: 'forget <address>',
    run: async (context) => {
      const { key, path } = writtenInstance(context);
      await context.old.ask(z.unknown(), ['forget', ...path]);
      return lines(key);
    },
  },
  begin('maintenance', 'Lock an instance for work on it: nobody else moves it, or moves others below it'),
  end('maintenance'),
  {
    name: 'in-maintenance',
    section: MANAGEMENT,
    description: 'Print the instance if it is in maintenance',
    needs: ['instance'],
    run: async (context) => {
      const { key, path } = await instanceOf(context);
      const { details } = await context.old.ask(z.string(), ['in-maintenance', ...path]);
      return details === '' ? NOTHING : lines(key);
    },
  },
  begin('downtime', 'Say that an instance is down on purpose, for a while'),
  end('downtime'),
  {
    name: 'register-candidate',
    section: META,
    description: 'Say by -promotion-rule how much an instance is wanted as a master',
    needs: ['instance'],
    changes: true,
    twin: 'register-candidate <address>',
    run: async (context) => {
      const { key, path } = await instanceOf(context);
      await context.old.ask(z.unknown(), ['register-candidate', ...path, context.flags['promotion-rule']]);
      return lines(key);
    },
  },
  {
    name: 'register-hostname-unresolve',
    section: META,
    description: 'Give an instance the virtual name of -hostname, which replicas are given once it is proved',
    needs: ['instance', 'hostname'],
    changes: true,
    twin: 'register-hostname-unresolve <address> <name>',
    run: async (context) => {
      const { key, path } = await instanceOf(context);
      await context.old.ask(z.unknown(), ['register-hostname-unresolve', ...path, context.flags.hostname]);
      return lines(key);
    },
  },
  {
    name: 'deregister-hostname-unresolve',
    section: META,
    description: 'Take the virtual name of an instance away',
    needs: ['instance'],
    changes: true,
    twin: 'deregister-hostname-unresolve <address>',
    run: async (context) => {
      const { key, path } = await instanceOf(context);
      await context.old.ask(z.unknown(), ['deregister-hostname-unresolve', ...path]);
      return lines(key);
    },
  },
  {
    name: 'set-heuristic-domain-instance',
    section: META,
    description: 'Print the master of a cluster, to which its domain leads; nothing has to be recorded for it',
    needs: ['cluster'],
    run: async (context) => {
      const { ClusterName } = await sureClusterOf(context);
      const master = await context.old.bare(instanceSchema, ['master', ClusterName]);
      return { lines: [keyText(master.Key)], value: master };
    },
  },
];

function keysOf(keys: z.output<typeof keysSchema>): Output {
  return { lines: keys.map(keyText), value: keys };
}

function ownerOf({ flags }: ClassicContext): string {
  return flags.owner === '' ? userInfo().username : flags.owner;
}

function begin(what: 'maintenance' | 'downtime', description: string): ClassicCommand {
  return {
    name: `begin-${what}`,
    section: MANAGEMENT,
    description,
    help: 'For the time of -duration, ten minutes without it; -reason has to be given.',
    needs: ['known-instance', 'reason'],
    changes: true,
    twin: `begin-${what} <address> --reason <text>`,
    run: async (context) => {
      const { key: instance } = await knownInstanceOf(context);
      const { reason, duration } = context.flags;
      const note = { instance, owner: ownerOf(context), reason, ...(duration === '' ? {} : { duration }) };
      await context.api.change('register', { body: { kind: `begin-${what}`, ...note } });
      return lines(instance);
    },
  };
}

function end(what: 'maintenance' | 'downtime'): ClassicCommand {
  return {
    name: `end-${what}`,
    section: MANAGEMENT,
    description: `End the ${what} of an instance`,
    needs: ['instance'],
    changes: true,
    twin: `end-${what} <address>`,
    run: async (context) => {
      const { key, path } = await instanceOf(context);
      await context.old.ask(z.unknown(), [`end-${what}`, ...path]);
      return lines(key);
    },
  };
}

async function poolRows({ api }: ClassicContext): Promise<Output> {
  const { clusters } = await api.read('fleet', {});
  const rows = [];
  for (const cluster of clusters) {
    const name = cluster.masters[0] ?? cluster.name;
    const { pools } = await api.read('pools', { query: { cluster: cluster.id } });
    for (const pool of pools)
      for (const instance of pool.instances)
        rows.push({ cluster: name, alias: cluster.alias ?? name, pool: pool.name, instance });
  }
  return {
    lines: rows.map(({ cluster, alias, pool, instance }) => [cluster, alias, pool, instance].join('\t')),
    value: rows,
  };
}

const pairsSchema = z.array(z.object({ Key: z.string(), Value: z.string() })).nullable();

/** Of all clusters where none was named; what was named and is unknown is refused. */
async function submitMasters(context: ClassicContext): Promise<Output> {
  const isNamed = context.flags.alias !== '' || context.instance !== null;
  const cluster = isNamed ? await sureClusterOf(context) : await clusterOrWarn(context);
  const path = ['submit-masters-to-kv-stores', ...(cluster === null ? [] : [cluster.ClusterName])];
  const pairs = (await context.old.ask(pairsSchema, path)).details ?? [];
  return { lines: pairs.map(({ Key, Value }) => `${Key}:${Value}`), value: pairs };
}
