import type { Command } from 'commander';
import { say } from '@topiary/contract';
import type { SourcesView, SourceView } from '@topiary/contract';
import { connect } from '../client/connect.ts';
import type { ClientFlags } from '../client/connect.ts';
import { CommandFailure } from '../exit.ts';
import { facts, printJson, table, when } from '../output/table.ts';
import { withClientOptions } from './client-options.ts';

export function addSources(program: Command): void {
  withClientOptions(program.command('sources [name]'))
    .description('list where servers come from: configured sources and seeds; or say more of one source')
    .action(async (name: string | undefined, flags: ClientFlags) => {
      const view = await connect(flags).read('sources', {});
      if (name === undefined) return flags.json ? printJson(view) : console.log(listText(view));
      const source = view.sources.find((one) => one.name === name);
      if (source === undefined)
        throw new CommandFailure([`There is no source "${name}"; "topiary sources" lists them.`]);
      return flags.json ? printJson(source) : console.log(sourceText(source));
    });
  withClientOptions(program.command('read-source <name>'))
    .description('read a source now, and add the servers that it names')
    .action(async (name: string, flags: ClientFlags) => {
      const source = await connect(flags).change('readSource', { params: { source: name } });
      if (flags.json) printJson(source);
      else console.log(sourceText(source));
      if (source.failure !== null) throw new CommandFailure([`${name} could not be read: ${failureText(source)}`]);
    });
}

function listText({ sources, seeds }: SourcesView): string {
  const rows = sources.map((source) => [
    source.name,
    source.kind,
    source.from,
    when(source.lastSuccessAt),
    String(source.counts.given),
    String(source.addedInAll),
    source.failure === null ? '' : failureText(source),
  ]);
  const read =
    rows.length === 0
      ? 'No sources are configured (TopiarySources).'
      : table(['name', 'kind', 'from', 'read at (UTC)', 'names', 'added', 'failure'], rows);
  return [read, ...seeds.map(({ instance, isKnown }) => `seed ${instance}${isKnown ? '' : ' (not known)'}`)].join('\n');
}

function sourceText(source: SourceView): string {
  const { counts } = source;
  const left = ['ignored', 'forgotten', 'unreachable', 'unusable', 'waiting'] as const;
  const rows: (readonly [string, string])[] = [
    ['name', source.name],
    ['kind', source.kind],
    ['from', source.from],
    ['every', `${source.intervalSeconds} s`],
    ['read at', source.isReading ? 'now' : when(source.lastReadAt)],
    ['failure', source.failure === null ? '' : failureText(source)],
    ['names', `${counts.given}: ${counts.known} known, ${counts.added} added`],
    ['left', left.flatMap((why) => (counts[why] === 0 ? [] : [`${counts[why]} ${why}`])).join(', ')],
    ['', source.problems.map(({ text, why, failure }) => `${text}: ${failure?.kind ?? why}`).join('\n')],
    [
      'no longer',
      source.noLongerNamedCount === 0 ? '' : `${source.noLongerNamedCount} named before, still in the fleet`,
    ],
    ['', source.noLongerNamed.map(({ instance, since }) => `${instance} since ${when(since)}`).join('\n')],
  ];
  return facts(rows.filter(([, value]) => value !== ''));
}

function failureText({ failure }: SourceView): string {
  return failure === null ? '' : say(failure, 'en');
}
