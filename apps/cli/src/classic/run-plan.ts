/** A plan of Topiary's own API, made, run and waited for. */
import type { CallInput, PlanView } from '@topiary/contract';
import { whyNotDone } from '../output/plan-text.ts';
import { Fatal } from './command.ts';
import type { ClassicContext } from './command.ts';

export async function runPlan({ api }: ClassicContext, body: CallInput<'propose'>['body']): Promise<PlanView> {
  const { id } = await api.read('propose', { body });
  const ended = await api.change('confirm', { params: { plan: id }, query: { wait: 'true' } });
  if (ended.outcome !== 'done') throw new Fatal(whyNotDone(ended).join(' '));
  return ended;
}
