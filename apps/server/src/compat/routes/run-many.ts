/** A plan for several replicas by the old API: who could be moved is, and why the others could not is said beside. */
import { say } from '@topiary/domain';
import type { Actor, InstanceId } from '@topiary/domain';
import type { PlanRequest } from '@topiary/engine';
import type { Services } from '../../services/services.ts';
import { runPlan, whyNot } from '../run-plan.ts';
import { isBelow } from './named-servers.ts';

/** Those that stand where they were to go afterwards. */
export interface MovedMany {
  readonly ok: true;
  readonly moved: readonly InstanceId[];
  readonly errors: readonly string[];
}

export interface Many {
  readonly request: PlanRequest;
  readonly wanted: readonly InstanceId[];
  readonly target: InstanceId;
}

/** Nothing is done where nobody is wanted. */
export async function runMany(
  services: Services,
  actor: Actor,
  { request, wanted, target }: Many,
): Promise<MovedMany | { readonly ok: false; readonly message: string }> {
  if (wanted.length === 0) return { ok: true, moved: [], errors: [] };
  const ran = await runPlan(services, request, actor);
  if (!ran.ok) return ran;
  const { outcome, plan } = ran.execution;
  if (outcome !== 'done' && outcome !== 'partly-done') return { ok: false, message: whyNot(ran.execution) };
  const moved = wanted.filter((id) => isBelow(services, id, target));
  const left = plan.notes.filter(({ code }) => code === 'replica-left-behind').map((note) => say(note, 'en'));
  return { ok: true, moved, errors: [...left, ...(outcome === 'done' ? [] : [whyNot(ran.execution)])] };
}
