/** What is wrong now, and what was detected. */
import { say } from '@topiary/contract';
import type { ClusterAnalysisView, FindingView } from '@topiary/contract';
import type { Command } from 'commander';
import { connect } from '../client/connect.ts';
import type { Api, ClientFlags } from '../client/connect.ts';
import { findCluster, findNamed, readInstance } from '../client/find-cluster.ts';
import { readPage } from '../options.ts';
import { analysisLines } from '../output/analysis-text.ts';
import { printJson, table } from '../output/table.ts';
import { withClientOptions } from './client-options.ts';

/** As many as one answer of the API holds. */
const PAGE_SIZE = 200;
/** A fleet with more findings than this is told by its page. */
const MAX_PAGES = 50;

interface FindingsFlags extends ClientFlags {
  readonly cluster?: string;
  readonly failures?: true;
}

interface DetectionFlags extends ClientFlags {
  readonly cluster?: string;
  readonly page: number;
}

interface ChangelogFlags extends DetectionFlags {
  readonly server?: string;
}

export function addFindings(program: Command): void {
  withClientOptions(program.command('findings'))
    .description('list what is wrong now, the gravest first, and whether it would be repaired by itself')
    .option('--cluster <cluster>', 'only of this cluster')
    .option('--failures', 'without weaknesses of structure')
    .action(async (flags: FindingsFlags) => {
      const api = connect(flags);
      const cluster = await findNamed(api, flags.cluster);
      const found = await allFindings(api, {
        ...(cluster !== undefined && { cluster }),
        ...(flags.failures && { kind: 'failure' as const }),
      });
      if (flags.json) return printJson(found);
      if (found.length === 0) return console.log('Nothing is wrong.');
      console.log(table(['SEVERITY', 'CLUSTER', 'SERVER', 'WHAT', 'SINCE', 'BY ITSELF'], found.map(rowOf)));
    });
  withClientOptions(program.command('analysis <cluster>'))
    .description('explain what is wrong in a cluster: with what was seen, what would be done, and what nearly is wrong')
    .action(async (text: string, flags: ClientFlags) => {
      const api = connect(flags);
      const shown = await api.read('clusterAnalysis', { params: { cluster: await findCluster(api, text) } });
      if (flags.json) return printJson(shown);
      for (const line of explained(shown)) console.log(line);
    });
  withClientOptions(program.command('replication-analysis'))
    .description("list failures and structure warnings in orchestrator's words; what is downtimed is left out")
    .action(async (flags: ClientFlags) => {
      const found = await allFindings(connect(flags), {});
      if (flags.json) return printJson(found);
      for (const line of analysisLines(found)) console.log(line);
    });
  addPast(program);
}

function addPast(program: Command): void {
  withClientOptions(program.command('analysis-changelog'))
    .description('list what was wrong when: each finding that began, changed or ended, the newest first')
    .option('--cluster <cluster>', 'only of this cluster')
    .option('--server <server>', 'only of this server')
    .option('--page <number>', 'from 1', readPage, 1)
    .action(async (flags: ChangelogFlags) => {
      const api = connect(flags);
      const cluster = await findNamed(api, flags.cluster);
      const instance = flags.server === undefined ? undefined : readInstance(flags.server);
      const query = {
        page: flags.page - 1,
        ...(cluster !== undefined && { cluster }),
        ...(instance !== undefined && { instance }),
      };
      const page = await api.read('findingChanges', { query });
      if (flags.json) return printJson(page);
      const rows = page.items.map((one) => [
        timeOf(one.at),
        one.clusterName,
        one.instance,
        one.code,
        one.change,
        one.severity,
        one.outrankedBy === null ? (one.skipped ?? '-') : `see ${one.outrankedBy}`,
      ]);
      console.log(table(['AT', 'CLUSTER', 'SERVER', 'WHAT', 'CHANGE', 'SEVERITY', 'THOUGH'], rows));
    });
  withClientOptions(program.command('detections'))
    .description('list detected failures, the newest first')
    .option('--cluster <cluster>', 'only of this cluster')
    .option('--page <number>', 'from 1', readPage, 1)
    .action(async (flags: DetectionFlags) => {
      const api = connect(flags);
      const cluster = await findNamed(api, flags.cluster);
      const query = { page: flags.page - 1, ...(cluster !== undefined && { cluster }) };
      const page = await api.read('detections', { query });
      if (flags.json) return printJson(page);
      const rows = page.items.map((one) => [
        String(one.id),
        timeOf(one.at),
        one.clusterName,
        one.instance,
        one.code,
        one.actionable ? 'recovered where policy allows' : 'told only',
        one.recovery === null ? '-' : String(one.recovery),
      ]);
      console.log(table(['ID', 'AT', 'CLUSTER', 'SERVER', 'WHAT', 'LEADS TO', 'RECOVERY'], rows));
    });
}

async function allFindings(
  api: Api,
  query: { readonly cluster?: FindingView['cluster']; readonly kind?: FindingView['kind'] },
): Promise<readonly FindingView[]> {
  const found: FindingView[] = [];
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { items, total } = await api.read('findings', { query: { ...query, page, pageSize: PAGE_SIZE } });
    found.push(...items);
    if (items.length === 0 || found.length >= total) break;
  }
  return found;
}

function rowOf(one: FindingView): readonly string[] {
  return [one.severity, one.clusterName, one.instance, one.code, timeOf(one.since), byItself(one)];
}

function byItself({ outrankedBy, repair, skipped }: FindingView): string {
  if (outrankedBy !== null) return `see ${outrankedBy}`;
  if (repair === null) return '-';
  if (repair.ready) return 'repaired';
  const closed = repair.gates.filter(({ isOpen }) => !isOpen).map(({ code }) => code);
  return `held back: ${[...(skipped === null ? [] : [skipped]), ...closed].join(', ')}`;
}

function explained({ clusterName, findings, nearMisses }: ClusterAnalysisView): readonly string[] {
  if (findings.length + nearMisses.length === 0) return [`Nothing is wrong in ${clusterName}.`];
  return [
    ...findings.flatMap((one) => [
      `${one.instance}: ${one.code}${one.outrankedBy === null ? '' : ` (${one.outrankedBy} says more)`}`,
      `  ${say(one.summary, 'en')}`,
      ...one.evidence.map((seen) => `  + ${say(seen, 'en')}`),
      ...gatesOf(one),
    ]),
    ...nearMisses.flatMap(({ instance, code, missing }) => [
      `${instance}: nearly ${code}`,
      ...missing.map(({ clause, value }) => `  ${value === 'no' ? '-' : '?'} ${say(clause, 'en')}`),
    ]),
  ];
}

function gatesOf({ repair }: FindingView): readonly string[] {
  if (repair === null) return [];
  if (repair.ready) return ['  It would be repaired by itself now.'];
  return [
    '  It would not be repaired by itself now:',
    ...repair.gates
      .filter(({ isOpen }) => !isOpen)
      .flatMap(({ why, howToOpen }) => [
        `    ${say(why, 'en')}`,
        ...(howToOpen === null ? [] : [`      ${say(howToOpen, 'en')}`]),
      ]),
  ];
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}
