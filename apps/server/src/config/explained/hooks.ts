import type { hooksKeys } from '../keys/hooks.ts';
import { reloaded } from './explanation.ts';
import type { KeyExplanation } from './explanation.ts';

const BOUNDED =
  'Each command ends within TopiaryHookDeadlineSeconds, and values are passed without being parsed by the shell.';

export const hooksExplained: Readonly<Record<keyof typeof hooksKeys, KeyExplanation>> = {
  ProcessesShellCommand: reloaded('The shell that runs the commands below.'),
  OnFailureDetectionProcesses: reloaded('Commands run when a failure is found.', BOUNDED),
  PreGracefulTakeoverProcesses: reloaded(
    'Commands run before a takeover closes the master; one that fails ends it.',
    BOUNDED,
  ),
  PreFailoverProcesses: reloaded('Commands run before a recovery acts; one that fails ends it.', BOUNDED),
  PostMasterFailoverProcesses: reloaded('Commands run after a master was replaced.', BOUNDED),
  PostIntermediateMasterFailoverProcesses: reloaded('Commands run after an intermediate master was replaced.', BOUNDED),
  PostFailoverProcesses: reloaded('Commands run after any recovery that succeeded.', BOUNDED),
  PostUnsuccessfulFailoverProcesses: reloaded('Commands run after a recovery that found no successor.', BOUNDED),
  PostGracefulTakeoverProcesses: reloaded('Commands run at the end of a takeover.', BOUNDED),
  PostTakeMasterProcesses: reloaded('Commands run after a replica swapped places with its master.', BOUNDED),
};
