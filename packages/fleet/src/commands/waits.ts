/** Functions that wait: for transactions, for positions, for locks, for time. */
import { compareCoordinates, MariadbGtidPosition, MysqlGtidSet, parseBinlogFileName } from '@topiary/domain';
import { failed, okWith } from '../model/outcome.ts';
import type { CommandValue } from '../model/outcome.ts';
import type { Server } from '../model/server.ts';
import { setting } from '../model/settings.ts';
import { binlogPosition } from '../model/variables/read-variable.ts';
import { addWaiter, wakeWaiters } from '../model/waiters.ts';
import { after } from '../model/world.ts';
import { nameTheChannel } from '../words/statements.ts';
import { mustBeNamed } from './channel-choice.ts';
import type { Answer, CommandContext, Handler } from './context.ts';

interface Wait {
  /** The value to answer with, once there is one. */
  readonly look: () => CommandValue | undefined;
  readonly timeoutMs: number | null;
  readonly atTimeout: CommandValue;
}

function waitFor(
  { world, server }: CommandContext,
  { look, timeoutMs, atTimeout }: Wait,
  answer: Answer,
): (() => void) | void {
  const now = look();
  if (now !== undefined) return answer(okWith({ value: now }));
  if (timeoutMs !== null && timeoutMs <= 0) return answer(okWith({ value: atTimeout }));
  const waiter = addWaiter(server, () => {
    const value = look();
    if (value === undefined) return false;
    end();
    answer(okWith({ value }));
    return true;
  });
  const timer =
    timeoutMs === null
      ? null
      : after(world, server, timeoutMs, () => {
          end();
          answer(okWith({ value: atTimeout }));
        });
  const end = (): void => {
    server.waiters.delete(waiter);
    if (timer !== null) timer.cancelled = true;
  };
  return end;
}

export const waitForGtidsCommand: Handler<'wait-for-gtids'> = (context, command, answer) => {
  const { server } = context;
  const { gtids, timeoutMs } = command;
  if (server.gtid.kind === 'mysql') {
    const parsed = MysqlGtidSet.parse(gtids);
    if (setting(server, 'gtid_mode') === 'OFF')
      return answer(failed(3062, 'Cannot execute WAIT_FOR_EXECUTED_GTID_SET when GTID_MODE = OFF.'));
    if (!parsed.ok) return answer(failed(1772, `Malformed GTID set specification '${gtids}'.`));
    const look = (): number | undefined =>
      server.gtid.kind === 'mysql' && parsed.set.isSubsetOf(server.gtid.executed) ? 0 : undefined;
    return waitFor(context, { look, timeoutMs, atTimeout: 1 }, answer);
  }
  const parsed = MariadbGtidPosition.parse(gtids);
  if (!parsed.ok) return answer(failed(1941, 'Could not parse GTID list'));
  const look = (): number | undefined =>
    isReached(server, parsed.position, command.orLogged === true) ? 0 : undefined;
  return waitFor(context, { look, timeoutMs, atTimeout: -1 }, answer);
};

/** MASTER_GTID_WAIT goes by sequence numbers, and by what was applied alone: own writes are looked for in the log. */
function isReached(server: Server, position: MariadbGtidPosition, orLogged: boolean): boolean {
  if (server.gtid.kind !== 'mariadb') return false;
  const { slavePosition } = server.gtid;
  const logged = orLogged ? binlogPosition(server) : MariadbGtidPosition.empty();
  return position.gtids().every(({ domain, sequence }) => {
    const applied = slavePosition.at(domain)?.sequence ?? -1n;
    const written = logged.at(domain)?.sequence ?? -1n;
    return applied >= sequence || written >= sequence;
  });
}

export const waitForPositionCommand: Handler<'wait-for-position'> = (context, command, answer) => {
  const { server } = context;
  if (command.unnamed === true && mustBeNamed(server)) return answer(nameTheChannel(server.product));
  if (parseBinlogFileName(command.position.file) === null) return answer(okWith({ value: null }));
  const look = (): CommandValue | undefined => {
    const channel = server.channels.get(command.channel);
    if (channel === undefined || channel.applier.state !== 'running') return null;
    const { executedPosition } = channel;
    // Until the source has named a log, any may come.
    if (executedPosition.file === '') return undefined;
    switch (compareCoordinates(executedPosition, command.position)) {
      case 'incomparable':
        return null;
      case 'before':
        return undefined;
      default:
        return 0;
    }
  };
  return waitFor(context, { look, timeoutMs: command.timeoutMs, atTimeout: -1 }, answer);
};

export const sleepCommand: Handler<'sleep'> = (context, { ms }, answer) =>
  waitFor(context, { look: () => undefined, timeoutMs: ms, atTimeout: 0 }, answer);

export const getLockCommand: Handler<'get-lock'> = (context, command, answer) => {
  const { server, session } = context;
  const name = command.name.toLowerCase();
  const look = (): number | undefined => {
    const holder = holderOf(server, name);
    if (holder !== null && holder !== session.id) return undefined;
    session.locks.set(name, (session.locks.get(name) ?? 0) + 1);
    return 1;
  };
  return waitFor(context, { look, timeoutMs: command.timeoutMs, atTimeout: 0 }, answer);
};

export const releaseLockCommand: Handler<'release-lock'> = ({ server, session }, command, answer) => {
  const name = command.name.toLowerCase();
  const held = session.locks.get(name) ?? 0;
  if (held === 0) return answer(okWith({ value: holderOf(server, name) === null ? null : 0 }));
  if (held === 1) session.locks.delete(name);
  else session.locks.set(name, held - 1);
  answer(okWith({ value: 1 }));
  wakeWaiters(server);
};

export const isUsedLockCommand: Handler<'is-used-lock'> = ({ server }, { name }, answer) => {
  answer(okWith({ value: holderOf(server, name.toLowerCase()) }));
};

function holderOf({ sessions }: Server, name: string): number | null {
  for (const session of sessions.values()) if (session.locks.has(name)) return session.id;
  return null;
}
