/** A plan as people see it: before it runs (the exact SQL), while it runs (each step's state), and after. */
import {
  ACTOR_CHANNELS,
  INTENT_KINDS,
  MOVE_METHODS,
  PLAN_EFFECTS,
  PLAN_OUTCOMES,
  REPLACE_REASONS,
  RESHAPE_KINDS,
  STEP_KINDS,
  STEP_STATES,
  OPERATION_GROUPS,
  OPERATION_NAMES,
} from '@topiary/domain';
import { z } from 'zod';
import { clusterView } from './cluster.ts';
import { controlAct } from './control-act.ts';
import { clusterId, instanceId, instant, message, pageOf, planId, stepId } from './common.ts';
import { reshape } from './reshape.ts';

/** A move that throws away what only the relay log of a replica holds is refused without it. */
const acceptsLoss = z.literal(true).exactOptional();

/** What a person asks for. `only` restricts which replicas move; absent means all of them. */
const anyIntent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('relocate'),
    replica: instanceId,
    /** Needed only where the replica has several channels. */
    channel: z.string().max(64).nullable().default(null),
    target: instanceId,
    /** How the replica finds its place; absent: the first that works. */
    method: z.enum(MOVE_METHODS).exactOptional(),
    acceptsLoss,
  }),
  z.object({
    kind: z.literal('relocate-replicas'),
    source: instanceId,
    target: instanceId,
    only: z.array(instanceId).max(1000).nullable().default(null),
    method: z.enum(MOVE_METHODS).exactOptional(),
    acceptsLoss,
  }),
  /** What changes the tree by more than a move whose two ends are named. */
  z.object({
    kind: z.literal('reshape'),
    shape: reshape,
    /** Of all moves that it comes down to; absent: for each the first that works. */
    method: z.enum(MOVE_METHODS).exactOptional(),
    acceptsLoss,
  }),
  /** Something done to one server, or to replication on it. */
  z.object({ kind: z.literal('control'), instance: instanceId, act: controlAct }),
  /** A replica takes the place of its master: `takeover` while that lives, `dead` when it is gone, `forced` whatever it is. */
  z.object({
    kind: z.literal('replace-master'),
    master: instanceId,
    /** `null`: the best of its replicas. */
    successor: instanceId.nullable().default(null),
    because: z.enum(REPLACE_REASONS),
    /** After a takeover the old master replicates from its successor at once; else it stands there. */
    rejoins: z.literal(true).exactOptional(),
    /** Sessions that are in the way of closing the master are waited for, or ended; absent: they refuse the plan. */
    blockers: z.enum(['wait', 'kill']).exactOptional(),
  }),
]);

/** Named for the same reason as `PlanViewSchema`. */
export interface IntentSchema extends AnyIntent {}
type AnyIntent = typeof anyIntent;
export const intentInput: IntentSchema = anyIntent;

export const stepView = z.object({
  id: stepId,
  kind: z.enum(STEP_KINDS),
  lane: instanceId,
  instance: instanceId,
  title: message,
  /** One statement each, exactly as sent; results of earlier steps stand as «…» until they are known. */
  statements: z.array(z.string()),
  waitsFor: message,
  /** How it is taken back when its lane fails: by the statements of its opposite, or there is nothing to take back. */
  undo: z.enum(['opposite', 'nothing-to-undo']),
  deadlineMs: z.number(),
  state: z.enum(STEP_STATES),
  tookMs: z.number().nullable(),
  reason: message.nullable(),
  /** How far a long step is, as it told last. */
  progress: message.exactOptional(),
  results: z.record(z.string(), z.string()),
});

export const edgeChange = z.object({ replica: instanceId, channel: z.string(), from: instanceId, to: instanceId });
export const serverEffects = z.object({ instance: instanceId, effects: z.array(z.enum(PLAN_EFFECTS)) });
export const actorView = z.object({ user: z.string(), address: z.string(), via: z.enum(ACTOR_CHANNELS) });
export const checkView = z.object({
  verdict: z.enum(['pass', 'warn', 'fail']),
  message,
  replica: instanceId.nullable(),
});

const anyPlanView = z.object({
  id: planId,
  intent: z.enum(INTENT_KINDS),
  /** In a sentence: what is done, to which server. */
  title: message,
  /** What to send to have the same planned again; `null`: it takes another plan back, and is asked for by that one's id. */
  request: intentInput.nullable(),
  cluster: clusterId,
  clusterName: z.string(),
  /** The plan that this one takes back. */
  undoes: planId.nullable(),
  revision: z.number().int(),
  status: z.enum(['proposed', 'running', 'finished']),
  outcome: z.enum(PLAN_OUTCOMES).nullable(),
  reason: message.nullable(),
  resumed: z.enum(['continue', 'roll-back', 'nothing-done']).nullable(),
  /** Servers on which it was begun anew after a failure that passes; absent: none. */
  retries: z
    .array(z.object({ lane: instanceId, attempt: z.number().int(), at: instant, said: message, reason: message }))
    .exactOptional(),
  checks: z.array(checkView),
  notes: z.array(message),
  /** How the moved replicas find their places, each method with the reason why it is taken; none of what moves nobody. */
  methods: z.array(z.object({ method: z.enum(MOVE_METHODS), why: message })),
  rounds: z.array(z.object({ stages: z.array(z.object({ steps: z.array(stepView) })) })),
  /** The predicted tree, as what differs from the present one. */
  changes: z.array(edgeChange),
  /** What happens to each server beside that, the most important first. */
  effects: z.array(serverEffects),
  /** The same request in other words. */
  equivalents: z.object({ cli: z.string(), api: z.string() }),
  createdAt: instant,
  /** A proposal that nobody confirmed by then is forgotten. */
  expiresAt: instant.nullable(),
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  actor: actorView.nullable(),
  /** A finished plan that moved something which is still where it was put. */
  undoable: z.boolean(),
});

