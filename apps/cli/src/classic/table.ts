/** Every command of orchestrator's command line, by its name and by its synonyms. */
import { SECTIONS } from './command.ts';
import type { AnyCommand } from './command.ts';
import { informationCommands } from './commands/information.ts';
import { localCommands } from './commands/local.ts';
import { metaCommands } from './commands/meta.ts';
import { recoveryCommands } from './commands/recovery.ts';
import { registryCommands } from './commands/registry.ts';
import { relocationCommands } from './commands/relocation.ts';
import { replicationCommands } from './commands/replication.ts';

/** In the order of the sections. */
export const COMMANDS: readonly AnyCommand[] = [
  ...relocationCommands,
  ...replicationCommands,
  ...informationCommands,
  ...registryCommands,
  ...recoveryCommands,
  ...metaCommands,
  ...localCommands,
].toSorted((left, right) => SECTIONS.indexOf(left.section) - SECTIONS.indexOf(right.section));

const BY_NAME: ReadonlyMap<string, AnyCommand> = new Map(
  COMMANDS.flatMap((command) => [command.name, ...(command.synonyms ?? [])].map((name) => [name, command] as const)),
);

export function findCommand(name: string): AnyCommand | null {
  return BY_NAME.get(name) ?? null;
}
