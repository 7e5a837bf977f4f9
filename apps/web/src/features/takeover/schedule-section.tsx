/** Not now but in a window of time: when the takeover may begin, and by when it must have. */
import type { ReactElement } from 'react';
import { Checkbox, Group, Radio, Stack, TextInput } from '@mantine/core';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { WindowProblem } from './schedule-facts.ts';

export interface Window {
  readonly isLater: boolean;
  readonly from: string;
  readonly until: string;
  /** Whoever is best then, not the one that is chosen now. */
  readonly isBestThen: boolean;
}

export interface ScheduleSectionProps {
  readonly value: Window;
  /** `null`: nothing is wrong with it, or nobody asked yet. */
  readonly problem: WindowProblem | null;
  readonly onChange: (value: Window) => void;
}

export function ScheduleSection({ value, problem, onChange }: ScheduleSectionProps): ReactElement {
  const { t } = useWords();
  const { isLater, from, until, isBestThen } = value;
  const time = (key: 'from' | 'until'): ReactElement => (
    <TextInput
      type="datetime-local"
      flex="1 1 200px"
      label={t(`takeover.schedule.${key}`)}
      value={key === 'from' ? from : until}
      error={problem !== null && (problem === 'missing' ? value[key] === '' : key === 'until')}
      onChange={(event) => onChange({ ...value, [key]: event.currentTarget.value })}
    />
  );
  return (
    <>
      <Radio.Group
        label={t('takeover.schedule.when')}
        value={isLater ? 'later' : 'now'}
        onChange={(when) => onChange({ ...value, isLater: when === 'later' })}
      >
        <Stack gap={8} mt={6}>
          <Radio value="now" label={t('takeover.schedule.now')} />
          <Radio value="later" label={t('takeover.schedule.later')} description={t('takeover.schedule.aboutLater')} />
        </Stack>
      </Radio.Group>
      {isLater && (
        <Stack gap="xs">
          <Group gap="sm" align="flex-start">
            {time('from')}
            {time('until')}
          </Group>
          <Checkbox
            checked={isBestThen}
            label={t('takeover.schedule.bestThen')}
            description={t('takeover.schedule.aboutBestThen')}
            onChange={(event) => onChange({ ...value, isBestThen: event.currentTarget.checked })}
          />
        </Stack>
      )}
    </>
  );
}
