/** An entry of a journal in words. */
import { instanceIdOf, say, stepsInOrder } from '@topiary/domain';
import type { JournalEntry, Plan } from '@topiary/domain';

export function narrateEntry(entry: JournalEntry): string {
  switch (entry.kind) {
    case 'plan-started':
      return `begins, for ${entry.actor.user}: ${entry.plan.intent.kind} ${movesText(entry.plan)}`;
    case 'stage-started':
      return `stage ${entry.round + 1}.${entry.stage + 1} begins: ${entry.steps.join(', ')}`;
    case 'step-done':
      return `${entry.step} is done`;
    case 'step-failed':
      return `${entry.step} failed: ${say(entry.reason, 'en')}`;
    case 'step-progress':
      return `${entry.step} goes on: ${say(entry.progress, 'en')}`;
    case 'lane-put-back':
      return `the lane of ${entry.lane}: ${entry.outcome}. ${say(entry.reason, 'en')}`;
    case 'lane-tried-again':
      return `the lane of ${entry.lane} is begun anew, attempt ${entry.attempt}`;
    case 'stop-begun':
      return `is stopped. ${say(entry.reason, 'en')}`;
    case 'plan-resumed':
      return `is taken up again: ${entry.decision}`;
    case 'plan-finished':
      return `ends: ${entry.outcome}${entry.reason === null ? '' : `. ${say(entry.reason, 'en')}`}`;
  }
}

function movesText(plan: Plan): string {
  return stepsInOrder(plan)
    .flatMap((step) =>
      step.kind === 'point-replica-at'
        ? [`${step.instance} ${instanceIdOf(step.from)} → ${instanceIdOf(step.to)}`]
        : [],
    )
    .join(', ');
}
