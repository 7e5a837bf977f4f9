import type { TreeGroup } from './tree-description.ts';

/** A tree's text taken apart; what it means together is for `buildTree` to say. */
export type ParsedStatement =
  | { readonly kind: 'setting'; readonly name: string; readonly value: string }
  | { readonly kind: 'list'; readonly items: readonly ParsedItem[] }
  | { readonly kind: 'pair'; readonly left: ParsedNode; readonly right: ParsedNode }
  | { readonly kind: 'group'; readonly mode: TreeGroup['mode']; readonly members: readonly ParsedNode[] };

/** A node with what is written under it. */
export interface ParsedItem {
  readonly node: ParsedNode;
  readonly replicas: readonly ParsedItem[];
}

export interface ParsedNode {
  readonly name: string;
  readonly options: readonly ParsedOption[];
}

export interface ParsedOption {
  readonly key: string;
  readonly value: string;
}
