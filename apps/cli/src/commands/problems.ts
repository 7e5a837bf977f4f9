/** What somebody who is paged looks at first. */
import { say } from '@topiary/contract';
import type { CallOutput, ProblemItem } from '@topiary/contract';
import type { Command } from 'commander';
import { connect } from '../client/connect.ts';
import type { ClientFlags } from '../client/connect.ts';
import { findNamed } from '../client/find-cluster.ts';
import { readPage } from '../options.ts';
import { printJson, table } from '../output/table.ts';
import { withClientOptions } from './client-options.ts';

const PAGE_SIZE = 200;

interface ProblemsFlags extends ClientFlags {
  readonly cluster?: string;
  readonly page: number;
}

export function addProblems(program: Command): void {
  withClientOptions(program.command('problems'))
    .description(
      'list everything that is wrong now, the gravest first: findings, servers that no finding speaks of, recoveries that need a person, and what is held back',
    )
    .option('--cluster <cluster>', 'only of this cluster')
    .option('--page <number>', 'from 1', readPage, 1)
    .action(async (flags: ProblemsFlags) => {
      const api = connect(flags);
      const cluster = await findNamed(api, flags.cluster);
      const query = { page: flags.page - 1, pageSize: PAGE_SIZE, ...(cluster !== undefined && { cluster }) };
      const shown = await api.read('problems', { query });
      if (flags.json) return printJson(shown);
      if (shown.total === 0) return console.log('Nothing is wrong.');
      console.log(table(['SEVERITY', 'CLUSTER', 'SERVER', 'WHAT', 'SINCE'], shown.items.map(rowOf)));
      console.log(moreText(shown));
    });
}

function rowOf(item: ProblemItem): readonly string[] {
  const { severity, clusterAlias, clusterName, instance, since } = item;
  return [
    severity,
    clusterAlias ?? clusterName,
    instance,
    whatOf(item),
    since === null ? '-' : new Date(since).toISOString(),
  ];
}

const CARES: Readonly<Record<Extract<ProblemItem, { kind: 'recovery' }>['care'], string>> = {
  unresolved: 'was not recovered, and may be half changed',
  partly: 'was recovered, and not all is as it has to be',
  lost: 'was recovered, and left servers behind',
  unchanged: 'could not be recovered',
  running: 'is being recovered',
};

function whatOf(item: ProblemItem): string {
  switch (item.kind) {
    case 'failure':
    case 'structure':
      return `${item.finding.code}: ${say(item.finding.summary, 'en')}`;
    case 'server':
      return item.problems.map(({ code }) => code).join(', ');
    case 'recovery':
      return `${CARES[item.care]} (${item.recovery.code}): topiary recovery ${item.recovery.uid}`;
    case 'takeover': {
      const [why] = item.takeover.reasons;
      const reason = why === undefined ? '' : `: ${say(why, 'en')}`;
      return `the takeover that ${item.takeover.actor.user} scheduled did not begin in its window${reason}`;
    }
    case 'held-back':
      return `${item.code} is held back: topiary ack-recovery --uid ${item.by} --comment …`;
  }
}

function moreText({ total, page, items, severities }: CallOutput<'problems'>): string {
  const counts = `${severities.critical} critical, ${severities.warning} warnings`;
  return total > items.length ? `${counts}; page ${page + 1} of ${Math.ceil(total / PAGE_SIZE)}` : counts;
}
