/** Commands about failures and recoveries. */
import { z } from 'zod';
import { Fatal, lines, NOTHING } from '../command.ts';
import type { ClassicCommand, ClassicContext, Output, Section } from '../command.ts';
import { instanceSchema, keySchema, keyText } from '../old-api.ts';
import type { OldClusterInfo } from '../old-api.ts';
import { destinationOf, knownDestinationOf, knownInstanceOf, sureClusterOf } from '../subjects.ts';

const SECTION: Section = 'Recovery';

export const recoveryCommands: readonly ClassicCommand[] = [
  recover('recover', 'Recover what is found wrong with an instance, with its hooks'),
  recover('recover-lite', 'Recover what is found wrong with an instance, without its hooks'),
  {
    name: 'force-master-failover',
    section: SECTION,
    description: 'Replace the master of a cluster by its best replica, whether or not it looks dead',
    needs: ['cluster'],
    changes: true,
    twin: 'force-master-failover <cluster>',
    run: async (context) => promoted(await failOver(context, 'force-master-failover', await sureClusterOf(context))),
  },
  {
    name: 'force-master-takeover',
    section: SECTION,
    description: 'Replace the master of a cluster by the instance of -d, whether or not it looks dead',
    needs: ['cluster', 'known-destination'],
    changes: true,
    twin: 'force-master-takeover <cluster> --to <address>',
    run: async (context) => {
      const cluster = await sureClusterOf(context);
      const { path } = await knownDestinationOf(context);
      return promoted(await failOver(context, 'force-master-takeover', cluster, path));
    },
  },
  takeover(
    'graceful-master-takeover',
    'Let a replica, that of -d, take over from the master of a cluster; the old master is set up below it and not started',
  ),
  takeover(
    'graceful-master-takeover-auto',
    'Let the best replica, or that of -d, take over from the master of a cluster, which replicates from it then',
  ),
  {
    name: 'replication-analysis',
    section: SECTION,
    description: 'Print what is found wrong with each instance, without those in downtime',
    needs: [],
    twin: 'replication-analysis',
    run: analysis,
  },
  {
    name: 'ack-all-recoveries',
    section: SECTION,
    description: 'Acknowledge all recoveries, so that they hold no other one back',
    needs: ['reason'],
    changes: true,
    twin: 'ack-recovery --all --comment <text>',
    run: (context) => acknowledge(context, {}),
  },
  {
    name: 'ack-cluster-recoveries',
    section: SECTION,
    description: 'Acknowledge the recoveries of a cluster',
    needs: ['reason', 'cluster'],
    changes: true,
    twin: 'ack-recovery --cluster <cluster> --comment <text>',
    run: async (context) => {
      const { ClusterName } = await sureClusterOf(context);
      const { clusters } = await context.api.read('fleet', {});
      const cluster = clusters.find(({ masters, name }) => (masters[0] ?? name) === ClusterName)?.id;
      if (cluster === undefined) throw new Fatal(`No such cluster: ${ClusterName}`);
      return acknowledge(context, { cluster });
    },
  },
  {
    name: 'ack-instance-recoveries',
    section: SECTION,
    description: 'Acknowledge the recoveries of an instance',
    needs: ['reason', 'known-instance'],
    changes: true,
    twin: 'ack-recovery --instance <address> --comment <text>',
    run: async (context) => acknowledge(context, { instance: (await knownInstanceOf(context)).key }),
  },
  {
    name: 'disable-global-recoveries',
    section: '',
    description: 'Switch automatic recovery off everywhere',
    needs: [],
    changes: true,
    twin: 'disable-global-recoveries',
    run: async ({ old }) => {
      await old.ask(z.unknown(), ['disable-global-recoveries']);
      return lines('OK: Orchestrator recoveries DISABLED globally');
    },
  },
  {
    name: 'enable-global-recoveries',
    section: '',
    description: 'Switch automatic recovery on everywhere',
    needs: [],
    changes: true,
    twin: 'enable-global-recoveries',
    run: async ({ old }) => {
      await old.ask(z.unknown(), ['enable-global-recoveries']);
      return lines('OK: Orchestrator recoveries ENABLED globally');
    },
  },
  {
    name: 'check-global-recoveries',
    section: '',
    description: 'Say whether automatic recovery is switched off everywhere',
    needs: [],
    twin: 'check-global-recoveries',
    run: async ({ old }) => {
      const { details } = await old.ask(z.string(), ['check-global-recoveries']);
      return {
        lines: [`OK: Global recoveries disabled: ${details === 'disabled'}`],
        value: { disabled: details === 'disabled' },
      };
    },
  },
];