/** Named, because the compiler writes a type without a name out at each use, and the table of routes uses this one often. */
export interface PlanViewSchema extends AnyPlanView {}
type AnyPlanView = typeof anyPlanView;
export const planView: PlanViewSchema = anyPlanView;

export const planListItem = z.object({
  id: planId,
  intent: z.enum(INTENT_KINDS),
  cluster: clusterId,
  actor: actorView,
  startedAt: instant,
  finishedAt: instant.nullable(),
  outcome: z.enum(PLAN_OUTCOMES).nullable(),
});
export const planPage = pageOf(planListItem);

/** The clusters as they would stand once a plan had run: one, or several where it takes servers apart. */
export const predictedView = z.object({ clusters: z.array(clusterView) });

/** By which methods what was asked for could be moved; none of what moves nobody. */
export const methodsView = z.object({
  methods: z.array(
    z.object({
      method: z.enum(MOVE_METHODS),
      /** Taken, for some of the moves at least, where nobody names one. */
      isAutomatic: z.boolean(),
      allowed: z.boolean(),
      /** Why not. */
      reasons: z.array(message),
    }),
  ),
});

/** What is asked on grab: a whole intent without its target. */
export const candidatesInput = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('relocate'), replica: instanceId, channel: z.string().max(64).nullable().default(null) }),
  z.object({
    kind: z.literal('relocate-replicas'),
    source: instanceId,
    only: z.array(instanceId).max(1000).nullable().default(null),
  }),
  /** Servers that were picked out, wherever they stand. */
  z.object({
    kind: z.literal('move-many'),
    replicas: z
      .array(z.object({ replica: instanceId, channel: z.string().max(64).default('') }))
      .min(1)
      .max(1000),
  }),
]);

/** For every server of the cluster: may it be the target, and if not, why. */
export const candidatesView = z.object({
  revision: z.number().int(),
  verdicts: z.array(
    z.object({
      target: instanceId,
      allowed: z.boolean(),
      /** Failed checks when refused, warnings when allowed. */
      reasons: z.array(message),
      /**
       * What a drop here can mean beside the plain move, or which name that has here: on the master, on the master of that,
       * on a sibling, on a replica. `POST /plans` with `{ kind: 'reshape', shape }` asks for it.
       */
      operations: z.array(
        z.object({
          operation: z.enum(RESHAPE_KINDS),
          shape: reshape,
          allowed: z.boolean(),
          reasons: z.array(message),
        }),
      ),
      /** Of servers that were picked out, those that would stay where they are, and why. */
      stays: z.array(z.object({ replica: instanceId, reasons: z.array(message) })),
    }),
  ),
});

/** What could be done with a server now, in the order in which people are shown it, and why the rest could not. */
export const operationsView = z.object({
  instance: instanceId,
  operations: z.array(
    z.object({
      name: z.enum(OPERATION_NAMES),
      group: z.enum(OPERATION_GROUPS),
      /** Of a server with several; else `null`. */
      channel: z.string().nullable(),
      /** `POST /plans` with it. */
      request: intentInput,
      allowed: z.boolean(),
      /** Why not; or the warnings of the plan. */
      reasons: z.array(message),
    }),
  ),
});

/** Whether a replica could read from a server, wherever the two stand now. */
export const canReplicateView = z.object({
  replica: instanceId,
  target: instanceId,
  /** By what the two servers are: versions, logs, formats, filters, identities, delays. */
  allowed: z.boolean(),
  /** The same, and with GTIDs that fit. */
  allowedByGtid: z.boolean(),
  checks: z.array(checkView),
});

/** Which of the replicas of a server would go above the others, the best one first. */
export const candidateReplicasView = z.object({
  source: instanceId,
  /** `null`: none of them may. */
  candidate: instanceId.nullable(),
  ranked: z.array(
    z.object({
      instance: instanceId,
      /** Why it may not be the one; none: it may. */
      against: z.array(message),
    }),
  ),
});

/** Who could take the place of a master, the best one first, and what is against the others. */
export const successorsView = z.object({
  master: instanceId,
  ranked: z.array(
    z.object({
      instance: instanceId,
      /** `best`: taken where nobody is named. `by-name`: only where it is named, with the warnings. `no`: in no case. */
      choice: z.enum(['best', 'possible', 'by-name', 'no']),
      /** What speaks against it, or puts it behind the best. */
      reasons: z.array(message),
      /** Transactions that another replica received and it did not; 0 where the master still serves them. */
      lacks: z.number().int(),
    }),
  ),
});

export type MethodsView = z.output<typeof methodsView>;
export type IntentInput = z.output<typeof intentInput>;
export type CandidatesInput = z.output<typeof candidatesInput>;
export type OperationsView = z.output<typeof operationsView>;
export type CandidatesView = z.output<typeof candidatesView>;
export type CandidateReplicasView = z.output<typeof candidateReplicasView>;
export type SuccessorsView = z.output<typeof successorsView>;
export type CanReplicateView = z.output<typeof canReplicateView>;
export type PlanEffect = z.output<typeof serverEffects>['effects'][number];
export type StepView = z.output<typeof stepView>;
export type PlanView = z.output<typeof planView>;
export type PlanListItem = z.output<typeof planListItem>;
