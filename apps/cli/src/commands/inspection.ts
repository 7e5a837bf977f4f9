/** What is read from a server when asked, and ending a query there. The names are orchestrator's, where it has them. */
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { say } from '@topiary/contract';
import { connect } from '../client/connect.ts';
import type { ClientFlags } from '../client/connect.ts';
import { readInstance } from '../client/find-cluster.ts';
import { CommandFailure } from '../exit.ts';
import { errantTable } from '../output/errant-table.ts';
import { printJson, table } from '../output/table.ts';
import { withClientOptions } from './client-options.ts';
import { addAct } from './control.ts';
import type { RunFlags } from './review-plan.ts';

interface KillFlags extends RunFlags {
  readonly process: number;
  readonly connection?: true;
}

/** Characters of a statement in a table. */
const SHOWN_STATEMENT = 80;

export function addInspection(program: Command): void {
  addProcesses(program);
  addErrant(program);
  addReplicating(program);
  addMarkers(program);
  for (const [name, why] of UNANSWERED) addUnanswered(program, name, why);
}

function addProcesses(program: Command): void {
  withClientOptions(program.command('processes <server>').aliases(['process-list']))
    .description('list what runs on a server now')
    .option('--all', 'threads of replication and of the server, and connections that run nothing, too')
    .action(async (server: string, flags: ClientFlags & { readonly all?: true }) => {
      const view = await connect(flags).read('processes', { params: { instance: readInstance(server) } });
      if (flags.json) return printJson(view);
      const shown = view.processes.filter(
        ({ role, statement }) => flags.all || (role === 'client' && statement !== ''),
      );
      const rows = table(
        ['ID', 'USER', 'HOST', 'DATABASE', 'SECONDS', 'STATE', 'STATEMENT'],
        shown.map((one) => [
          String(one.id),
          one.user,
          one.host,
          one.database,
          String(one.seconds),
          one.state === '' ? one.command : one.state,
          one.statement.replaceAll(/\s+/g, ' ').slice(0, SHOWN_STATEMENT),
        ]),
      );
      console.log(rows);
      if (view.isCut) console.error(`There are more than these ${view.processes.length}.`);
      if (view.grant !== null) console.error(`Those of other accounts are not shown. Run there: ${view.grant}`);
    });
  addAct<KillFlags>(program, {
    name: 'kill-query',
    description: 'end what a connection runs on a server, or the connection',
    required: [['--process <id>', 'the connection, as "processes" shows it', processId]],
    options: [['--connection', 'the connection itself']],
    act: ({ process, connection }) => ({
      kind: 'kill-query',
      process,
      what: connection === true ? 'connection' : 'query',
    }),
  });
}

function processId(text: string): number {
  const id = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(id) || id < 1)
    throw new InvalidArgumentError('It is the number of a connection.');
  return id;
}

function addErrant(program: Command): void {
  withClientOptions(program.command('which-gtid-errant <server>'))
    .description('say which transactions a server has that its masters lack; an empty line for none')
    .action(async (server: string, flags: ClientFlags) => {
      const { node, gtidFacts } = await connect(flags).read('instance', { params: { instance: readInstance(server) } });
      if (flags.json) return printJson({ instance: node.id, ...gtidFacts.errant });
      console.log(gtidFacts.errant.transactions);
    });
  withClientOptions(program.command('locate-gtid-errant <server>'))
    .description('say in which binary logs of a server its errant transactions stand')
    .option('--describe', 'say what each of them does, and whether it is likely harmless')
    .action(async (server: string, flags: ClientFlags & { readonly describe?: true }) => {
      const view = await connect(flags).read('errantLogs', { params: { instance: readInstance(server) } });
      if (flags.json) return printJson(view);
      if (view.problem !== null) throw new CommandFailure([say(view.problem, 'en')]);
      if (view.errant === '') throw new CommandFailure([`${view.instance} has no errant transactions.`]);
      if (flags.describe === true) console.log(errantTable(view.transactions));
      else for (const { file } of view.files) console.log(file);
      if (flags.describe === true && view.notDescribed !== '') console.error(`Not read: ${view.notDescribed}`);
      if (view.purged !== '') console.error(`In logs that are gone: ${view.purged}`);
      if (view.notLogged !== '') console.error(`Not in its own log: ${view.notLogged}`);
      if (view.notReached !== '') console.error(`Not looked for, there are too many: ${view.notReached}`);
    });
}

/** Both print the server when it is so, and nothing otherwise, as scripts expect that were written for orchestrator. */
function addReplicating(program: Command): void {
  for (const [name, state, words] of [
    ['is-replicating', 'running', 'run'],
    ['is-replication-stopped', 'stopped', 'are stopped'],
  ] as const)
    withClientOptions(program.command(`${name} <server>`))
      .description(`print the server if it is a replica all of whose threads ${words}`)
      .action(async (server: string, flags: ClientFlags) => {
        const params = { instance: readInstance(server) };
        const { node, observation } = await connect(flags).read('instance', { params });
        const channels = observation?.channels ?? [];
        const isSo =
          channels.length > 0 && channels.every(({ receiver, applier }) => receiver === state && applier === state);
        if (flags.json) return printJson({ instance: node.id, [name]: isSo });
        if (isSo) console.log(node.id);
      });
}

function addMarkers(program: Command): void {
  withClientOptions(program.command('last-pseudo-gtid <server>'))
    .description("print the last pseudo-GTID marker in a server's binary log: file, position, statement")
    .action(async (server: string, flags: ClientFlags) => {
      const view = await connect(flags).read('lastMarker', { params: { instance: readInstance(server) } });
      if (flags.json) return printJson(view);
      if (view.problem !== null) throw new CommandFailure([say(view.problem, 'en')]);
      if (view.marker !== null) console.log(`${view.marker.file}:${view.marker.position}:${view.marker.text}`);
    });
}

export const BY_LOGS =
  'Places in the logs of two servers are compared when a replica is moved: "relocate --dry-run" shows where it would go on, or why nobody can tell.';

/** Commands of orchestrator that have no answer here, which say so instead of being unknown. */
const UNANSWERED: readonly (readonly [name: string, why: string])[] = [
  ['master-equivalent', 'Topiary keeps no table of equal positions: it would hold pairs that never were equal.'],
  ['find-binlog-entry', BY_LOGS],
  ['correlate-binlog-pos', BY_LOGS],
  ['correlate-relaylog-pos', BY_LOGS],
  ['last-executed-relay-entry', BY_LOGS],
];

function addUnanswered(program: Command, name: string, why: string): void {
  program
    .command(`${name} [words...]`, { hidden: true })
    .allowUnknownOption()
    .action(() => {
      throw new CommandFailure([`"${name}" is not answered. ${why}`]);
    });
}
