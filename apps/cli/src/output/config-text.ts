/** A report about configuration files, line by line. */
import type { CheckedEntry, ConfigReport } from '@topiary/server';
import { printable } from './table.ts';

const INDENT = '    ';

export function configText(report: ConfigReport, { all }: { readonly all: boolean }): string {
  const parts = [
    ...report.files.map(({ path, state }) => fileText(path, state, report.entries)),
    ...(all ? [unstatedText(report)] : []),
    ...(report.problems.length === 0
      ? []
      : [['What keeps Topiary from starting:', ...report.problems.map((problem) => `  ${problem}`)].join('\n')]),
    countsText(report),
  ];
  return printable(parts.join('\n\n'));
}

function fileText(
  path: string,
  state: ConfigReport['files'][number]['state'],
  entries: ConfigReport['entries'],
): string {
  if (state === 'missing') return `${path}: is not there, and need not be`;
  if (state !== 'read')
    return `${path}: ${state === 'malformed' ? 'is not as it should be' : 'cannot be read'}, see below`;
  const own = entries.filter(({ file }) => file === path);
  return [path, ...own.flatMap(entryLines)].join('\n');
}

function entryLines(entry: CheckedEntry): readonly string[] {
  return [headOf(entry), ...detailsOf(entry).map((line) => `${INDENT}${line}`)];
}

function headOf({ line, written, value, key }: CheckedEntry): string {
  const canonical = key === null || key === written ? '' : ` (${key})`;
  return `  line ${line}: ${written}${canonical} = ${value}`;
}

function detailsOf(entry: CheckedEntry): readonly string[] {
  if (entry.effect === 'unknown')
    return [`UNKNOWN KEY, ignored.${entry.nearest === null ? '' : ` Was ${entry.nearest} meant?`}`];
  if (entry.effect === 'retired') return ['Ignored: orchestrator does not read this key any more either.'];
  const lines = [entry.meaning ?? ''];
  if (entry.problem !== null) lines.push(`WRONG: ${entry.problem}`);
  if (entry.effect === 'none') lines.push(`WITHOUT EFFECT: ${entry.differs ?? ''}`);
  else if (entry.differs !== null) lines.push(`Differs from orchestrator: ${entry.differs}`);
  if (entry.effect === 'always' && entry.differs === null) lines.push('It is always so.');
  lines.push(valuesLine(entry));
  return lines;
}

function valuesLine({ inForce, default: byDefault, overriddenAt, variables, value }: CheckedEntry): string {
  const from = variables.length === 0 ? '' : ` (from the environment: ${variables.join(', ')})`;
  const parts = [
    inForce === null || (inForce === value && from === '') ? null : `In force: ${inForce}${from}.`,
    overriddenAt === null ? null : `Stated again at ${overriddenAt}.`,
    byDefault === value ? 'This is the default.' : `Default: ${byDefault ?? ''}.`,
  ];
  return parts.filter((part) => part !== null).join(' ');
}

function unstatedText({ unstated }: ConfigReport): string {
  return [
    'Not stated, with what holds then:',
    ...unstated.map((one) => `  ${one.key} = ${one.default}\n${INDENT}${one.meaning}`),
  ].join('\n');
}

function countsText({ entries, unstated, isUsable }: ConfigReport): string {
  const of = (effects: readonly CheckedEntry['effect'][]) =>
    entries.filter(({ effect }) => effects.includes(effect)).length;
  const counts = [
    `${of(['start', 'reload', 'always'])} in effect`,
    `${of(['none'])} without effect`,
    `${of(['unknown', 'retired'])} unknown`,
    `${entries.filter(({ problem }) => problem !== null).length} wrong`,
    `${unstated.length} not stated`,
  ];
  const verdict = isUsable ? 'Topiary starts with this.' : 'Topiary does not start with this.';
  return `Keys: ${counts.join(', ')}. ${verdict}`;
}
