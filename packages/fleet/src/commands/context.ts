import type { Server, MutableSession } from '../model/server.ts';
import type { Outcome } from '../model/outcome.ts';
import type { World } from '../model/world.ts';
import type { Command, CommandKind } from './command.ts';

export interface CommandContext {
  readonly world: World;
  readonly server: Server;
  readonly session: MutableSession;
}

export type Answer = (outcome: Outcome) => void;
export type CommandOf<Kind extends CommandKind> = Extract<Command, { readonly kind: Kind }>;

/** Answers at once, or later; then it gives back what takes its traces away when nobody waits any longer. */
export type Handler<Kind extends CommandKind> = (
  context: CommandContext,
  command: CommandOf<Kind>,
  answer: Answer,
) => (() => void) | void;
