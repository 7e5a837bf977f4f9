/** Steps that change a server, as the commands that their statements are. */
import type { CoordinateStep, ReplicationStep, ServerStep, SetWritabilityStep, SourceStep } from '@topiary/domain';
import { coordinateStepCommands } from './coordinate-step-commands.ts';
import type { Command } from './command.ts';
import { replicationStepCommands } from './replication-step-commands.ts';
import { sourceStepCommands } from './source-step-commands.ts';
import type { StepContext } from './step-parts.ts';
import { isUpkeepStep, upkeepStepCommands } from './upkeep-step-commands.ts';

export function serverStepCommands(
  step: ServerStep | ReplicationStep | CoordinateStep | SourceStep,
  context: StepContext,
): readonly Command[] {
  switch (step.kind) {
    case 'set-writability':
      return setWritability(step, context.family);
    // The model has no data to be copied.
    case 'check-clone':
    case 'clone-data':
      return [];
    case 'set-offline-mode':
      return [setGlobal('offline_mode', step.to ? 'ON' : 'OFF')];
    case 'flush-binary-logs':
      return [{ kind: 'flush-logs', which: 'binary' }];
    case 'set-variables':
      return step.changes.map(({ name, to }) => ({
        kind: 'set-variable',
        scope: step.persists === true ? 'persist' : 'global',
        name,
        value: to,
      }));
    // The model's servers have no events.
    case 'switch-events':
      return [];
    case 'stop-at-coordinates':
    case 'apply-until':
      return coordinateStepCommands(step, context);
    case 'set-up-replication':
    case 'leave-source':
      return sourceStepCommands(step, context);
    default:
      return isUpkeepStep(step) ? upkeepStepCommands(step, context) : replicationStepCommands(step, context);
  }
}

function setWritability({ to }: SetWritabilityStep, family: StepContext['family']): readonly Command[] {
  const readOnly = setGlobal('read_only', to === 'writable' ? 'OFF' : 'ON');
  if (family === 'mariadb' || to === 'writable') return [readOnly];
  return to === 'super-read-only'
    ? [setGlobal('super_read_only', 'ON')]
    : [readOnly, setGlobal('super_read_only', 'OFF')];
}

function setGlobal(name: string, value: string): Command {
  return { kind: 'set-variable', scope: 'global', name, value };
}
