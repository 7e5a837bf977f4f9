/** Why a server could not be probed: in words, then what it said itself, then the statement that would help. */
import type { ReactElement } from 'react';
import { useWords } from '../i18n/use-words.ts';
import { CodeBlock } from '../ui/code-block.tsx';
import { isProbeFailureKind } from './probe-failure-kind.ts';
import { technicalDetail } from './technical-detail.ts';

export interface ProbeFailureProps {
  readonly failure: {
    readonly kind: string;
    readonly code: string;
    readonly detail: string;
    readonly grant: string | null;
  };
}

export function ProbeFailure({ failure }: ProbeFailureProps): ReactElement {
  const { t } = useWords();
  const { kind, grant } = failure;
  const technical = technicalDetail(failure);
  return (
    <>
      {isProbeFailureKind(kind) && <div>{t(`probeFailure.${kind}`)}</div>}
      {technical !== '' && (
        <div>
          <code>{technical}</code>
        </div>
      )}
      {grant !== null && <CodeBlock text={grant} label={t('instance.grant')} />}
    </>
  );
}
