/** What every command that makes a plan does with it: show it, ask, run it, and say how it went. */
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import type { PlanView } from '@topiary/contract';
import type { Api, ClientFlags } from '../client/connect.ts';
import { CommandFailure, EXIT } from '../exit.ts';
import { planText, whyNotDone } from '../output/plan-text.ts';
import { printJson } from '../output/table.ts';
import { withClientOptions } from './client-options.ts';

export interface RunFlags extends ClientFlags {
  readonly dryRun?: true;
  readonly yes?: true;
}

export function withRunOptions(command: Command): Command {
  return withClientOptions(command)
    .option('--dry-run', 'show the plan and change nothing')
    .option('--yes', 'do not ask');
}

/** Shows the plan, asks, runs it, and says how it went. */
export function review(api: Api, proposed: PlanView, flags: RunFlags): Promise<void> {
  return reviewAll(api, [proposed], flags);
}

/** The same of several plans, which are shown together, asked for once, and run one after the other. */
export async function reviewAll(api: Api, proposed: readonly PlanView[], flags: RunFlags): Promise<void> {
  if (flags.dryRun) {
    for (const plan of proposed) show(plan, flags);
    return;
  }
  if (!flags.yes) {
    if (!flags.json) for (const plan of proposed) show(plan, flags);
    if (!(await agree())) throw new CommandFailure(['Nothing was changed.']);
  }
  const failures: string[] = [];
  for (const { id } of proposed) {
    const ended = await api.change('confirm', { params: { plan: id }, query: { wait: 'true' } });
    show(ended, flags);
    if (ended.outcome !== 'done') failures.push(...whyNotDone(ended));
  }
  if (failures.length > 0) throw new CommandFailure(failures);
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
