import { bin } from '../../bootstrap/paths.mjs';

export interface CheckPart {
  readonly name: 'format' | 'lint' | 'types' | 'architecture';
  readonly command: string;
  readonly args: readonly string[];
  readonly isLongest?: true;
  /** Beside the environment of who calls. */
  readonly env?: Readonly<Record<string, string>>;
  /** The arguments that repair instead of complain, where the tool can. */
  readonly fixArgs?: readonly string[];
  /** What to do about a failure. */
  readonly hint: string;
}

/** A part that takes longer is ended and counts as failed. */
export const PART_LIMIT_MS = 120_000;

/** The compiler and what tells the linter types are Go: collecting memory less often takes a third off their time. */
const FEWER_COLLECTIONS = { GOGC: '1000' };

const ARCHITECTURE = ['run', '--project', 'architecture', '--reporter', 'dot'] as const;

export const CHECK_PARTS: readonly CheckPart[] = [
  {
    name: 'format',
    command: bin('oxfmt'),
    args: ['--list-different'],
    fixArgs: [],
    hint: 'These files are not formatted: run `npm run check -- --fix`.',
  },
  {
    name: 'lint',
    command: bin('oxlint'),
    args: [],
    isLongest: true,
    // On one processor its threads do not wait for each other, and the other parts have the second.
    env: { ...FEWER_COLLECTIONS, GOMAXPROCS: '1' },
    fixArgs: ['--fix'],
    hint: 'Some of it `npm run check -- --fix` repairs.',
  },
  {
    name: 'types',
    command: bin('tsc'),
    // Several checkers of one project each check what they share again: projects side by side keep the processors busy.
    args: ['-b', '--checkers', '1', '--pretty', 'false'],
    env: FEWER_COLLECTIONS,
    hint: 'TypeScript has the last word.',
  },
  {
    name: 'architecture',
    command: bin('vitest'),
    args: ARCHITECTURE,
    hint: 'The rules are in packages/tooling/src/architecture.',
  },
];
