/** The bench as a table for people (and for `docs/benchmarks.md`), and whether the goal is met. */
import type { Cost } from './gestures.ts';

/** Milliseconds of script, style and layout per move of the pointer. */
const GOAL_PER_MOVE_MS = 8;
const POINTER_MOVES = /^(pan|drag)/;
/** Per turn of the wheel, the cards that change afterwards included: a frame. */
const GOAL_PER_TURN_MS = 16;
const TURNS = /^zoom/;

export interface Costs {
  readonly bare: Readonly<Record<string, Cost>>;
  readonly canvas: Readonly<Record<string, Cost>>;
}

const HEAD = [
  '',
  'script',
  'style',
  'layout',
  'all',
  '× empty page',
  'tasks > 50 ms',
  'longest task',
  'frame',
  '95 %',
  '× empty page',
];

export function tableOf({ bare, canvas }: Costs): string {
  const rows = [
    ...Object.entries(bare).map(([name, cost]) => rowOf(`empty page: ${name}`, cost, undefined)),
    ...Object.entries(canvas).map(([name, cost]) => rowOf(`canvas: ${name}`, cost, bare[yardstickOf(name)])),
  ];
  return [
    'Milliseconds per step of the gesture, 500 servers.',
    '',
    line(HEAD),
    line(HEAD.map(() => '---')),
    ...rows.map(line),
    '',
  ].join('\n');
}

/** Without a yardstick. */
export function plainTableOf(what: string, costs: Readonly<Record<string, Cost>>): string {
  const rows = Object.entries(costs).map(([name, cost]) => rowOf(name, cost, undefined));
  const table = [line(HEAD), line(HEAD.map(() => '---')), ...rows.map(line)];
  return [`Milliseconds per step, ${what}.`, '', ...table, ''].join('\n');
}

/** Under 8 ms per move of the pointer, 16 per turn of the wheel, and no long task whatever happens. */
export function isGoalMet(canvas: Costs['canvas']): boolean {
  return Object.entries(canvas).every(([name, { all, longTasks }]) => longTasks === 0 && all <= goalOf(name));
}

function goalOf(name: string): number {
  if (POINTER_MOVES.test(name)) return GOAL_PER_MOVE_MS;
  return TURNS.test(name) ? GOAL_PER_TURN_MS : Infinity;
}

/** `pan among near cards` is judged by `pan`. */
function yardstickOf(name: string): string {
  return /^(pan|drag|zoom in|zoom out)/.exec(name)?.[0] ?? name;
}

function rowOf(name: string, cost: Cost, yardstick: Cost | undefined): readonly string[] {
  const ratio = (of: 'all' | 'slowFrame'): string =>
    yardstick === undefined ? '' : (cost[of] / yardstick[of]).toFixed(2);
  return [
    name,
    ...[cost.script, cost.style, cost.layout, cost.all].map((value) => value.toFixed(2)),
    ratio('all'),
    String(cost.longTasks),
    cost.longestTask.toFixed(0),
    ...[cost.frame, cost.slowFrame].map((value) => value.toFixed(0)),
    ratio('slowFrame'),
  ];
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
