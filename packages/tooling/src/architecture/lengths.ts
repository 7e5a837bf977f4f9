import type { Node } from 'oxc-parser';
import { isTest } from './source-file.ts';
import type { SourceFile } from './source-file.ts';
import type { Violation } from './violation.ts';
import { walk } from './walk.ts';

export const LONGEST_FUNCTION = 70;
export const LONGEST_FILE = 400;

const FUNCTIONS: ReadonlySet<string> = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
]);

/** A function fits on a screen. Among tests, one that lists tests is not counted itself, but each of those is. */
export function functionLengthViolations(file: SourceFile): readonly Violation[] {
  const found: Violation[] = [];
  walk(file.program, (node) => {
    if (!FUNCTIONS.has(node.type) || (isTest(file.path) && listsTests(node))) {
      return;
    }
    const line = file.lineAt(node.start);
    const lines = file.lineAt(node.end) - line + 1;
    if (lines > LONGEST_FUNCTION) {
      found.push({ path: file.path, line, message: `a function of ${lines} lines: ${LONGEST_FUNCTION} are the most.` });
    }
  });
  return found;
}

/** The body of a `describe`, or a function that makes one: among its statements is a call of `describe` or `test`. */
function listsTests(node: Node): boolean {
  const body = 'body' in node ? node.body : undefined;
  if (body === null || body === undefined || !('type' in body) || body.type !== 'BlockStatement') {
    return false;
  }
  return body.body.some((statement) => {
    const call = statement.type === 'ExpressionStatement' ? statement.expression : undefined;
    return call?.type === 'CallExpression' && ['describe', 'test'].includes(calledName(call.callee) ?? '');
  });
}

/** `describe` of `describe(…)`, `describe.skipIf(x)(…)` and `describe.each(rows)(…)`. */
function calledName(callee: Node): string | undefined {
  switch (callee.type) {
    case 'Identifier':
      return callee.name;
    case 'MemberExpression':
      return calledName(callee.object);
    case 'CallExpression':
      return calledName(callee.callee);
    default:
      return undefined;
  }
}

/**
 * A long file is a question: is it one concept? Tables may answer yes; they are listed with the reason. An entry that is no
 * longer needed is an error too, or the list would only grow.
 */
export function fileLengthViolations(
  files: readonly SourceFile[],
  tables: Readonly<Record<string, string>>,
): readonly Violation[] {
  const long = new Map(
    files.map((file) => [file.path, lineCount(file.text)] as const).filter(([, lines]) => lines > LONGEST_FILE),
  );
  const unlisted = [...long].filter(([path]) => !(path in tables));
  const stale = Object.keys(tables).filter((path) => !long.has(path));
  return [
    ...unlisted.map(([path, lines]) => ({
      path,
      line: 0,
      message: `${lines} lines: split it at ${LONGEST_FILE}, or list it as a table in long-tables.json with the reason.`,
    })),
    ...stale.map((path) => ({
      path,
      line: 0,
      message: `is listed in long-tables.json and has at most ${LONGEST_FILE} lines: remove the entry.`,
    })),
  ];
}

function lineCount(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}
