/** Steps that give a server a source, or take it away, as the commands that their statements are. */
import { parseCoordinates } from '@topiary/domain';
import type { SetUpReplicationStep, SourceStep } from '@topiary/domain';
import { DEFAULT_PASSWORD } from '../model/server-spec.ts';
import type { Command, SourceChanges } from './command.ts';
import { renaming } from './replication-step-commands.ts';
import { positionOf } from './step-parts.ts';
import type { StepContext } from './step-parts.ts';

const BOTH = { receiver: true, applier: true } as const;
/** Whom a query for the account names here. */
const REPLICATION_USER = 'repl';

export function sourceStepCommands(step: SourceStep, context: StepContext): readonly Command[] {
  const { channel } = step;
  const stop: Command = { kind: 'stop-threads', channel, threads: BOTH };
  if (step.kind === 'leave-source') return [stop, { kind: 'reset-replica', channel, all: true }];
  return [
    ...(step.isRepeated === true ? [stop] : []),
    { kind: 'change-source', channel, changes: changesOf(step, context) },
    ...(step.starts ? [{ kind: 'start-threads', channel, threads: BOTH } as const] : []),
  ];
}

/** A step has no password; the accounts of the fleet have one. */
function changesOf(step: SetUpReplicationStep, context: StepContext): SourceChanges {
  const { source: to, positioning, begins, adoptsOwnLog, user } = step;
  const coordinates = begins === null ? null : parseCoordinates(positionOf(begins, context));
  return {
    ...renaming({ to, settings: step.settings, coordinates, positioning }, context),
    positioning,
    user: user === '' ? REPLICATION_USER : user,
    password: DEFAULT_PASSWORD,
    ...(adoptsOwnLog ? { demote: true } : {}),
  };
}
