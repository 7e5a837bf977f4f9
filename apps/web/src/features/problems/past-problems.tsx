/** What was wrong in one cluster, and when: asked for once somebody wants to see it. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { Anchor, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ClusterId, FindingChangeView, InstanceId } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { findingChangesQuery } from '../../shared/api/recovery-queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import classes from './problems.module.css';

export interface PastProblemsProps {
  readonly cluster: ClusterId;
  readonly onSelect: (id: InstanceId) => void;
}

export function PastProblems(props: PastProblemsProps): ReactElement {
  const { t } = useWords();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button variant="subtle" size="compact-xs" mt={8} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        {t('problems.past.show')}
      </Button>
      {isOpen && <Changes {...props} />}
    </>
  );
}

function Changes({ cluster, onSelect }: PastProblemsProps): ReactElement {
  const { t } = useWords();
  const { data, error, refetch } = useQuery(findingChangesQuery(useApi(), cluster));
  if (data === undefined)
    return error === null ? <Waiting /> : <Failure error={error} onRetry={() => void refetch()} />;
  if (data.items.length === 0) return <p>{t('problems.past.none')}</p>;
  return (
    <ul className={classes.misses} aria-label={t('problems.past.label')}>
      {data.items.map((change) => (
        <li key={change.id}>
          <Change change={change} onSelect={onSelect} />
        </li>
      ))}
    </ul>
  );
}

interface ChangeProps extends Pick<PastProblemsProps, 'onSelect'> {
  readonly change: FindingChangeView;
}

function Change({ change, onSelect }: ChangeProps): ReactElement {
  const words = useWords();
  const { t, message } = words;
  const { at, instance, code, summary, severity, outrankedBy } = change;
  return (
    <>
      <time title={words.utc(at)}>{words.time(at)}</time> <strong>{t(`problems.past.${change.change}`)}</strong> {code}{' '}
      <Anchor component="button" size="xs" onClick={() => onSelect(instance)}>
        {instance}
      </Anchor>
      <div>
        {message(summary)}
        {change.change === 'changed' &&
          ` ${outrankedBy === null ? t(`problems.severity.${severity}`) : t('problems.past.saysMore', { code: outrankedBy })}`}
      </div>
    </>
  );
}
