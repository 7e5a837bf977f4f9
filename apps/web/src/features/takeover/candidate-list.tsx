/** Who could take the place of a master, the best first, each with what puts it there. */
import type { ReactElement } from 'react';
import { Radio, Stack } from '@mantine/core';
import type { InstanceId } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { Words } from '../../shared/i18n/use-words.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import type { Candidate } from './takeover-facts.ts';
import classes from './takeover.module.css';

export interface CandidateListProps {
  readonly ranked: readonly Candidate[];
  readonly chosen: InstanceId | null;
  readonly onChoose: (id: InstanceId) => void;
}

export function CandidateList({ ranked, chosen, onChoose }: CandidateListProps): ReactElement {
  const words = useWords();
  const { t } = words;
  if (ranked.length === 0) return <Notice mark="critical">{t('takeover.nobody')}</Notice>;
  return (
    <>
      {ranked.every(({ choice }) => choice !== 'best') && <Notice mark="warning">{t('takeover.noneByItself')}</Notice>}
      <Radio.Group
        label={t('takeover.who')}
        description={t('takeover.ranked')}
        value={chosen}
        onChange={(value) => {
          const found = ranked.find(({ instance }) => instance === value);
          if (found !== undefined) onChoose(found.instance);
        }}
      >
        <Stack gap={6} mt={6} className={classes.candidates}>
          {ranked.map((candidate) => (
            <Radio
              key={candidate.instance}
              value={candidate.instance}
              disabled={candidate.choice === 'no'}
              className={classes.candidate}
              data-choice={candidate.choice}
              label={<Label candidate={candidate} />}
              description={verdictOn(candidate, words)}
            />
          ))}
        </Stack>
      </Radio.Group>
    </>
  );
}

function Label({ candidate: { instance, choice } }: { readonly candidate: Candidate }): ReactElement {
  const { t } = useWords();
  return (
    <>
      <span className={classes.address}>{instance}</span>{' '}
      <span className={classes.choice} data-choice={choice}>
        {t(`takeover.choice.${choice}`)}
      </span>
    </>
  );
}

function verdictOn({ choice, reasons, lacks }: Candidate, { t, messages }: Words): string {
  const nothing = t(choice === 'best' ? 'takeover.nothingAgainst' : 'takeover.asGood');
  return [reasons.length === 0 ? nothing : messages(reasons), lacks === 0 ? '' : t('takeover.lacks', { count: lacks })]
    .join(' ')
    .trim();
}
