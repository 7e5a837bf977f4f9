/** What a command of orchestrator's command line is made of. The tables in `commands/` hold all of them as data. */
import type { Api } from '../client/connect.ts';
import type { OldApi } from './old-api.ts';
import type { FlagValues, TextFlag } from './flags.ts';

/** In the order in which the help lists them, with orchestrator's headings. */
export const SECTIONS = [
  'Smart relocation',
  'Classic file:pos relocation',
  'Binlog server relocation',
  'GTID relocation',
  'Pseudo-GTID relocation',
  'Replication, general',
  'Replication information',
  'Instance',
  'Binary logs',
  'Pools',
  'Information',
  'Key-value',
  'tags',
  'Instance management',
  'Recovery',
  'Instance, meta',
  'Meta',
  'Meta, internal',
  'Internal',
  'Agent',
  '',
] as const;
export type Section = (typeof SECTIONS)[number];

/**
 * What a command has to be given. `destination` and the others: without it the command is refused. `instance`: -i, or this
 * machine. `known`: the same, and Topiary knows it. `cluster`: by -alias, by -i, or that of this machine.
 */
export type Need =
  | 'instance'
  | 'known-instance'
  | 'given-instance'
  | 'destination'
  | 'known-destination'
  | 'cluster'
  | Extract<TextFlag, 'reason' | 'pattern' | 'pool' | 'hostname' | 'binlog' | 'tag'>;

/** What is printed: lines, or with -json the value; without a value the lines as an array. */
export interface Output {
  readonly lines: readonly string[];
  readonly value?: unknown;
}

export interface ClassicContext {
  /** The name that was typed may be a synonym; this is the command's. */
  readonly name: string;
  readonly flags: FlagValues;
  /** orchestrator's API. */
  readonly old: OldApi;
  /** Topiary's own. */
  readonly api: Api;
  /** One of the instances of -i; `null`: none was given. */
  readonly instance: string | null;
  /** The whole text of -i. */
  readonly instances: string;
  readonly destination: string | null;
  /** A line on the standard error stream. */
  readonly warn: (sentence: string) => void;
}

export interface ClassicCommand {
  readonly name: string;
  readonly synonyms?: readonly string[];
  readonly section: Section;
  /** For the list, one line. */
  readonly description: string;
  /** For `help <command>`, after the description. */
  readonly help?: string;
  readonly needs: readonly Need[];
  /** It changes servers or what Topiary keeps; refused with -noop. */
  readonly changes?: true;
  /** It is known so that who calls it is told why there is no answer. */
  readonly notSupported?: true;
  /** The command of Topiary's own form that does the same. */
  readonly twin?: string;
  /** -i is taken whole, and the command is run once. */
  readonly takesWholeList?: true;
  readonly run: (context: ClassicContext) => Promise<Output>;
}

/** A command that asks no Topiary: it is about this process, its configuration and its store. */
export interface LocalCommand extends Omit<ClassicCommand, 'run' | 'takesWholeList'> {
  readonly isLocal: true;
  readonly run: (flags: FlagValues) => Promise<Output>;
}

export type AnyCommand = (ClassicCommand & { readonly isLocal?: false }) | LocalCommand;

export function lines(...given: readonly string[]): Output {
  return { lines: given };
}

export const NOTHING: Output = { lines: [] };

/** Ends the command with a FATAL line and exit code 1. */
export class Fatal extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'Fatal';
  }
}
