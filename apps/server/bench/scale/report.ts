/** The table of docs/benchmarks.md, and which goals are met. */
import type { Measured } from './measure-fleet.ts';
import type { PageTimes } from './page.ts';

const COLUMNS: readonly (readonly [string, (row: Measured) => string])[] = [
  ['servers', (row) => String(row.servers)],
  ['all known, all in time', (row) => `${row.knownSeconds.toFixed(1)}, ${row.inTimeSeconds.toFixed(1)} s`],
  ['CPU of finding', (row) => `${row.findingCpuSeconds.toFixed(1)} s`],
  ['CPU, per probe', (row) => `${percent(row.cpuShare)}, ${row.cpuPerProbe.toFixed(2)} ms`],
  ['probes made', (row) => percent(row.probesMade)],
  ['memory', (row) => `${row.megabytes} MB`],
  ['lateness p50, p99', (row) => `${whole(row.latenessP50)}, ${whole(row.latenessP99)} ms`],
  ['floor p99', (row) => `${whole(row.floorP99)} ms`],
  ['fleet API p50', (row) => `${whole(row.fleetApi)} ms`],
  ['page; of an empty Topiary; a bare one', (row) => (row.page === null ? 'not measured' : pageText(row.page))],
  [
    'masters red: p50, max',
    (row) => `${whole(row.redMedian)}, ${whole(row.redMax)} ms (${row.redCount} of ${row.killed})`,
  ],
  ['lateness p99 meanwhile', (row) => `${whole(row.latenessP99Meanwhile)} ms`],
  ['fakes: CPU, memory', (row) => `${percent(row.fakesCpuShare)}, ${row.fakesMegabytes} MB`],
  ['load', (row) => row.load.toFixed(1)],
];

export function headerLines(): readonly string[] {
  return [lineOf(COLUMNS.map(([name]) => name)), `|${'---|'.repeat(COLUMNS.length)}`];
}

export function rowLine(row: Measured): string {
  return lineOf(COLUMNS.map(([, show]) => show(row)));
}

export interface Verdict {
  readonly goal: string;
  readonly measured: string;
  readonly isMet: boolean;
}

/**
 * Of the largest fleet, and of the growth towards it. A latency is judged less the floor that was measured beside it; the page
 * less that of a Topiary that watches nothing: starting a page with as much script is the browser's, on a machine that fakes,
 * Topiary and the browser share.
 */
export function verdictsOf(rows: readonly Measured[]): readonly Verdict[] {
  const [smallest] = rows;
  const largest = rows.at(-1);
  if (smallest === undefined || largest === undefined) return [];
  const above = (ms: number): number => Math.max(0, ms - largest.floorP99);
  const growth = largest.cpuPerProbe / smallest.cpuPerProbe;
  const verdicts = [
    verdict('all known in less than 60 s', largest.knownSeconds < 60, `${largest.knownSeconds.toFixed(1)} s`),
    verdict('at least 95 % of the probes made', largest.probesMade >= 0.95, percent(largest.probesMade)),
    verdict('at most one core', largest.cpuShare <= 1, percent(largest.cpuShare)),
    verdict('memory ≤ 1.5 GB', largest.megabytes <= 1_536, `${largest.megabytes} MB`),
    verdict('lateness p99 ≤ 1 s', above(largest.latenessP99) <= 1_000, `${whole(largest.latenessP99)} ms`),
    verdict('fleet API ≤ 300 ms', above(largest.fleetApi) <= 300, `${whole(largest.fleetApi)} ms`),
    verdict('every master red within 1.5 s', above(largest.redMax) <= 1_500, `${whole(largest.redMax)} ms`),
    verdict('cost of a probe grows by ≤ 10 %', rows.length < 2 || growth <= 1.1, `× ${growth.toFixed(2)}`),
  ];
  if (largest.page === null) return verdicts;
  const { fleet, emptyTopiary } = largest.page;
  return [
    ...verdicts,
    verdict('page ≤ 300 ms beyond that of an empty Topiary', fleet - emptyTopiary <= 300, pageText(largest.page)),
  ];
}

export function verdictLine({ goal, measured, isMet }: Verdict): string {
  return `${isMet ? 'met   ' : 'MISSED'}  ${goal}: ${measured}`;
}

function verdict(goal: string, isMet: boolean, measured: string): Verdict {
  return { goal, measured, isMet };
}

function lineOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function pageText({ fleet, emptyTopiary, barePage }: PageTimes): string {
  return `${whole(fleet)}; ${whole(emptyTopiary)}; ${whole(barePage)} ms`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

function whole(ms: number): string {
  return ms.toFixed(0);
}
