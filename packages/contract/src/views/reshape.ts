/** What changes the tree by more than a move whose two ends are named. */
import { z } from 'zod';
import { instanceId } from './common.ts';

const replica = instanceId;
/** Needed only where the replica has several channels. */
const channel = z.string().max(64).nullable().default(null);
/** Absent: all of them. */
const only = z.array(instanceId).max(1000).nullable().default(null);

export const reshape = z.discriminatedUnion('kind', [
  /** Below the master of its master. */
  z.object({ kind: z.literal('move-up'), replica, channel }),
  z.object({ kind: z.literal('move-up-replicas'), source: instanceId, only }),
  z.object({ kind: z.literal('move-below'), replica, sibling: instanceId }),
  /** Without a target: the master that it has, stated once more with every setting. */
  z.object({ kind: z.literal('repoint'), replica, channel, target: instanceId.nullable().default(null) }),
  z.object({
    kind: z.literal('repoint-replicas'),
    source: instanceId,
    target: instanceId.nullable().default(null),
    only,
  }),
  z.object({ kind: z.literal('take-siblings'), replica }),
  /** It changes places with its master. */
  z.object({ kind: z.literal('take-master'), replica }),
  /** Beside its master, with its siblings below it. */
  z.object({ kind: z.literal('make-local-master'), replica }),
  /** Its master replicates from it too. */
  z.object({ kind: z.literal('make-co-master'), replica }),
  /** In place of its master, which is gone. */
  z.object({ kind: z.literal('make-master'), replica }),
  /** Without a candidate: the best one goes above the others. */
  z.object({
    kind: z.literal('regroup-replicas'),
    source: instanceId,
    candidate: instanceId.nullable().default(null),
    /** One of the binlog servers goes above the other ones; other replicas stay. */
    among: z.literal('binlog-servers').exactOptional(),
  }),
  /** Nobody is to replicate from these servers of one cluster any more. */
  z.object({ kind: z.literal('evacuate'), servers: z.array(instanceId).min(1).max(1000) }),
  /** It is gone: each of its replicas goes to where it fits best. */
  z.object({ kind: z.literal('rehome-replicas'), source: instanceId }),
  /** As many replicas acknowledge as it waits for; `exact`: and no more. */
  z.object({ kind: z.literal('enforce-semi-sync'), master: instanceId, exact: z.boolean() }),
  /** In an order in which no circle closes, whatever order they are given in. */
  z.object({
    kind: z.literal('move-many'),
    moves: z
      .array(z.object({ replica: instanceId, channel: z.string().max(64).default(''), target: instanceId }))
      .min(1)
      .max(1000),
    /** They bring back how the tree stood before; the plan is called so. */
    restores: z.literal(true).exactOptional(),
  }),
]);

export type ReshapeInput = z.output<typeof reshape>;
