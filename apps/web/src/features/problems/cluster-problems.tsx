/** What is wrong in one cluster, and what nearly is: the answer to "why did nothing happen?". */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { Anchor, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ClusterId, FindingView, InstanceId, NearMissView } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { analysisQuery } from '../../shared/api/recovery-queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { byMark } from '../../shared/topology/severity.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import { FindingCard } from './finding-card.tsx';
import { PastProblems } from './past-problems.tsx';
import classes from './problems.module.css';
import { ServerName } from '../../shared/ui/server-name.tsx';

export interface ClusterProblemsProps {
  readonly cluster: ClusterId;
  readonly onSelect: (id: InstanceId) => void;
}

export function ClusterProblems({ cluster, onSelect }: ClusterProblemsProps): ReactElement {
  const { t } = useWords();
  const { data, error, refetch } = useQuery(analysisQuery(useApi(), cluster));
  if (data === undefined)
    return error === null ? <Waiting /> : <Failure error={error} onRetry={() => void refetch()} />;
  return (
    <section className={classes.section} aria-label={t('problems.now')}>
      <h3>{t('problems.now')}</h3>
      {data.findings.length === 0 && <Notice mark="ok">{t('problems.noneHere')}</Notice>}
      <ul className={classes.list}>
        {data.findings.toSorted(byGravity).map((finding) => (
          <li key={`${finding.instance} ${finding.kind} ${finding.code}`}>
            <FindingCard
              finding={finding}
              place={
                <Anchor component="button" size="xs" onClick={() => onSelect(finding.instance)}>
                  <ServerName name={finding.instance} />
                </Anchor>
              }
            />
          </li>
        ))}
      </ul>
      {data.nearMisses.length > 0 && <NearMisses misses={data.nearMisses} />}
      <PastProblems cluster={cluster} onSelect={onSelect} />
    </section>
  );
}

/** What counts comes before what another says more exactly; then the gravest first. */
function byGravity(left: FindingView, right: FindingView): number {
  const rank = ({ outrankedBy }: FindingView): number => (outrankedBy === null ? 0 : 1);
  return rank(left) - rank(right) || byMark(left.severity, right.severity);
}

function NearMisses({ misses }: { readonly misses: readonly NearMissView[] }): ReactElement {
  const { t, message } = useWords();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button variant="subtle" size="compact-xs" mt={8} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        {t('problems.nearMisses', { count: misses.length })}
      </Button>
      {isOpen && (
        <ul className={classes.misses}>
          {misses.map(({ instance, code, summary, missing }) => (
            <li key={`${instance} ${code}`}>
              <strong>{code}</strong> {message(summary)}
              {missing.map(({ clause, value }) => (
                <div key={clause.code + JSON.stringify(clause.params)}>
                  {t(`problems.missing.${value}`)} {message(clause)}
                </div>
              ))}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
