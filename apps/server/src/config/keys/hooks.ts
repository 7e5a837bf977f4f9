/** Shell commands run on events. `${…}` in them belongs to the shell and is not expanded here. Names, types and defaults are orchestrator's. */
import { list, text } from './kinds.ts';

export const hooksKeys = {
  ProcessesShellCommand: text('bash'),
  OnFailureDetectionProcesses: list(),
  PreGracefulTakeoverProcesses: list(),
  PreFailoverProcesses: list(),
  PostMasterFailoverProcesses: list(),
  PostIntermediateMasterFailoverProcesses: list(),
  PostFailoverProcesses: list(),
  PostUnsuccessfulFailoverProcesses: list(),
  PostGracefulTakeoverProcesses: list(),
  PostTakeMasterProcesses: list(),
} as const;
