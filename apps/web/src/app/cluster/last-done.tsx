import { useState } from 'react';
import type { ReactElement } from 'react';
import type { PlanId } from '@topiary/contract';
import { UndoToast } from '../../features/plan/undo-toast.tsx';

export interface LastDoneProps {
  readonly shown: PlanId | null;
  readonly onPlan: (plan: PlanId) => void;
}

/** The plan that was looked at last: once it is closed, its way back stays at hand until it is dismissed. */
export function LastDone({ shown, onPlan }: LastDoneProps): ReactElement | null {
  const [last, setLast] = useState(shown);
  if (shown !== null && shown !== last) setLast(shown);
  if (shown !== null || last === null) return null;
  return <UndoToast id={last} onPlan={onPlan} onDismiss={() => setLast(null)} />;
}
