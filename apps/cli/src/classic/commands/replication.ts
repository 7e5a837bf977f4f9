/** Commands about replication and binary logs of one instance. */
import { z } from 'zod';
import { Fatal, lines } from '../command.ts';
import type { ClassicCommand, ClassicContext, Output, Section } from '../command.ts';
import { instanceSchema } from '../old-api.ts';
import { runPlan } from '../run-plan.ts';
import { instanceOf, knownDestinationOf, knownInstanceOf } from '../subjects.ts';

const GENERAL: Section = 'Replication, general';
const LOGS: Section = 'Binary logs';

/** How many logs one command begins at most. */
const MAX_FLUSHES = 100;

export const replicationCommands: readonly ClassicCommand[] = [
  act('enable-gtid', 'Let a replica find its place by GTID'),
  act('disable-gtid', 'Let a replica find its place by file and position'),
  {
    name: 'which-gtid-errant',
    section: GENERAL,
    description: 'Print the transactions that an instance has and its sources lack; an empty line for none',
    needs: ['known-instance'],
    twin: 'which-gtid-errant <server>',
    run: async (context) => {
      const { instance } = await knownInstanceOf(context);
      return { lines: [instance.GtidErrant], value: instance.GtidErrant };
    },
  },
  act('gtid-errant-reset-master', 'Let a replica forget its errant transactions, with its binary logs'),
  act('skip-query', 'Skip the transaction that a replica fails on'),
  act('stop-replica', 'Stop replication', 'stop-slave'),
  act('start-replica', 'Start replication', 'start-slave'),
  act('restart-replica', 'Restart replication', 'restart-slave'),
  act('reset-replica', 'Let a replica forget its source; this cannot be undone', 'reset-slave'),
  act('change-master-credentials', 'Give a replica the configured account to replicate by'),
  act(
    'detach-replica-master-host',
    "Keep a replica from connecting by changing its source's name, which it remembers",
    'detach-slave',
    'detach-replica',
    'detach-slave-master-host',
  ),
  act(
    'reattach-replica-master-host',
    "Give a detached replica its source's name back",
    'reattach-slave',
    'reattach-replica',
    'reattach-slave-master-host',
  ),
  {
    name: 'master-pos-wait',
    section: GENERAL,
    description: 'Wait until a replica has applied up to the place of -binlog in the log of its source',
    needs: ['known-instance', 'binlog'],
    changes: true,
    twin: 'master-pos-wait <server> --binlog <file:position>',
    run: waitForPosition,
  },
  act('enable-semi-sync-master', "Turn the source's side of semi-sync on"),
  act('disable-semi-sync-master', "Turn the source's side of semi-sync off"),
  act('enable-semi-sync-replica', "Turn the replica's side of semi-sync on"),
  act('disable-semi-sync-replica', "Turn the replica's side of semi-sync off"),
  {
    name: 'restart-replica-statements',
    synonyms: ['restart-slave-statements'],
    section: GENERAL,
    description: 'Print the statements that restart replication, with that of -statement in between',
    needs: ['instance'],
    twin: 'restart-replica-statements <server> --statement <sql>',
    run: async ({ old, flags, ...context }) => {
      const { path } = await instanceOf({ old, flags, ...context });
      const schema = z.array(z.string()).nullable();
      const query = flags.statement === '' ? {} : { q: flags.statement };
      const { details } = await old.ask(schema, ['restart-replica-statements', ...path], query);
      return { lines: details ?? [] };
    },
  },
  {
    name: 'can-replicate-from',
    section: 'Replication information',
    description: 'Print the destination if an instance could replicate from it, by versions, logs, formats and filters',
    needs: ['known-instance', 'known-destination'],
    twin: 'can-replicate-from <replica> --below <address>',
    run: async (context) => {
      const [{ key: instance }, { key: target }] = [await knownInstanceOf(context), await knownDestinationOf(context)];
      const found = await context.api.read('canReplicateFrom', { params: { instance, target } });
      return { lines: found.allowed ? [target] : [], value: found };
    },
  },
  isSo('is-replicating', 'Print the instance if it is a replica and both threads run', 1),
  isSo('is-replication-stopped', 'Print the instance if it is a replica and both threads are stopped', 0),
  { ...act('set-read-only', 'Make an instance read-only'), section: 'Instance' },
  { ...act('set-writeable', 'Let an instance be written to'), section: 'Instance' },
  {
    name: 'flush-binary-logs',
    section: LOGS,
    description: 'Begin a new binary log, or as many as it takes to reach the file of -binlog',
    needs: ['instance'],
    changes: true,
    twin: 'flush-binary-logs <server>',
    run: flush,
  },
  {
    name: 'purge-binary-logs',
    section: LOGS,
    description: 'Delete the binary logs before that of -binlog, never what a known replica still needs',
    needs: ['instance', 'binlog'],
    changes: true,
    twin: 'purge-binary-logs <server> --to <file>',
    run: async (context) => {
      const { key, path } = await instanceOf(context);
      const file = context.flags.binlog;
      if (file === 'latest') throw new Fatal('-binlog has to name a file: "latest" is a word of the API alone');
      const { details } = await context.old.ask(instanceSchema, ['purge-binary-logs', ...path, file]);
      return { lines: [key], value: details };
    },
  },
  {
    name: 'last-pseudo-gtid',
    section: LOGS,
    description: 'Print the last Pseudo-GTID marker in the binary logs of an instance, as file:position:text',
    needs: ['instance'],
    twin: 'last-pseudo-gtid <server>',
    run: async (context) => {
      const { path } = await instanceOf(context);
      const { message, details } = await context.old.ask(z.string(), ['last-pseudo-gtid', ...path]);
      return { lines: [`${message}:${details}`], value: { place: message, text: details } };
    },
  },
  {
    name: 'locate-gtid-errant',
    section: LOGS,
    description: 'Print the binary logs of an instance in which its errant transactions stand',
    needs: ['instance'],
    twin: 'locate-gtid-errant <server>',
    run: async (context) => {
      const { path } = await instanceOf(context);
      const { details } = await context.old.ask(z.array(z.string()), ['locate-gtid-errant', ...path]);
      return { lines: details };
    },
  },
];

