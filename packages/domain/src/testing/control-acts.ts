/** Examples of every act: what tests of all acts go through. */
import type { ControlAct, ControlActKind } from '../planning/control/control-acts.ts';
import { WRITABILITIES } from '../planning/server-steps.ts';

export const SAMPLE_ACTS: { readonly [Kind in ControlActKind]: readonly Extract<ControlAct, { kind: Kind }>[] } = {
  'set-writability': WRITABILITIES.map((to) => ({ kind: 'set-writability', to })),
  'flush-binary-logs': [{ kind: 'flush-binary-logs' }],
};

export function sampleActs(): readonly ControlAct[] {
  return Object.values(SAMPLE_ACTS).flat();
}
