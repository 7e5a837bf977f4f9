/** Commands about names, the process itself and its store, and those that Topiary answers with why it does not do them. */
import { z } from 'zod';
import { BY_LOGS } from '../../commands/inspection.ts';
import { Fatal, lines, NOTHING } from '../command.ts';
import type { ClassicCommand, Need, Section } from '../command.ts';
import { keySchema, keysSchema, keyText } from '../old-api.ts';
import { writtenInstance } from '../subjects.ts';

export const metaCommands: readonly ClassicCommand[] = [
  {
    name: 'snapshot-topologies',
    section: 'Meta',
    description: 'Keep how all clusters stand now',
    needs: [],
    changes: true,
    run: async ({ old }) => {
      await old.ask(z.unknown(), ['snapshot-topologies']);
      return NOTHING;
    },
  },
  {
    name: 'active-nodes',
    section: 'Meta',
    description: 'Print the processes of Topiary that are known',
    needs: [],
    run: async ({ old }) => {
      const { AvailableNodes } = (await old.ask(healthSchema, ['health'])).details;
      return { lines: AvailableNodes.map(goText), value: AvailableNodes };
    },
  },
  {
    name: 'resolve',
    section: 'Meta',
    description: 'Print what the address of an instance leads to, once a TCP connection to it was made',
    needs: ['given-instance'],
    twin: 'resolve <address>',
    run: async (context) => {
      const { path } = writtenInstance(context);
      const { details } = await context.old.ask(keySchema, ['resolve', ...path]);
      return { lines: [keyText(details)], value: details };
    },
  },
  {
    name: 'reset-hostname-resolve-cache',
    section: 'Meta',
    description: 'Forget the names that were looked up',
    needs: [],
    changes: true,
    twin: 'reset-hostname-resolve-cache',
    run: async ({ old }) => {
      await old.ask(z.unknown(), ['reset-hostname-resolve-cache']);
      return lines('hostname resolve cache cleared');
    },
  },
  {
    name: 'show-resolve-hosts',
    section: 'Meta, internal',
    description: 'Print the names that were looked up, and what they lead to',
    needs: [],
    twin: 'show-resolve-hosts',
    run: async ({ api }) => {
      const { cache } = await api.read('names', {});
      return { lines: cache.items.map(({ host, name }) => `${host} ${name}`), value: cache.items };
    },
  },
  {
    name: 'show-unresolve-hosts',
    section: 'Meta, internal',
    description: 'Print the hosts that have a virtual name, and the name',
    needs: [],
    twin: 'show-unresolve-hosts',
    run: async ({ api }) => {
      const { virtualNames } = await api.read('names', {});
      const hostOf = (instance: string) => instance.replace(/:\d+$/, '');
      return {
        lines: virtualNames.items.map((one) => `${hostOf(one.instance)} ${one.name}`),
        value: virtualNames.items,
      };
    },
  },
  {
    name: 'bulk-instances',
    section: '',
    description: 'Print all known instances, sorted',
    needs: [],
    run: async ({ old }) => {
      const keys = await old.bare(keysSchema, ['bulk-instances']);
      return { lines: keys.map(keyText).toSorted(), value: keys };
    },
  },
  {
    name: 'bulk-promotion-rules',
    section: '',
    description: 'Print the registered promotion rules, sorted',
    needs: [],
    run: async ({ old }) => {
      const rules = await old.bare(rulesSchema, ['bulk-promotion-rules']);
      return { lines: rules.map((one) => `${keyText(one)} ${one.PromotionRule}`).toSorted(), value: rules };
    },
  },
  notAnswered('last-executed-relay-entry', ['instance'], 'Binary logs', BY_LOGS),
  notAnswered('correlate-relaylog-pos', ['instance', 'destination'], 'Binary logs', BY_LOGS),
  notAnswered('find-binlog-entry', ['instance', 'pattern'], 'Binary logs', BY_LOGS),
  notAnswered('correlate-binlog-pos', ['instance', 'destination'], 'Binary logs', BY_LOGS),
  notAnswered(
    'internal-suggest-promoted-replacement',
    ['instance', 'destination'],
    'Internal',
    'It was made for the tests of orchestrator alone; "topiary rehearse" says who would be promoted.',
  ),
  notAnswered('custom-command', ['hostname', 'pattern'], 'Agent', 'Topiary has no agents on the hosts of servers.'),
];

/** A name that scripts may use, and why there is no answer to it. */
function notAnswered(name: string, needs: readonly Need[], section: Section, why: string): ClassicCommand {
  return {
    name,
    section,
    description: 'Not supported; refused with the reason',
    help: why,
    needs,
    notSupported: true,
    run: () => Promise.reject(new Fatal(`${name} is not supported. ${why}`)),
  };
}

const healthSchema = z.object({
  AvailableNodes: z.array(
    z.object({
      Hostname: z.string(),
      Token: z.string(),
      AppVersion: z.string(),
      FirstSeenActive: z.string(),
      LastSeenActive: z.string(),
      ExtraInfo: z.string(),
      Command: z.string(),
      DBBackend: z.string(),
      LastReported: z.string(),
    }),
  ),
});

/** As Go prints a structure: its values between braces. */
function goText(node: z.output<typeof healthSchema>['AvailableNodes'][number]): string {
  return `&{${Object.values(node).join(' ')}}`;
}

const rulesSchema = z.array(keySchema.extend({ PromotionRule: z.string() }));
