import type { Command } from 'commander';
import { DEFAULT_API } from '../client/connect.ts';

/** What every command has that asks a running Topiary. */
export function withClientOptions(command: Command): Command {
  return command
    .option('--api <url>', `where Topiary runs (default: TOPIARY_API, or ${DEFAULT_API})`)
    .option('--auth <user:password>', 'for AuthenticationMethod "basic" or "multi" (default: TOPIARY_AUTH)')
    .option('--json', 'print the answer of the API as JSON');
}
