import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import type { PlanView } from '@topiary/contract';
import { connect } from '../client/connect.ts';
import type { Api, ClientFlags } from '../client/connect.ts';
import { readInstance } from '../client/find-cluster.ts';
import { CommandFailure, EXIT } from '../exit.ts';
import { planText, whyNotDone } from '../output/plan-text.ts';
import { printJson } from '../output/table.ts';
import { withClientOptions } from './client-options.ts';

interface RunFlags extends ClientFlags {
  readonly dryRun?: true;
  readonly yes?: true;
}

interface MoveFlags extends RunFlags {
  readonly below: string;
  readonly channel?: string;
  readonly only?: string;
}

export function addRelocate(program: Command): void {
  withRunOptions(program.command('relocate <replica>'))
    .description('move a replica below another server')
    .requiredOption('--below <address>', 'the new master')
    .option('--channel <name>', 'of a replica with several channels')
    .action(async (replica: string, flags: MoveFlags) => {
      const api = connect(flags);
      const channel = flags.channel ?? null;
      const body = {
        kind: 'relocate' as const,
        replica: readInstance(replica),
        channel,
        target: readInstance(flags.below),
      };
      await review(api, await api.read('propose', { body }), flags);
    });
  withRunOptions(program.command('relocate-replicas <master>'))
    .description('move all replicas of a server below another')
    .requiredOption('--below <address>', 'the new master')
    .option('--only <addresses>', 'only these, separated by commas')
    .action(async (master: string, flags: MoveFlags) => {
      const api = connect(flags);
      const only = flags.only?.split(',').map(readInstance) ?? null;
      const body = {
        kind: 'relocate-replicas' as const,
        source: readInstance(master),
        target: readInstance(flags.below),
        only,
      };
      await review(api, await api.read('propose', { body }), flags);
    });
  withRunOptions(program.command('undo <plan>'))
    .description('take a finished plan back')
    .action(async (plan: string, flags: RunFlags) => {
      const api = connect(flags);
      await review(api, await api.read('undo', { params: { plan } }), flags);
    });
}

function withRunOptions(command: Command): Command {
  return withClientOptions(command)
    .option('--dry-run', 'show the plan and change nothing')
    .option('--yes', 'do not ask');
}

/** Shows the plan, asks, runs it, and says how it went. */
async function review(api: Api, proposed: PlanView, flags: RunFlags): Promise<void> {
  if (flags.dryRun) {
    show(proposed, flags);
    return;
  }
  if (!flags.yes) {
    if (!flags.json) show(proposed, flags);
    if (!(await agree())) throw new CommandFailure(['Nothing was changed.']);
  }
  const ended = await api.change('confirm', { params: { plan: proposed.id }, query: { wait: 'true' } });
  show(ended, flags);
  if (ended.outcome !== 'done') throw new CommandFailure(whyNotDone(ended));
}

function show(plan: PlanView, flags: RunFlags): void {
  if (flags.json) printJson(plan);
  else console.log(planText(plan));
}

async function agree(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new CommandFailure(
      ['Nobody can be asked here: pass --yes to run the plan, or --dry-run to see it.'],
      EXIT.usage,
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/i.test((await terminal.question('Run this? [y/N] ')).trim());
  } finally {
    terminal.close();
  }
}
