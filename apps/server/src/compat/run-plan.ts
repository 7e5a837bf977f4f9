/** A plan by the old API: the same one as everywhere, proposed, confirmed and waited for in one request. */
import { say } from '@topiary/domain';
import type { Actor, Execution, Message } from '@topiary/domain';
import type { ConfirmResult, PlanRequest } from '@topiary/engine';
import type { Services } from '../services/services.ts';
import { whenSettled } from '../services/when-settled.ts';

export type Ran =
  | { readonly ok: true; readonly execution: Execution }
  | { readonly ok: false; readonly message: string; readonly reasons?: readonly Message[] };

export async function runPlan({ engine, clock }: Services, request: PlanRequest, actor: Actor): Promise<Ran> {
  const proposed = await engine.proposeReading(request, actor);
  if (proposed.kind === 'unknown-instance') return { ok: false, message: `Cannot read instance: ${proposed.instance}` };
  if (proposed.kind === 'refusal') {
    const { reasons } = proposed;
    return { ok: false, message: reasons.map((reason) => say(reason, 'en')).join(' '), reasons };
  }
  const { id } = proposed.state.plan;
  const confirmed = await engine.confirm(id, actor);
  if (confirmed.kind !== 'started') return { ok: false, message: refusalText(confirmed) };
  return { ok: true, execution: await whenSettled({ engine, clock }, id) };
}

/** Why it is not done; `null`: it is. */
export function failureOf(ran: Ran): string | null {
  if (!ran.ok) return ran.message;
  return ran.execution.outcome === 'done' ? null : whyNot(ran.execution);
}

/** Refused because it is so already, and for nothing else: for orchestrator that has succeeded. */
export function isThereAlready(ran: Ran): boolean {
  if (ran.ok || ran.reasons === undefined) return false;
  return ran.reasons.length > 0 && ran.reasons.every(({ code }) => code === 'already-there');
}

function refusalText(result: Exclude<ConfirmResult, { readonly kind: 'started' }>): string {
  switch (result.kind) {
    case 'unknown':
      return 'The plan is gone.';
    case 'already-confirmed':
      return `The plan was already confirmed by ${result.by.user}.`;
    case 'held-back':
    case 'stale':
      return result.reasons.map((reason) => say(reason, 'en')).join(' ');
    case 'busy':
      return say({ code: 'cluster-busy', params: { user: result.by.user, plan: result.plan } }, 'en');
    case 'not-the-actor':
      return say({ code: 'not-the-actor', params: { holder: result.holder } }, 'en');
    case 'store-failing':
      return say({ code: 'journal-unwritable', params: { detail: result.detail } }, 'en');
  }
}

export function whyNot(execution: Execution): string {
  const reasons = [execution.reason, ...execution.steps.map(({ reason }) => reason)].filter(
    (reason) => reason !== null,
  );
  return reasons.length === 0
    ? `The plan ended as ${execution.outcome ?? 'unfinished'}.`
    : [...new Set(reasons.map((reason) => say(reason, 'en')))].join(' ');
}
