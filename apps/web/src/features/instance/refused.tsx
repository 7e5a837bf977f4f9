import type { ReactElement } from 'react';
import { ApiError } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Notice } from '../../shared/ui/notice.tsx';

/** Why there is no plan for what somebody asked for; nothing for `null`. */
export function Refused({ failure }: { readonly failure: unknown }): ReactElement | null {
  const { error, message } = useWords();
  if (failure === null) return null;
  const reasons = failure instanceof ApiError ? failure.reasons : [];
  return (
    // Whoever pressed a button below would not see it.
    <div ref={bringIntoView}>
      <Notice mark="warning" role="alert">
        {reasons.length === 0
          ? error(failure)
          : reasons.map((reason) => <div key={reason.code}>{message(reason)}</div>)}
      </Notice>
    </div>
  );
}

function bringIntoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}
