import { parseArgs } from 'node:util';
import type { ParseArgsConfig } from 'node:util';

/**
 * Reads the command line of a tool. What it does not understand is said in one sentence with the usage, and ends the process
 * with code 2: nothing has been done by then.
 */
export function readArguments<const Config extends ParseArgsConfig>(
  usage: string,
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    return misuse(usage, error instanceof Error ? error.message : String(error));
  }
}

/** Ends the process because of its command line. */
export function misuse(usage: string, problem: string): never {
  console.error(`${problem}\nUsage: ${usage}`);
  process.exit(2);
}
