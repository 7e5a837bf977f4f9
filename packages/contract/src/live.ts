/**
 * Live changes, as server-sent events on one connection per browser. Every connection gets the fleet; clusters are
 * added and removed with the `subscribe` route. Each stream (the fleet, and every cluster) counts its own `sequence`:
 * a patch applies to `sequence - 1`, and a receiver that sees a gap asks for the whole again.
 */
import { z } from 'zod';
import { clusterSummary, fleetView, statusView } from './views/fleet.ts';
import { clusterView, edgeView, nodeView } from './views/cluster.ts';
import { clusterId, instanceId, instant } from './views/common.ts';
import { planView } from './views/plan.ts';

export const HEARTBEAT_INTERVAL_MS = 5_000;
export const MAX_SUBSCRIBED_CLUSTERS = 50;

const sequence = z.number().int();

export const liveEvent = z.discriminatedUnion('type', [
  /** First of all: the id that `subscribe` wants. */
  z.object({ type: z.literal('hello'), connection: z.string(), now: instant }),
  z.object({ type: z.literal('status'), status: statusView }),
  z.object({ type: z.literal('fleet'), sequence, fleet: fleetView }),
  z.object({ type: z.literal('fleet-patch'), sequence, changed: z.array(clusterSummary), removed: z.array(clusterId) }),
  z.object({ type: z.literal('cluster'), sequence, cluster: clusterView }),
  z.object({
    type: z.literal('cluster-patch'),
    sequence,
    id: clusterId,
    /** Everything of the cluster but its nodes and edges, when any of it changed. */
    head: clusterView.omit({ nodes: true, edges: true }).nullable(),
    nodes: z.array(nodeView),
    removedNodes: z.array(instanceId),
    edges: z.array(edgeView),
    removedEdges: z.array(z.string()),
  }),
  z.object({ type: z.literal('cluster-gone'), id: clusterId }),
  /** A plan of a subscribed cluster was made, advanced or ended. */
  z.object({ type: z.literal('plan'), plan: planView }),
  /** What is wrong in these clusters is not what it was; their findings are asked for again. */
  z.object({ type: z.literal('findings'), clusters: z.array(clusterId) }),
  /** These recoveries began, went on or ended; they are asked for again. */
  z.object({ type: z.literal('recoveries'), uids: z.array(z.string()) }),
  z.object({ type: z.literal('heartbeat'), now: instant }),
]);

export type LiveEvent = z.output<typeof liveEvent>;

export const subscribeInput = z.object({ clusters: z.array(clusterId).max(MAX_SUBSCRIBED_CLUSTERS) });
