/** A plan before, while and after it runs. */
import type { PlanListItem, PlanView } from '@topiary/contract';
import { API_PREFIX, commandLine, replaceMasterCommand } from '@topiary/contract';
import { changesOf, effectsOf, message, methodsIn, MOST_ATTEMPTS, titleOf } from '@topiary/domain';
import type { Execution, Intent, MoveMethod, Step } from '@topiary/domain';
import type { PlanRecord, PlanState, RenderedStep } from '@topiary/engine';
import { commandOf } from './act-command.ts';
import { channelOption } from './command-words.ts';
import type { DeepReadonly } from './readonly.ts';
import { reshapeCommand } from './reshape-command.ts';

type PresentedPlan = DeepReadonly<PlanView>;
type PresentedStep = PresentedPlan['rounds'][number]['stages'][number]['steps'][number];

export function presentPlan(state: PlanState): PresentedPlan {
  const { plan, execution } = state;
  return {
    id: plan.id,
    intent: plan.intent.kind,
    title: titleOf(plan),
    request: plan.intent.kind === 'undo' ? null : plan.intent,
    cluster: plan.cluster,
    clusterName: state.clusterName,
    undoes: plan.intent.kind === 'undo' ? plan.intent.plan : null,
    revision: plan.basis.revision,
    status: statusOf(execution),
    outcome: execution?.outcome ?? null,
    reason: execution?.reason ?? null,
    resumed: execution?.resumed ?? null,
    ...retriesOf(execution),
    checks: plan.checks,
    notes: plan.notes,
    methods: methodsIn(plan),
    rounds: roundsOf(state),
    changes: changesOf(plan),
    effects: effectsOf(plan),
    equivalents: equivalentsOf(plan.intent),
    createdAt: state.createdAt,
    expiresAt: state.expiresAt,
    startedAt: execution?.startedAt ?? null,
    finishedAt: execution?.finishedAt ?? null,
    actor: execution?.actor ?? null,
    undoable: state.undoable,
  };
}

function retriesOf(execution: Execution | null): Pick<PresentedPlan, 'retries'> {
  const retries = (execution?.retries ?? []).map(({ lane, attempt, at, reason }) => {
    const said = message('lane-begun-anew', { instance: lane, attempt, most: MOST_ATTEMPTS });
    return { lane, attempt, at, said, reason };
  });
  return retries.length === 0 ? {} : { retries };
}

function statusOf(execution: Execution | null): PresentedPlan['status'] {
  if (execution === null) return 'proposed';
  return execution.finishedAt === null ? 'running' : 'finished';
}

function roundsOf(state: PlanState): PresentedPlan['rounds'] {
  const rendered = new Map(state.steps.map((step) => [step.id, step]));
  const progress = new Map((state.execution?.steps ?? []).map((step) => [step.id, step]));
  return state.plan.rounds.map(({ stages }) => ({
    stages: stages.map(({ steps }) => ({
      steps: steps.flatMap((step) => {
        const face = rendered.get(step.id);
        return face === undefined ? [] : [presentStep(step, face, progress.get(step.id))];
      }),
    })),
  }));
}

function presentStep(step: Step, face: RenderedStep, progress: Execution['steps'][number] | undefined): PresentedStep {
  return {
    id: step.id,
    kind: step.kind,
    lane: step.lane,
    instance: step.instance,
    title: face.title,
    statements: face.statements,
    waitsFor: face.waitsFor,
    undo: face.undo,
    deadlineMs: step.deadlineMs,
    state: progress?.state ?? 'waiting',
    tookMs: progress?.tookMs ?? null,
    reason: progress?.reason ?? null,
    ...(progress?.progress === undefined ? {} : { progress: progress.progress }),
    results: progress?.results ?? {},
  };
}

/** The same request for a terminal and for a script. */
function equivalentsOf(intent: Intent): PresentedPlan['equivalents'] {
  switch (intent.kind) {
    case 'relocate': {
      const { replica, target, channel } = intent;
      const words = ['topiary', 'relocate', replica, '--below', target, ...channelOption(channel), ...by(intent)];
      return { cli: commandLine(words), api: post('/plans', intent) };
    }
    case 'relocate-replicas': {
      const { source, target } = intent;
      const only = intent.only === null ? [] : ['--only', intent.only.join(',')];
      const words = ['topiary', 'relocate-replicas', source, '--below', target, ...only, ...by(intent)];
      return { cli: commandLine(words), api: post('/plans', intent) };
    }
    case 'reshape':
      return { cli: [reshapeCommand(intent.shape), ...by(intent)].join(' '), api: post('/plans', intent) };
    case 'control':
      return { cli: commandOf(intent.instance, intent.act), api: post('/plans', intent) };
    case 'replace-master':
      return { cli: replaceMasterCommand(intent), api: post('/plans', intent) };
    case 'undo':
      return {
        cli: commandLine(['topiary', 'undo', intent.plan]),
        api: post(`/plans/${encodeURIComponent(intent.plan)}/undo`, {}),
      };
  }
}

function by({ method, acceptsLoss }: { readonly method?: MoveMethod; readonly acceptsLoss?: true }): readonly string[] {
  return [
    ...(method === undefined ? [] : ['--method', method]),
    ...(acceptsLoss === undefined ? [] : ['--accept-loss']),
  ];
}

function post(path: string, body: object): string {
  return `POST ${API_PREFIX}${path} ${JSON.stringify(body)}`;
}

export function presentPlanRecord(record: PlanRecord): DeepReadonly<PlanListItem> {
  return {
    id: record.id,
    intent: record.kind,
    cluster: record.cluster,
    actor: record.actor,
    startedAt: record.startedAt,
    finishedAt: record.finishedAt,
    outcome: record.outcome,
  };
}
