import { parseSync } from 'oxc-parser';
import type { Comment, Program } from 'oxc-parser';

/** A parsed file. Paths are relative to the root of the repository, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly program: Program;
  readonly comments: readonly Comment[];
  /** The line, from 1, on which an offset lies. */
  readonly lineAt: (offset: number) => number;
}

/** Parses TypeScript or JavaScript; what cannot be parsed is an error with the place in it. */
export function parseSource(path: string, text: string): SourceFile {
  const result = parseSync(path, text);
  const error = result.errors.at(0);
  if (error !== undefined) {
    throw new Error(`${path} cannot be parsed: ${error.message}\n${error.codeframe ?? ''}`);
  }
  const starts = lineStarts(text);
  return {
    path,
    text,
    program: result.program,
    comments: result.comments,
    lineAt: (offset) => lastIndexAtMost(starts, offset) + 1,
  };
}

function lineStarts(text: string): readonly number[] {
  return [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)];
}

/** Binary search in ascending numbers, of which the first is at most `wanted`. */
function lastIndexAtMost(ascending: readonly number[], wanted: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((ascending[middle] ?? Number.POSITIVE_INFINITY) <= wanted) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

/**
 * Whether a path holds tests, or what only tests use: builders and fakes under `src/testing/`, suites that several adapters
 * run under `src/contract/`; benches and helps for development, which ship no more than tests do. Those may import any world.
 */
export function isTest(path: string): boolean {
  return isTestFile(path) || isTestSupport(path);
}

function isTestFile(path: string): boolean {
  return (
    /\.(test|spec)\.tsx?$/.test(path) ||
    /^(packages|apps)\/[^/]+\/(test|bench|dev)\//.test(path) ||
    path.startsWith('e2e/')
  );
}

/** Also true of `@topiary/x/testing`, resolved to no file. */
export function isTestSupport(path: string): boolean {
  return /^(packages|apps)\/[^/]+\/src\/(testing|contract)\//.test(path);
}
