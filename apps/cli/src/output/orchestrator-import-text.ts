/** What an import from orchestrator brings: a line for each kind of thing, and below it what is left out and why. */
import type { ImportPart, OrchestratorImportReport } from '@topiary/server';
import { table } from './table.ts';

export function orchestratorImportText(report: OrchestratorImportReport): string {
  const { done, from, version, into, parts, notes } = report;
  const shown = parts.filter(({ found }) => found > 0);
  const [head = '', ...rows] = table(
    ['what', 'found', done ? 'taken' : 'would be taken', 'already here', 'left out'],
    shown.map((part) => [part.what, part.found, part.taken, part.already, countLeft(part)].map(String)),
  ).split('\n');
  const body = rows.flatMap((row, index) => [row, ...reasonsOf(shown[index])]);
  return [
    `From ${from}${version === null ? '' : ` (orchestrator ${version})`} into ${into}`,
    ...(shown.length === 0 ? ['It is empty.'] : [head, ...body]),
    ...notes,
    done ? 'Imported. Start Topiary on this store.' : 'Nothing was changed. Run it again with --yes to import.',
  ].join('\n');
}

function countLeft({ left }: ImportPart): number {
  return left.reduce((sum, { count }) => sum + count, 0);
}

function reasonsOf(part: ImportPart | undefined): readonly string[] {
  return (part?.left ?? []).map(({ why, count, examples }) => {
    const named = examples.length === 0 ? '' : ` (${examples.join(', ')}${count > examples.length ? ', …' : ''})`;
    return `      ${count} left out: ${why}${named}`;
  });
}
