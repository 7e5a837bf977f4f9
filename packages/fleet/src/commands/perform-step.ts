/** Executes a step on one session, command after command, and concludes as the driver does. */
import {
  familyOf,
  formatCoordinates,
  foundFailing,
  GTID_RESULT,
  type Message,
  type Step,
  type StepResults,
} from '@topiary/domain';
import type { Fleet } from '../fleet.ts';
import type { CommandValue } from '../model/outcome.ts';
import type { Session } from '../model/session.ts';
import { coordinatesRead } from './coordinate-step-commands.ts';
import { failingTransactions } from './failing-transaction.ts';
import { stepCommands } from './step-commands.ts';
import { POSITION_RESULT } from './step-parts.ts';
import type { StepContext } from './step-parts.ts';

export type { StepContext };

/** As the driver's: what is lost with the connection is told by the session. */
export type StepEnd =
  | { readonly kind: 'done'; readonly results: StepResults }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'unlike-plan'; readonly reason: Message }
  | { readonly kind: 'refused'; readonly errorNumber: number; readonly text: string };

/** Calls `done` at once or during a later `advance`; never when the session ended first. */
export function performStep(
  fleet: Fleet,
  {
    session,
    step,
    results,
  }: { readonly session: Session; readonly step: Step; readonly results: StepContext['results'] },
  done: (end: StepEnd) => void,
): () => void {
  const family = familyOf(fleet.server(session.server).product);
  const commands = stepCommands(step, { family, results });
  let cancel = (): void => undefined;
  const run = (index: number, last: CommandValue): void => {
    const command = commands[index];
    if (command === undefined) {
      done(conclude(fleet, { session, step, last }));
      return;
    }
    cancel = fleet.perform(session, command, (outcome) => {
      if (outcome.kind === 'ok') run(index + 1, outcome.results['value'] ?? null);
      else done({ kind: 'refused', errorNumber: outcome.number, text: outcome.text });
    });
  };
  run(0, null);
  return () => cancel();
}

interface Ending {
  readonly session: Session;
  readonly step: Step;
  readonly last: CommandValue;
}

function conclude(fleet: Fleet, { session, step, last }: Ending): StepEnd {
  switch (step.kind) {
    case 'wait-for-position':
      return last === 0 ? { kind: 'done', results: {} } : { kind: 'timed-out' };
    case 'stop-replication':
      return { kind: 'done', results: { [POSITION_RESULT]: appliedPosition(fleet, session) } };
    case 'wait-for-source-position':
      return typeof last === 'number' && last >= 0 ? { kind: 'done', results: {} } : { kind: 'timed-out' };
    case 'find-failing-transaction': {
      const found = foundFailing(step, failingTransactions(fleet, step));
      return found.kind === 'found' ? { kind: 'done', results: { [GTID_RESULT]: found.gtid } } : found;
    }
    case 'set-up-replication':
      return { kind: 'done', results: step.adoptsOwnLog ? { [POSITION_RESULT]: appliedPosition(fleet, session) } : {} };
    case 'stop-at-coordinates':
      return { kind: 'done', results: coordinatesRead(fleet, step) };
    case 'set-writability':
      return {
        kind: 'done',
        results: step.closes === true ? { [POSITION_RESULT]: writtenPosition(fleet, session) } : {},
      };
    case 'read-log-position':
      return { kind: 'done', results: { [POSITION_RESULT]: logPosition(fleet, session) } };
    case 'wait-for-log-position':
      return typeof last === 'number' && last >= 0 ? { kind: 'done', results: {} } : { kind: 'timed-out' };
    default:
      return { kind: 'done', results: {} };
  }
}

function appliedPosition(fleet: Fleet, { server }: Session): string {
  const { gtid } = fleet.server(server);
  return gtid.kind === 'mysql' ? gtid.executed.toText() : gtid.slavePosition.toText();
}

/** All that is in its log, whoever wrote it. */
function writtenPosition(fleet: Fleet, { server }: Session): string {
  const { gtid } = fleet.observe(server);
  if (gtid.kind === 'mysql') return gtid.executed;
  return gtid.kind === 'mariadb' ? gtid.binlogPosition : '';
}

function logPosition(fleet: Fleet, { server }: Session): string {
  const { binlog } = fleet.observe(server);
  return binlog === null ? '' : formatCoordinates(binlog);
}
