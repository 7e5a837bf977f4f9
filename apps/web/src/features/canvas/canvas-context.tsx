/** What the parts of a canvas share: per-server feeds, the level of detail, and what can be done with a card. */
import { createContext, use } from 'react';
import type { KeyboardEvent } from 'react';
import type {
  ClusterView,
  EdgeId,
  EdgeView,
  GroupMemberView,
  GroupView,
  InstanceId,
  NodeView,
} from '@topiary/contract';
import type { MoveAction } from '../../shared/moves/move-actions.ts';
import type { Drop } from '../../shared/moves/drops.ts';
import type { TreeNode } from '../../shared/topology/cluster-tree.ts';
import { KeyedFeed } from '../../shared/topology/keyed-feed.ts';
import { membersById } from '../../shared/topology/groups.ts';
import { shortNames } from '../../shared/topology/short-names.ts';
import type { Detail } from './model/details.ts';
import type { PlanMark } from './model/plan-marks.ts';

/** Each keyed by server (or edge), so that a card hears of itself alone. */
export interface CanvasFeeds {
  readonly nodes: KeyedFeed<InstanceId, NodeView>;
  /** What a server is called within this cluster. */
  readonly names: KeyedFeed<InstanceId, string>;
  readonly edges: KeyedFeed<EdgeId, EdgeView>;
  /** Replication groups by name, and what a member is within its group. */
  readonly groups: KeyedFeed<string, GroupView>;
  readonly members: KeyedFeed<InstanceId, GroupMemberView>;
  readonly places: KeyedFeed<InstanceId, TreeNode>;
  readonly folded: KeyedFeed<InstanceId, number>;
  readonly details: KeyedFeed<InstanceId, Detail>;
  /** While something is held: what a drop there could do, the plain move first. */
  readonly drops: KeyedFeed<InstanceId, readonly [Drop, ...Drop[]]>;
  readonly selected: KeyedFeed<InstanceId, true>;
  /** Picked out, to be moved together. */
  readonly picked: KeyedFeed<InstanceId, true>;
  readonly tabStop: KeyedFeed<InstanceId, true>;
  /** Under the pointer during a drag. */
  readonly over: KeyedFeed<InstanceId, true>;
  /** Being moved. */
  readonly held: KeyedFeed<InstanceId, true>;
  /** Not found by the search. */
  readonly dimmed: KeyedFeed<InstanceId, true>;
  /** What the plan on screen does to it. */
  readonly marks: KeyedFeed<InstanceId, PlanMark>;
  /** Touched by the change that is looked at, in the past. */
  readonly changed: KeyedFeed<InstanceId, true>;
  /** The slot of each data center that is told apart, by name. */
  readonly dataCenters: KeyedFeed<string, number>;
  /** Leads into another data center. */
  readonly crossing: KeyedFeed<EdgeId, true>;
}

export function createCanvasFeeds(cluster: ClusterView, cutFromNames: string): CanvasFeeds {
  const feeds: CanvasFeeds = {
    nodes: new KeyedFeed(),
    names: new KeyedFeed(),
    edges: new KeyedFeed(),
    groups: new KeyedFeed(),
    members: new KeyedFeed(),
    places: new KeyedFeed(),
    folded: new KeyedFeed(),
    details: new KeyedFeed(),
    drops: new KeyedFeed(),
    selected: new KeyedFeed(),
    picked: new KeyedFeed(),
    tabStop: new KeyedFeed(),
    over: new KeyedFeed(),
    held: new KeyedFeed(),
    dimmed: new KeyedFeed(),
    marks: new KeyedFeed(),
    changed: new KeyedFeed(),
    dataCenters: new KeyedFeed(),
    crossing: new KeyedFeed(),
  };
  feedCluster(feeds, cluster, cutFromNames);
  return feeds;
}

export function feedCluster(feeds: CanvasFeeds, cluster: ClusterView, cutFromNames: string): void {
  feeds.nodes.replace(new Map(cluster.nodes.map((node) => [node.id, node])));
  feeds.names.replace(shortNames(cluster.nodes, cutFromNames));
  feeds.edges.replace(new Map(cluster.edges.map((edge) => [edge.id, edge])));
  feeds.groups.replace(new Map(cluster.groups.map((group) => [group.name, group])));
  feeds.members.replace(membersById(cluster.groups));
}

export function flags(ids: Iterable<InstanceId>): ReadonlyMap<InstanceId, true> {
  return new Map([...ids].map((id) => [id, true] as const));
}

export interface CanvasActions {
  select(id: InstanceId): void;
  /** In or out of those that are picked. */
  pick(id: InstanceId): void;
  toggleFold(id: InstanceId): void;
  run(action: MoveAction, id: InstanceId): void;
  openMenu(id: InstanceId, at: { readonly x: number; readonly y: number }): void;
  /** Takes the keyboard to a card, and the view to it if it is outside. */
  focus(id: InstanceId): void;
  /** A card got the keyboard, by whatever way. */
  focused(id: InstanceId): void;
  onKey(event: KeyboardEvent, id: InstanceId): void;
}

export interface CanvasContextValue {
  readonly feeds: CanvasFeeds;
  readonly actions: CanvasActions;
  /** It shows the past: nothing can be taken hold of. */
  readonly isPast: boolean;
}

export const CanvasContext = createContext<CanvasContextValue | null>(null);

export function useCanvas(): CanvasContextValue {
  const value = use(CanvasContext);
  if (value === null) throw new Error('useCanvas needs a CanvasContext above it');
  return value;
}
