/** The fleet of a scenario, replicating, and the hosts in front of it. */
import type { Address, InstanceId, Positioning } from '@topiary/domain';
import { assert, instanceIdOf } from '@topiary/domain';
import { DEFAULT_PASSWORD } from '@topiary/fleet';
import type { Command, Fleet } from '@topiary/fleet';
import type { PlannedServer } from '../scenario/scenario.ts';

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

export function positioningOf(server: PlannedServer): Positioning {
  return isMariadb(server) ? 'slave-pos' : 'auto-position';
}

export function addServers(fleet: Fleet, servers: readonly PlannedServer[]): void {
  for (const { name, version, serverId, settings, applyMs } of servers)
    fleet.add({ address: addressNamed(name), version, serverId, settings, applyMsPerTransaction: applyMs });
}

export function startReplication(fleet: Fleet, servers: readonly PlannedServer[]): void {
  for (const server of servers) {
    if (server.source === null) continue;
    const { stopped } = server.channel;
    const threads = {
      receiver: stopped !== 'receiver' && stopped !== 'both',
      applier: stopped !== 'applier' && stopped !== 'both',
    };
    const start: Command = { kind: 'start-threads', channel: '', threads };
    atPrompt(fleet, idNamed(server.name), [
      firstSource(server, server.source),
      ...(threads.receiver || threads.applier ? [start] : []),
    ]);
  }
}

function firstSource(server: PlannedServer, source: string): Command {
  const { heartbeatSeconds, connectRetrySeconds, delaySeconds } = server.channel;
  return {
    kind: 'change-source',
    channel: '',
    changes: {
      host: source,
      port: PORT,
      user: 'repl',
      password: DEFAULT_PASSWORD,
      positioning: positioningOf(server),
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
