/** One command on one session: privileges first, then the server's own rules. */
import { assert } from '@topiary/domain';
import type { Outcome } from '../model/outcome.ts';
import type { MutableSession, PendingCommand } from '../model/server.ts';
import { serverOf } from '../model/world.ts';
import type { World } from '../model/world.ts';
import { createUserCommand, dropUserCommand, grantCommand, revokeCommand } from './accounts.ts';
import { changeSourceCommand } from './change-source.ts';
import type { Command, CommandKind } from './command.ts';
import type { Answer, CommandContext, Handler } from './context.ts';
import { changeFilterCommand } from './filters.ts';
import { groupSetPrimaryCommand, groupStartCommand, groupStopCommand } from './group.ts';
import { injectEmptyCommand } from './inject-empty.ts';
import { lockLogCommand } from './log-lock.ts';
import { installPluginCommand, uninstallPluginCommand } from './plugins.ts';
import { refusal } from './privileges.ts';
import { flushLogsCommand, purgeLogsCommand, resetBinaryLogsCommand, resetReplicaCommand } from './reset.ts';
import { killCommand, shutdownCommand } from './sessions.ts';
import { setVariableCommand } from './set-variable.ts';
import { startThreadsCommand, stopThreadsCommand } from './threads.ts';
import {
  getLockCommand,
  isUsedLockCommand,
  releaseLockCommand,
  sleepCommand,
  waitForGtidsCommand,
  waitForPositionCommand,
} from './waits.ts';
import { beginCommand, commitCommand, rollbackCommand, writeCommand } from './write.ts';

type Table = { readonly [Kind in CommandKind]: Handler<Kind> };

const HANDLERS: Table = {
  'start-threads': startThreadsCommand,
  'stop-threads': stopThreadsCommand,
  'change-source': changeSourceCommand,
  'change-filter': changeFilterCommand,
  'reset-replica': resetReplicaCommand,
  'reset-binary-logs': resetBinaryLogsCommand,
  'flush-logs': flushLogsCommand,
  'purge-logs': purgeLogsCommand,
  'set-variable': setVariableCommand,
  begin: beginCommand,
  commit: commitCommand,
  rollback: rollbackCommand,
  write: writeCommand,
  'inject-empty': injectEmptyCommand,
  'wait-for-gtids': waitForGtidsCommand,
  'wait-for-position': waitForPositionCommand,
  'get-lock': getLockCommand,
  'release-lock': releaseLockCommand,
  'is-used-lock': isUsedLockCommand,
  kill: killCommand,
  sleep: sleepCommand,
  'install-plugin': installPluginCommand,
  'uninstall-plugin': uninstallPluginCommand,
  'create-user': createUserCommand,
  'drop-user': dropUserCommand,
  grant: grantCommand,
  revoke: revokeCommand,
  'group-start': groupStartCommand,
  'group-stop': groupStopCommand,
  'group-set-primary': groupSetPrimaryCommand,
  'lock-log': lockLogCommand,
  shutdown: shutdownCommand,
};

/** Answers at most once; never after its result was called, nor when the session ends first. */
export function perform(world: World, session: MutableSession, command: Command, done: Answer): () => void {
  assert(session.alive, 'a session that is used is open', session.id);
  const server = serverOf(world, session.server);
  const running: Running = { cancel: null, isOver: false };
  const end = (): void => {
    running.isOver = true;
    session.pending.delete(pending);
    running.cancel?.();
  };
  const answer = (outcome: Outcome): void => {
    if (running.isOver) return;
    end();
    done(outcome);
  };
  const pending: PendingCommand = { abandon: end, interrupt: answer };
  session.pending.add(pending);
  const run = (): void => {
    if (!running.isOver) running.cancel = handle({ world, server, session }, command, answer) ?? null;
  };
  // A frozen server reads its connections once it runs again.
  if (server.power === 'frozen') world.agenda.schedule(world.nowMs, server, run);
  else run();
  return end;
}

interface Running {
  cancel: (() => void) | null;
  isOver: boolean;
}

function handle(context: CommandContext, command: Command, answer: Answer): (() => void) | void {
  const { account } = context.session;
  const refused = refusal(account, context.server.product, command);
  if (refused !== null) return answer(refused);
  if (context.session.transaction !== null && commitsFirst(command)) return afterOpen(context, command, answer);
  return handlerOf(command)(context, command, answer);
}

/** What is open is committed by whatever cannot be rolled back, even when that is refused then. */
function afterOpen(context: CommandContext, command: Command, answer: Answer): (() => void) | void {
  let cancel: (() => void) | void;
  const cancelCommit = commitCommand(context, { kind: 'commit' }, (outcome) => {
    if (outcome.kind === 'error') answer(outcome);
    else cancel = handlerOf(command)(context, command, answer);
  });
  return () => {
    cancelCommit?.();
    cancel?.();
  };
}

/** Source: MySQL sql/sql_parse.cc, CF_AUTO_COMMIT_TRANS; tried on 9.7. PURGE and SET are not among them. */
const COMMITTING: ReadonlySet<CommandKind> = new Set([
  'start-threads',
  'stop-threads',
  'change-source',
  'change-filter',
  'reset-replica',
  'reset-binary-logs',
  'flush-logs',
  'install-plugin',
  'uninstall-plugin',
  'create-user',
  'drop-user',
  'grant',
  'revoke',
]);

function commitsFirst(command: Command): boolean {
  return COMMITTING.has(command.kind) || (command.kind === 'write' && (command.write.kind ?? 'write') !== 'write');
}

/** The table's rows are typed by kind; this is the one place where a command meets its row. */
function handlerOf(command: Command): Handler<CommandKind> {
  return HANDLERS[command.kind] as unknown as Handler<CommandKind>;
}
