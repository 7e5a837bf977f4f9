/** What a server is for and where it stands; what could not be found out, why, and the statement that would help. */
import type { ReactElement } from 'react';
import type { InstanceView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { Words } from '../../shared/i18n/use-words.ts';
import { CodeBlock } from '../../shared/ui/code-block.tsx';
import { Facts } from '../../shared/ui/facts.tsx';
import { Notice } from '../../shared/ui/notice.tsx';

export function Classification({ instance }: { readonly instance: InstanceView }): ReactElement {
  const words = useWords();
  const { t } = words;
  return (
    <>
      <Facts title={t('classification.title')} facts={factsOf(instance, words)} />
      {unknownOf(instance).map(({ fact, code, detail, grant }) => (
        <Notice key={fact} mark="info" title={t('classification.unknown', { fact: t(`classification.${fact}`) })}>
          <div>{t('classification.because', { code, detail })}</div>
          {grant !== null && <CodeBlock text={grant} label={t('instance.grant')} />}
        </Notice>
      ))}
    </>
  );
}

function factsOf(
  { node, observation }: InstanceView,
  { t, duration }: Words,
): readonly (readonly [string, string | null])[] {
  const { classification } = node;
  const measured = observation?.measuredLag;
  return [
    [t('classification.instance-alias'), classification.alias],
    [t('classification.data-center'), classification.dataCenter],
    [t('classification.region'), classification.region],
    [t('classification.physical-environment'), classification.physicalEnvironment],
    [t('classification.promotion-rule'), ruleOf(classification, t)],
    [
      t('classification.semi-sync-priority'),
      classification.semiSyncPriority === null ? null : String(classification.semiSyncPriority),
    ],
    [t('classification.pseudo-gtid'), markersOf(classification, t)],
    ...(measured?.kind === 'value' ? [[t('classification.replication-lag'), duration(measured.seconds)] as const] : []),
  ];
}

function ruleOf(
  { neverPromoted, promotionRule }: InstanceView['node']['classification'],
  t: Words['t'],
): string | null {
  return neverPromoted ? t('classification.neverPromoted') : promotionRule;
}

function markersOf({ hasPseudoGtid }: InstanceView['node']['classification'], t: Words['t']): string | null {
  if (hasPseudoGtid === null) return null;
  return t(hasPseudoGtid ? 'classification.markersThere' : 'classification.markersMissing');
}

function unknownOf({ observation, unknownFacts }: InstanceView) {
  const measured = observation?.measuredLag;
  // A missing grant for the lag is among what the probe could not read.
  const isShown = measured?.kind === 'unknown' && measured.problem.grant === null;
  return isShown ? [...unknownFacts, { fact: 'replication-lag' as const, ...measured.problem }] : unknownFacts;
}
