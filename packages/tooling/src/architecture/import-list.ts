import type { Node } from 'oxc-parser';
import type { SourceFile } from './source-file.ts';
import { walk } from './walk.ts';

export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** `type` imports are erased; `dynamic` ones happen only when the line runs. */
  readonly kind: 'value' | 'type' | 'dynamic';
}

/** Every module that a file names, in whatever way: imports, re-exports, `import()`, `import('x').Type`, mocks of modules. */
export function importsOf(file: SourceFile): readonly Import[] {
  const found: Import[] = [];
  walk(file.program, (node) => {
    const one = importIn(node);
    if (one !== undefined) {
      found.push({ ...one, line: file.lineAt(node.start) });
    }
  });
  return found;
}

function importIn(node: Node): Omit<Import, 'line'> | undefined {
  switch (node.type) {
    case 'ImportDeclaration': {
      const specifiers = node.specifiers;
      const typesOnly =
        specifiers.length > 0 && specifiers.every((one) => one.type === 'ImportSpecifier' && one.importKind === 'type');
      return { specifier: node.source.value, kind: node.importKind === 'type' || typesOnly ? 'type' : 'value' };
    }
    case 'ExportNamedDeclaration':
      return node.source === null ? undefined : { specifier: node.source.value, kind: kindOf(node.exportKind) };
    case 'ExportAllDeclaration':
      return { specifier: node.source.value, kind: kindOf(node.exportKind) };
    case 'ImportExpression':
      return { specifier: textOf(node.source), kind: 'dynamic' };
    case 'TSImportType':
      return { specifier: node.source.value, kind: 'type' };
    default:
      return undefined;
  }
}

function kindOf(kind: 'type' | 'value' | undefined): 'type' | 'value' {
  return kind === 'type' ? 'type' : 'value';
}

/** A specifier that is not a plain string cannot be judged, and so names a module that nobody may import. */
function textOf(source: Node): string {
  return source.type === 'Literal' && typeof source.value === 'string' ? source.value : '(computed)';
}
