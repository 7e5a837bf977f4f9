import type { ReactElement } from 'react';
import { Notice } from '../ui/notice.tsx';
import type { Change } from './use-change.ts';

/** Why the last change came to nothing, if it did. */
export function ChangeFailure({ failure }: Pick<Change<never>, 'failure'>): ReactElement | null {
  if (failure === null) return null;
  return (
    <Notice mark="critical" role="alert">
      {failure}
    </Notice>
  );
}

/** What somebody should know who sees buttons that change something. */
export function ChangeNotices({ failure, refusal }: Pick<Change<never>, 'failure' | 'refusal'>): ReactElement {
  return (
    <>
      <ChangeFailure failure={failure} />
      {refusal !== null && <Notice mark="info">{refusal}</Notice>}
    </>
  );
}
