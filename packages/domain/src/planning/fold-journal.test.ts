import { expect, test } from 'vitest';
import { move, planned, topology } from '../testing/index.ts';
import { asInstant } from '../shared/time.ts';
import type { JournalEntry } from './execution.ts';
import { foldJournal, isGoingBack } from './fold-journal.ts';
import { message } from './message.ts';

const at = asInstant(1_800_000_000_000);
const actor = { user: 'ann', address: '127.0.0.1', via: 'web' } as const;

function goingBack(...entries: readonly JournalEntry[]): boolean {
  const plan = planned(topology('m > a, b'), move('a', 'b'));
  const execution = foldJournal([{ kind: 'plan-started', at, plan, actor, lease: 1, statements: {} }, ...entries]);
  return execution !== null && isGoingBack(execution);
}

const resumed = (decision: 'continue' | 'roll-back'): JournalEntry => ({
  kind: 'plan-resumed',
  at,
  lease: 2,
  decision,
});

test('a plan of which a process that died had begun to put all back is not gone on with', () => {
  expect(goingBack()).toBe(false);
  expect(goingBack(resumed('continue'))).toBe(false);
  expect(goingBack({ kind: 'stop-begun', at, reason: message('ended-by-shutdown') })).toBe(true);
  expect(goingBack(resumed('continue'), resumed('roll-back'))).toBe(true);
});