function recover(name: 'recover' | 'recover-lite', description: string): ClassicCommand {
  return {
    name,
    section: SECTION,
    description,
    help: 'Prints who took its place. Where nothing is wrong with it, nothing is printed and nothing done.',
    needs: ['known-instance'],
    changes: true,
    twin: `${name} <server>`,
    run: async (context) => {
      const { path } = await knownInstanceOf(context);
      const candidate = context.destination === null ? [] : (await destinationOf(context)).path;
      try {
        const { details } = await context.old.ask(keySchema, [name, ...path, ...candidate]);
        return { lines: [keyText(details)], value: details };
      } catch (error) {
        if (!(error instanceof Fatal) || !error.message.startsWith(NOT_ATTEMPTED)) throw error;
        context.warn(error.message);
        return NOTHING;
      }
    },
  };
}

const NOT_ATTEMPTED = 'Recovery not attempted';

const recoveredSchema = z.object({ SuccessorKey: keySchema.nullable() });

async function failOver(
  context: ClassicContext,
  command: string,
  { ClusterName }: OldClusterInfo,
  designated: readonly string[] = [],
): Promise<{ readonly successor: z.output<typeof keySchema>; readonly value: unknown }> {
  const { message, details } = await context.old.ask(recoveredSchema, [command, ClusterName, ...designated]);
  if (details.SuccessorKey === null) throw new Fatal(message);
  return { successor: details.SuccessorKey, value: details };
}

function promoted({ successor, value }: Awaited<ReturnType<typeof failOver>>): Output {
  return { lines: [keyText(successor)], value };
}

function takeover(name: string, description: string): ClassicCommand {
  return {
    name,
    section: SECTION,
    description,
    help: 'Prints the new master, then the position of its binary log.',
    needs: ['cluster'],
    changes: true,
    twin: `${name} <cluster>`,
    run: async (context) => {
      const cluster = await sureClusterOf(context);
      const designated = context.destination === null ? [] : (await knownDestinationOf(context)).path;
      const { successor, value } = await failOver(context, name, cluster, designated);
      const path = ['instance', successor.Hostname, String(successor.Port)];
      const { LogFile, LogPos } = (await context.old.bare(instanceSchema, path)).SelfBinlogCoordinates;
      return { lines: [keyText(successor), `${LogFile}:${LogPos}`], value };
    },
  };
}

const analysisSchema = z.array(
  z.object({
    AnalyzedInstanceKey: keySchema,
    ClusterDetails: z.object({ ClusterName: z.string() }),
    Analysis: z.string(),
    StructureAnalysis: z.array(z.string()).nullable(),
    IsDowntimed: z.boolean(),
  }),
);

async function analysis({ old }: ClassicContext): Promise<Output> {
  const found = (await old.ask(analysisSchema, ['replication-analysis'])).details.filter((one) => !one.IsDowntimed);
  return {
    lines: found.map((one) => {
      const codes = [...(one.Analysis === 'NoProblem' ? [] : [one.Analysis]), ...(one.StructureAnalysis ?? [])];
      return `${keyText(one.AnalyzedInstanceKey)} (cluster ${one.ClusterDetails.ClusterName}): ${codes.join(', ')}`;
    }),
    value: found,
  };
}

async function acknowledge(
  { api, flags }: ClassicContext,
  which: { readonly cluster?: string; readonly instance?: string },
): Promise<Output> {
  const done = await api.change('acknowledgeRecoveries', { body: { comment: flags.reason, ...which } });
  return { lines: [`${done.recoveries} recoveries acknowledged`], value: done };
}
