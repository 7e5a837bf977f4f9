/** The fleet of a scenario, replicating, and the hosts in front of it. */
import type { Address, InstanceId, Positioning } from '@topiary/domain';
import { assert, instanceIdOf } from '@topiary/domain';
import { DEFAULT_PASSWORD } from '@topiary/fleet';
import type { Command, Fleet } from '@topiary/fleet';
import type { PlannedChannel, PlannedServer } from '../scenario/scenario.ts';

export const PORT = 3306;
/** Somebody with every privilege, at a prompt on the server itself. */
const ROOT = 'root';

export function addressNamed(name: string): Address {
  return { host: name, port: PORT };
}

export function idNamed(name: string): InstanceId {
  return instanceIdOf(addressNamed(name));
}

export function isMariadb({ version }: PlannedServer): boolean {
  return version.includes('MariaDB');
}

function positioningOf(server: PlannedServer, { positioning }: PlannedChannel): Positioning {
  if (positioning === 'file') return 'file';
  return isMariadb(server) ? 'slave-pos' : 'auto-position';
}

export function addServers(fleet: Fleet, servers: readonly PlannedServer[]): void {
  for (const { name, version, serverId, settings, plugins, applyMs } of servers)
    fleet.add({
      address: addressNamed(name),
      version,
      serverId,
      settings,
      plugins,
      applyMsPerTransaction: applyMs,
    });
}

export function startReplication(fleet: Fleet, servers: readonly PlannedServer[]): void {
  startGroups(fleet, servers);
  for (const server of servers)
    for (const channel of server.channels) atPrompt(fleet, idNamed(server.name), channelCommands(server, channel));
}

function startGroups(fleet: Fleet, servers: readonly PlannedServer[]): void {
  const founded = new Set<string>();
  for (const { name, group } of servers) {
    if (group === null) continue;
    atPrompt(fleet, idNamed(name), [{ kind: 'group-start', bootstrap: !founded.has(group) }]);
    founded.add(group);
  }
}

function channelCommands(server: PlannedServer, channel: PlannedChannel): readonly Command[] {
  const { stopped } = channel;
  const threads = {
    receiver: stopped !== 'receiver' && stopped !== 'both',
    applier: stopped !== 'applier' && stopped !== 'both',
  };
  const start: Command = { kind: 'start-threads', channel: channel.name, threads };
  return [
    firstSource(server, channel),
    ...filterCommands(server, channel),
    ...(threads.receiver || threads.applier ? [start] : []),
  ];
}

function filterCommands(server: PlannedServer, { name, ignoredSchema }: PlannedChannel): readonly Command[] {
  if (ignoredSchema === null) return [];
  if (!isMariadb(server)) return [{ kind: 'change-filter', channel: name, filters: { ignoreDb: ignoredSchema } }];
  return [
    { kind: 'set-variable', scope: 'session', name: 'default_master_connection', value: name },
    { kind: 'set-variable', scope: 'global', name: 'replicate_ignore_db', value: ignoredSchema },
  ];
}

function firstSource(server: PlannedServer, channel: PlannedChannel): Command {
  const { heartbeatSeconds, connectRetrySeconds, delaySeconds } = channel;
  return {
    kind: 'change-source',
    channel: channel.name,
    changes: {
      host: channel.source,
      port: PORT,
      user: 'repl',
      password: DEFAULT_PASSWORD,
      positioning: positioningOf(server, channel),
      heartbeatPeriodSeconds: heartbeatSeconds,
      connectRetrySeconds,
      ...(delaySeconds === 0 ? {} : { delaySeconds }),
      ...(isMariadb(server) ? {} : { retryCount: 86_400, getPublicKey: true }),
    },
  };
}

/** As a person types it there: one after the other, each answered at once, or an error. */
export function atPrompt(fleet: Fleet, id: InstanceId, commands: readonly Command[]): void {
  const problem = tryAtPrompt(fleet, id, commands);
  assert(problem === null, 'what is set up works', { id, problem });
}

/** Not where others have taken every connection. */
export function letsIn(fleet: Fleet, id: InstanceId): boolean {
  const session = fleet.openSession(id, { user: ROOT });
  if ('kind' in session) return false;
  fleet.closeSession(session);
  return true;
}

/** The first error, in words; `null` when everything was done. What does not answer at once is given up. */
export function tryAtPrompt(fleet: Fleet, id: InstanceId, commands: readonly Command[]): string | null {
  const session = fleet.openSession(id, { user: ROOT });
  if ('kind' in session) return `${session.number} ${session.text}`;
  let problem: string | null = null;
  for (const command of commands) {
    let isAnswered = false;
    const cancel = fleet.perform(session, command, (outcome) => {
      isAnswered = true;
      if (outcome.kind === 'error') problem = `${outcome.number} ${outcome.text}`;
    });
    if (!isAnswered) {
      cancel();
      problem = `${command.kind} does not answer`;
    }
    if (problem !== null) break;
  }
  fleet.closeSession(session);
  return problem;
}
