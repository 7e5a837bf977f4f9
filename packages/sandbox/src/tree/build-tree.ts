import type { ServerWish } from '../binaries/releases.ts';
import { SandboxError } from '../shared/errors.ts';
import type { ParsedItem, ParsedNode, ParsedOption, ParsedStatement } from './parsed-tree.ts';
import { checkGroups } from './check-groups.ts';
import type { TreeDescription, TreeGroup, TreeLink, TreeNode } from './tree-description.ts';

/** More servers than a machine for tests can carry. */
const MAX_NODES = 64;

interface Edge {
  readonly source: string;
  readonly replica: string;
}

/** What the statements mean together. Pure; says no (`tree-meaning`) to what cannot be built. */
export function buildTree(statements: readonly ParsedStatement[], text: string): TreeDescription {
  const settings = new Map<string, string>();
  const options = new Map<string, ParsedOption[]>();
  const edges: Edge[] = [];
  const secondMasters = new Set<string>();
  const groups: TreeGroup[] = [];
  const mention = ({ name, options: given }: ParsedNode): string => {
    options.set(name, [...(options.get(name) ?? []), ...given]);
    return name;
  };
  for (const statement of statements) {
    if (statement.kind === 'setting') settings.set(statement.name, statement.value);
    else if (statement.kind === 'list') statement.items.forEach((item) => collectEdges(item, { mention, edges }));
    else if (statement.kind === 'group') groups.push({ mode: statement.mode, members: statement.members.map(mention) });
    else {
      const [left, right] = [mention(statement.left), mention(statement.right)];
      edges.push({ source: left, replica: right }, { source: right, replica: left });
      secondMasters.add(right);
    }
  }
  checkShape([...options.keys()], { edges, groups, text });
  const secondaries = new Set(
    groups.flatMap(({ mode, members }) => (mode === 'single-primary' ? members.slice(1) : [])),
  );
  const readOnlyByDefault = (name: string): boolean =>
    secondMasters.has(name) ||
    secondaries.has(name) ||
    edges.some((edge) => edge.replica === name && !isPair(edge, edges));
  const tree: TreeDescription = {
    nodes: [...options].map(([name, given]) => nodeOf({ name, given, settings, readOnly: readOnlyByDefault(name) })),
    links: linksOf(edges, options),
    groups,
    gtid: settings.get('gtid') !== 'off',
    semisync: settings.get('semisync') === 'on',
  };
  checkGroups(tree);
  return tree;
}

interface Collection {
  readonly mention: (node: ParsedNode) => string;
  readonly edges: Edge[];
}

function collectEdges(item: ParsedItem, into: Collection): string {
  const source = into.mention(item.node);
  for (const replica of item.replicas) {
    // The replica is named before what is under it, so that nodes keep the order of the text.
    const index = into.edges.push({ source, replica: replica.node.name });
    collectEdges(replica, into);
    if (into.edges.slice(0, index - 1).some((edge) => edge.source === source && edge.replica === replica.node.name)) {
      throw new SandboxError('tree-meaning', `${replica.node.name} is put under ${source} twice: name each link once.`);
    }
  }
  return source;
}

function isPair(edge: Edge, edges: readonly Edge[]): boolean {
  return edges.some((other) => other.source === edge.replica && other.replica === edge.source);
}

interface Shape {
  readonly edges: readonly Edge[];
  readonly groups: readonly TreeGroup[];
  readonly text: string;
}

function checkShape(names: readonly string[], { edges, groups, text }: Shape): void {
  const [first] = names;
  if (first === undefined)
    throw new SandboxError(
      'tree-meaning',
      `A tree needs at least one server, for example “m > a, b”; this names none: “${text.trim()}”.`,
    );
  if (names.length > MAX_NODES)
    throw new SandboxError(
      'tree-meaning',
      `A tree may have at most ${MAX_NODES} servers, this one has ${names.length}.`,
    );
  const own = edges.find((edge) => edge.source === edge.replica);
  if (own !== undefined) throw new SandboxError('tree-meaning', `${own.source} cannot replicate from itself.`);
  const reached = reachedFrom(first, [...edges.map(({ source, replica }) => [source, replica]), ...membersOf(groups)]);
  const apart = names.find((name) => !reached.has(name));
  if (apart !== undefined)
    throw new SandboxError(
      'tree-meaning',
      `${apart} has no replication link with ${first}: put it under a server, or into a cluster of its own.`,
    );
}

function membersOf(groups: readonly TreeGroup[]): readonly (readonly string[])[] {
  return groups.map(({ members }) => members);
}

/** Everybody whom a chain of links, each between all of its names, leads to. */
function reachedFrom(first: string, links: readonly (readonly string[])[]): ReadonlySet<string> {
  const reached = new Set([first]);
  for (let grew = true; grew;) {
    const next = links.filter((link) => link.some((name) => reached.has(name))).flat();
    const before = reached.size;
    next.forEach((name) => reached.add(name));
    grew = reached.size > before;
  }
  return reached;
}

interface NodeParts {
  readonly name: string;
  readonly given: readonly ParsedOption[];
  readonly settings: ReadonlyMap<string, string>;
  readonly readOnly: boolean;
}

function nodeOf({ name, given, settings, readOnly }: NodeParts): TreeNode {
  const own = new Map(given.map(({ key, value }) => [key, value]));
  const isOn = (key: string, otherwise: boolean): boolean => (own.has(key) ? own.get(key) === 'on' : otherwise);
  return {
    name,
    server: serverWish(own.get('flavor') ?? settings.get('flavor') ?? 'mysql'),
    readOnly: isOn('readonly', readOnly),
    logsUpdates: isOn('updates', true),
    semisync: isOn('semisync', settings.get('semisync') === 'on'),
    variables: Object.fromEntries(
      [...own].filter(([key]) => key.startsWith('var.')).map(([key, value]) => [key.slice('var.'.length), value]),
    ),
  };
}

function serverWish(flavor: string): ServerWish {
  const [family = '', series] = flavor.split('-');
  return { family: family === 'mariadb' ? 'mariadb' : 'mysql', ...(series === undefined ? {} : { series }) };
}

function linksOf(edges: readonly Edge[], options: ReadonlyMap<string, readonly ParsedOption[]>): readonly TreeLink[] {
  const fed = new Set<string>();
  return edges.map(({ source, replica }) => {
    const channel = fed.has(replica) ? source : '';
    fed.add(replica);
    const delay = options.get(replica)?.findLast((option) => option.key === 'delay')?.value ?? '0';
    return { source, replica, channel, delaySeconds: Number(delay) };
  });
}
