/**
 * The find box: words that must all hold. A plain word is looked for in name, version, role and problems; `lag>30`,
 * `role:replica`, `tag:role=backup`, `pool:readers` and `is:problem|writable|readonly|downtimed|maintained` ask for facts. What is not understood is taken as a plain word.
 */
import { formatTag } from '@topiary/contract';
import type { InstanceId, NodeView } from '@topiary/contract';
import { knownLag } from '../../../shared/topology/known-lag.ts';
import { markOfNode } from '../../../shared/topology/severity.ts';

type Test = (node: NodeView) => boolean;

/** `null`: nothing was asked, so nothing is dimmed. */
export function findNodes(nodes: readonly NodeView[], query: string): ReadonlySet<InstanceId> | null {
  const tests = query
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(testOf);
  if (tests.length === 0) return null;
  return new Set(nodes.filter((node) => tests.every((test) => test(node))).map((node) => node.id));
}

function testOf(word: string): Test {
  const lag = /^lag([<>])(\d+(?:\.\d+)?)$/.exec(word);
  if (lag !== null) return lagTest(lag[1] === '>', Number(lag[2]));
  const role = /^role:(\S+)$/.exec(word)?.[1];
  if (role !== undefined) return (node) => node.role.startsWith(role);
  const tag = /^tag:(\S+)$/.exec(word)?.[1];
  if (tag !== undefined) return (node) => node.registered.tags.some((one) => isTag(one, tag));
  const pool = /^pool:(\S+)$/.exec(word)?.[1];
  if (pool !== undefined) return (node) => node.registered.pools.some((one) => one.toLowerCase() === pool);
  const fact = FACTS[word];
  return fact ?? ((node) => textOf(node).includes(word));
}

const FACTS: Readonly<Record<string, Test>> = {
  'is:problem': (node) => markOfNode(node) !== 'ok',
  'is:writable': (node) => node.readOnly === false,
  'is:readonly': (node) => node.readOnly === true,
  'is:downtimed': (node) => node.registered.downtime !== null,
  'is:maintained': (node) => node.registered.maintenance !== null,
};

/** By its name, or by its name and value. */
function isTag({ name, value }: NodeView['registered']['tags'][number], wanted: string): boolean {
  return wanted.includes('=') ? `${name}=${value}`.toLowerCase() === wanted : name.toLowerCase() === wanted;
}

function lagTest(above: boolean, limit: number): Test {
  return (node) => {
    const lag = knownLag(node);
    return lag !== null && (above ? lag > limit : lag < limit);
  };
}

function textOf(node: NodeView): string {
  const { alias, dataCenter, physicalEnvironment, region } = node.classification;
  const places = [alias, dataCenter, physicalEnvironment, region];
  return [
    node.id,
    node.ownName,
    ...places,
    node.version,
    node.flavor,
    node.role,
    ...node.registered.tags.map(formatTag),
    ...node.problems.map((problem) => problem.code),
  ]
    .join(' ')
    .toLowerCase();
}
