import { bin } from '../../bootstrap/paths.mjs';

export interface CheckPart {
  readonly name: 'format' | 'lint' | 'types' | 'architecture';
  readonly command: string;
  readonly args: readonly string[];
  /** The arguments that repair instead of complain, where the tool can. */
  readonly fixArgs?: readonly string[];
  /** What to do about a failure. */
  readonly hint: string;
}

/** A part that takes longer is ended and counts as failed. */
export const PART_LIMIT_MS = 120_000;

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
    fixArgs: ['--fix'],
    hint: 'Some of it `npm run check -- --fix` repairs.',
  },
  { name: 'types', command: bin('tsc'), args: ['-b', '--pretty', 'false'], hint: 'TypeScript has the last word.' },
  {
    name: 'architecture',
    command: bin('vitest'),
    args: ARCHITECTURE,
    hint: 'The rules are in packages/tooling/src/architecture.',
  },
];
