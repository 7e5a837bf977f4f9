import type { Command } from 'commander';
import { sayAll } from '@topiary/contract';
import type { AuditEntryView, CallOutput } from '@topiary/contract';
import { connect } from '../client/connect.ts';
import type { ClientFlags } from '../client/connect.ts';
import { readPage } from '../options.ts';
import { planText } from '../output/plan-text.ts';
import { printJson, table, when } from '../output/table.ts';
import { withClientOptions } from './client-options.ts';

type AuditPage = CallOutput<'audit'>;

interface AuditFlags extends ClientFlags {
  readonly page: number;
  readonly pageSize?: string;
  readonly user?: string;
  readonly cluster?: string;
  readonly instance?: string;
  readonly action?: string;
  readonly text?: string;
}

export function addPlans(program: Command): void {
  const plan = program.command('plan').description('look at plans');
  withClientOptions(plan.command('show <id>'))
    .description('show a plan: its statements and how it went')
    .action(async (id: string, flags: ClientFlags) => {
      const view = await connect(flags).read('plan', { params: { plan: id } });
      if (flags.json) printJson(view);
      else console.log(planText(view));
    });
  withClientOptions(program.command('audit'))
    .description('who did what, newest first')
    .option('--page <number>', 'from 1', readPage, 1)
    .option('--page-size <number>', 'lines a page')
    .option('--user <name>')
    .option('--cluster <id>')
    .option('--instance <address>')
    .option('--action <word>', 'for example relocate')
    .option('--text <part>', 'part of the summary')
    .action(async (flags: AuditFlags) => {
      const { page, pageSize, user, cluster, instance, action, text } = flags;
      const found = await connect(flags).read('audit', {
        query: { page: page - 1, pageSize, user, cluster, instance, action, text },
      });
      if (flags.json) printJson(found);
      else console.log(auditText(found));
    });
}

/** The plan is named whole: `plan show` and `undo` ask for it. */
function auditText({ items, total, page: at, pageSize }: AuditPage): string {
  const lines = table(['WHEN (UTC)', 'WHO', 'FROM', 'WHAT', 'RESULT', 'PLAN', 'SUMMARY'], items.map(rowOf));
  const pages = Math.ceil(total / pageSize);
  if (pages <= 1 && at === 0) return lines;
  return `${lines}\nPage ${at + 1} of ${Math.max(1, pages)}, ${total} entries: --page says which.`;
}

function rowOf(entry: AuditEntryView): readonly string[] {
  return [
    when(entry.at),
    entry.actor.user,
    `${entry.actor.address} (${entry.actor.via})`,
    entry.action,
    entry.result,
    entry.plan ?? '',
    sayAll(entry.summary, 'en'),
  ];
}