/** Prints the instance. */
function act(name: string, description: string, ...synonyms: readonly string[]): ClassicCommand {
  return {
    name,
    ...(synonyms.length === 0 ? {} : { synonyms }),
    section: GENERAL,
    description,
    needs: ['instance'],
    changes: true,
    twin: `${name} <server>`,
    run: async (context) => {
      const { key, path } = await instanceOf(context);
      const { details } = await context.old.ask(instanceSchema, [name, ...path]);
      return { lines: [key], value: details };
    },
  };
}

function isSo(name: string, description: string, state: 0 | 1): ClassicCommand {
  return {
    name,
    section: 'Replication information',
    description,
    needs: ['known-instance'],
    twin: `${name} <server>`,
    run: async (context) => {
      const { key, instance } = await knownInstanceOf(context);
      const holds = instance.ReplicationSQLThreadState === state && instance.ReplicationIOThreadState === state;
      return { lines: holds ? [key] : [], value: { instance: key, [name]: holds } };
    },
  };
}

async function waitForPosition(context: ClassicContext): Promise<Output> {
  const { key } = await knownInstanceOf(context);
  const [, file, position] = /^(.+):(\d+)$/.exec(context.flags.binlog) ?? [];
  if (file === undefined) throw new Fatal(`-binlog has to be file:position, not ${context.flags.binlog}`);
  const at = { kind: 'coordinates', file, position: Number(position) } as const;
  const act = { kind: 'wait-for-position', channel: null, at } as const;
  const plan = await runPlan(context, { kind: 'control', instance: key, act });
  return { lines: [key], value: plan };
}

async function flush(context: ClassicContext): Promise<Output> {
  const { key, path, instance } = await instanceOf(context);
  for (let left = flushesTo(context.flags.binlog, instance?.SelfBinlogCoordinates.LogFile ?? ''); left > 0; left -= 1)
    await context.old.ask(instanceSchema, ['flush-binary-logs', ...path]);
  return lines(key);
}

/** How many logs have to be begun from one to another of the same name, whose end is their number. */
function flushesTo(wanted: string, current: string): number {
  if (wanted === '') return 1;
  const count = numberOf(wanted) - numberOf(current);
  if (Number.isNaN(count) || nameOf(wanted) !== nameOf(current))
    throw new Fatal(`-binlog ${wanted} is no later log of this instance, which writes ${current}`);
  if (count < 0) throw new Fatal(`-binlog ${wanted} is before ${current}, which is written now`);
  if (count > MAX_FLUSHES)
    throw new Fatal(`-binlog ${wanted} is ${count} logs on: at most ${MAX_FLUSHES} are begun at once`);
  return count;
}

function numberOf(file: string): number {
  const [digits] = /\d+$/.exec(file) ?? [];
  return digits === undefined ? Number.NaN : Number(digits);
}

function nameOf(file: string): string {
  return file.replace(/\d+$/, '');
}
