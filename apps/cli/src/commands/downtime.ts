import { userInfo } from 'node:os';
import type { Command } from 'commander';
import type { ClientFlags } from '../client/connect.ts';
import { readInstance } from '../client/find-cluster.ts';
import { register } from '../client/register.ts';
import { withClientOptions } from './client-options.ts';

interface NoteFlags extends ClientFlags {
  readonly owner: string;
  readonly reason: string;
  readonly duration: string;
}

const KINDS = {
  downtime: {
    begin: 'mark a server as down on purpose, for a while: its problems are shown muted',
    end: 'end the downtime of a server',
  },
  maintenance: {
    begin: 'lock a server for work on it: nobody else moves it, or moves others below it',
    end: 'end the maintenance of a server',
  },
} as const;

export function addDowntime(program: Command): void {
  for (const kind of ['downtime', 'maintenance'] as const) {
    withClientOptions(program.command(`begin-${kind} <address>`))
      .description(KINDS[kind].begin)
      .requiredOption('--reason <text>', 'why')
      .option('--owner <name>', 'who is responsible', ownName())
      .option('--duration <time>', 'for how long: 90s, 30m, 2h, 1d, 2w', '10m')
      .action(async (address: string, flags: NoteFlags) => {
        const instance = readInstance(address);
        const { owner, reason, duration } = flags;
        await register({
          flags,
          command: { kind: `begin-${kind}`, instance, owner, reason, duration },
          about: instance,
        });
      });
    withClientOptions(program.command(`end-${kind} <address>`))
      .description(KINDS[kind].end)
      .action(async (address: string, flags: ClientFlags) => {
        const instance = readInstance(address);
        await register({ flags, command: { kind: `end-${kind}`, instance }, about: instance });
      });
  }
}

/** A machine may know its user by a number only. */
export function ownName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'topiary';
  }
}
