import type { Node, VariableDeclaration } from 'oxc-parser';
import { isTest } from './source-file.ts';
import type { SourceFile } from './source-file.ts';
import type { Violation } from './violation.ts';

const MUTABLE: ReadonlySet<string> = new Set(['Map', 'Set', 'WeakMap', 'WeakSet', 'Array', 'Record', 'Partial']);

/** State at module level outlives whoever made it and is shared by everybody: none. Empty collections are there to be filled. */
export function moduleStateViolations(file: SourceFile): readonly Violation[] {
  if (isTest(file.path)) {
    return [];
  }
  return file.program.body.flatMap((statement) => {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type !== 'VariableDeclaration' || declaration.declare === true) {
      return [];
    }
    const message = stateIn(declaration);
    return message === undefined ? [] : [{ path: file.path, line: file.lineAt(declaration.start), message }];
  });
}

function stateIn(declaration: VariableDeclaration): string | undefined {
  if (declaration.kind === 'let' || declaration.kind === 'var') {
    return `module-level \`${declaration.kind}\`: keep the state in the object that needs it.`;
  }
  const isState = declaration.declarations.some(({ id, init }) => {
    const type = 'typeAnnotation' in id ? id.typeAnnotation?.typeAnnotation : undefined;
    return init !== null && isEmptyCollection(init) && isMutable(type);
  });
  return isState
    ? 'an empty collection at module level: make its type readonly, or keep it in the object that needs it.'
    : undefined;
}

function isEmptyCollection(init: Node): boolean {
  switch (init.type) {
    case 'ArrayExpression':
      return init.elements.length === 0;
    case 'ObjectExpression':
      return init.properties.length === 0;
    case 'NewExpression':
      return init.callee.type === 'Identifier' && MUTABLE.has(init.callee.name) && init.arguments.length === 0;
    default:
      return false;
  }
}

/** A type that has a name of its own is taken to be readonly, as all types of this project are. */
function isMutable(type: Node | undefined): boolean {
  if (type?.type === 'TSTypeReference') {
    return type.typeName.type === 'Identifier' && MUTABLE.has(type.typeName.name);
  }
  return type === undefined || type.type === 'TSArrayType' || type.type === 'TSTypeLiteral';
}
