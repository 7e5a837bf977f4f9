import { visitorKeys } from 'oxc-parser';
import type { Node, Program } from 'oxc-parser';

/** Where a node hangs: the node above it and the property that holds it. */
export interface Place {
  readonly parent: Node | undefined;
  readonly key: string;
  /** All nodes above, the program first. */
  readonly ancestors: readonly Node[];
}

/** Calls back for every node of a program, a parent before its children. */
export function walk(program: Program, visit: (node: Node, place: Place) => void): void {
  walkNode(program, { parent: undefined, key: '', ancestors: [] }, visit);
}

function walkNode(node: Node, place: Place, visit: (node: Node, place: Place) => void): void {
  visit(node, place);
  const ancestors = [...place.ancestors, node];
  for (const key of visitorKeys[node.type] ?? []) {
    for (const child of childrenAt(node, key)) {
      walkNode(child, { parent: node, key, ancestors }, visit);
    }
  }
}

function childrenAt(node: Node, key: string): readonly Node[] {
  const value: unknown = (node as unknown as Readonly<Record<string, unknown>>)[key];
  return (Array.isArray(value) ? value : [value]).filter(isNode);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
