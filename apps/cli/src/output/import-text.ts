/** A list of servers for the terminal: a line for each line, and below it what is worth knowing. */
import { say } from '@topiary/contract';
import type { ImportLineView, ImportView } from '@topiary/contract';
import { table } from './table.ts';

const VERDICTS: Readonly<Record<ImportLineView['verdict'], string>> = {
  new: 'new',
  added: 'added',
  known: 'known',
  unreachable: 'not reached',
  ignored: 'ignored',
  forgotten: 'forgotten',
  twice: 'twice',
  wrong: 'wrong',
  'not-looked-at': 'not looked at',
};

/** What is named there is not in the fleet now, and somebody should look why. */
export function isLeft({ verdict, notes }: ImportLineView): boolean {
  const isMissing = ['unreachable', 'ignored', 'forgotten', 'wrong', 'not-looked-at'].includes(verdict);
  return isMissing || notes.some(({ code }) => code === 'import-not-registered');
}

export function importText({ lines, ignoredColumns }: ImportView): string {
  const [head = '', ...rows] = table(
    ['line', 'server', 'result', 'is', 'cluster'],
    lines.map((line) => [
      String(line.line),
      line.instance ?? line.text,
      VERDICTS[line.verdict],
      serverText(line),
      line.cluster?.name ?? '',
    ]),
  ).split('\n');
  const body = rows.flatMap((row, index) => [row, ...remarks(lines[index]).map((remark) => `      ${remark}`)]);
  const ignored = ignoredColumns.length === 0 ? [] : [`Columns passed over: ${ignoredColumns.join(', ')}`];
  return [head, ...body, ...ignored, summary(lines)].join('\n');
}

function serverText({ server }: ImportLineView): string {
  if (server === null) return '';
  const sources = server.replicatesFrom.length === 0 ? '' : ` < ${server.replicatesFrom.join(', ')}`;
  return `${server.flavor} ${server.version} ${server.ownName}${sources}`;
}

function remarks(line: ImportLineView | undefined): readonly string[] {
  if (line === undefined) return [];
  const { notes, failure, grants, registers } = line;
  const wishes = [
    registers.tags.length > 0 ? `tags ${registers.tags.join(', ')}` : '',
    registers.pools.length > 0 ? `pools ${registers.pools.join(', ')}` : '',
    registers.promotionRule === null ? '' : `promotion rule ${registers.promotionRule}`,
  ].filter((text) => text !== '');
  return [
    ...notes.map((note) => say(note, 'en')),
    ...(failure === null ? [] : [`${failure.kind} (${failure.code}): ${failure.detail}`]),
    ...(failure === null || failure.grant === null ? [] : [`run there: ${failure.grant}`]),
    ...grants.map(({ fact, grant }) => {
      return `${fact.endsWith('-control') ? 'cannot do' : 'cannot read'} ${fact}; run there: ${grant}`;
    }),
    ...(wishes.length === 0 ? [] : [`registers ${wishes.join('; ')}`]),
  ];
}

function summary(lines: readonly ImportLineView[]): string {
  const counts = Object.entries(VERDICTS).flatMap(([verdict, name]) => {
    const count = lines.filter((line) => line.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${name}`];
  });
  return counts.join(', ');
}
