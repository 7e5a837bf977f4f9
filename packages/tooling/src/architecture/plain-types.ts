import type { Node } from 'oxc-parser';
import type { SourceFile } from './source-file.ts';
import type { Violation } from './violation.ts';
import { walk } from './walk.ts';

const SILENCED = /@ts-(ignore|nocheck|expect-error)|(oxlint|eslint)-disable/;

/** Types that type stripping cannot erase, and ways around the type checker. */
export function plainTypeViolations(file: SourceFile): readonly Violation[] {
  const found: Violation[] = [];
  walk(file.program, (node) => {
    const message = forbidden(node);
    if (message !== undefined) {
      found.push({ path: file.path, line: file.lineAt(node.start), message });
    }
  });
  return [...found, ...silencedPlaces(file)];
}

function forbidden(node: Node): string | undefined {
  switch (node.type) {
    case 'TSAnyKeyword':
      return '`any`: write `unknown` and parse.';
    case 'TSNonNullExpression':
      return '`!`: narrow the type, or throw with a sentence.';
    case 'TSEnumDeclaration':
      return 'an enum: write a union of literals, or a const list and its type.';
    case 'TSParameterProperty':
      return 'a parameter property: declare the field and assign it.';
    case 'TSModuleDeclaration':
      // `declare module "x"` and `declare global` describe what exists elsewhere.
      return node.declare ? undefined : 'a namespace: a module is one already.';
    case 'TSImportEqualsDeclaration':
    case 'TSExportAssignment':
      return 'a CommonJS form: write `import` or `export`.';
    default:
      return undefined;
  }
}

/** A rule may be switched off for a line where it is wrong, and the comment says why: `-- because …`. */
function silencedPlaces(file: SourceFile): readonly Violation[] {
  return file.comments
    .filter((comment) => SILENCED.test(comment.value) && !/ -- \S/.test(comment.value))
    .map((comment) => ({
      path: file.path,
      line: file.lineAt(comment.start),
      message: 'silences a checker without a reason: mend the code, or add ` -- ` and why the checker is wrong here.',
    }));
}
