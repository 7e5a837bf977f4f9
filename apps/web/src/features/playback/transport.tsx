/** What steps through the past, how fast, how much of it is on the line, and what takes it out as a file. */
import type { ReactElement } from 'react';
import { ActionIcon, Button, NativeSelect, Tooltip } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ClusterId } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import type { IconName } from '../../shared/ui/icons.tsx';
import { saveJson } from '../../shared/ui/save-json.ts';
import { SPAN_NAMES, step } from './model/stops.ts';
import type { Span } from './model/stops.ts';
import classes from './playback.module.css';
import { SPEEDS } from './use-playback.ts';
import type { Playback, Speed } from './use-playback.ts';

export interface TransportProps {
  readonly cluster: ClusterId;
  readonly playback: Playback;
  readonly onSpan: (span: Span) => void;
}

export function Transport({ cluster, playback, onSpan }: TransportProps): ReactElement {
  const { t } = useWords();
  const { stops, at, isPlaying, speed, span, stepBy, togglePlay, setSpeed } = playback;
  const canGo = (by: number): boolean => step(stops, at, by) !== null;
  return (
    <div className={classes.transport} role="toolbar" aria-label={t('playback.controls')}>
      <Step icon="stepBack" label={t('playback.back')} isIdle={!canGo(-1)} onClick={() => stepBy(-1)} />
      <Step
        icon={isPlaying ? 'pause' : 'play'}
        label={t(isPlaying ? 'playback.pause' : 'playback.play')}
        isIdle={stops.length < 2}
        onClick={togglePlay}
      />
      <Step icon="stepOn" label={t('playback.forward')} isIdle={!canGo(1)} onClick={() => stepBy(1)} />
      <NativeSelect
        size="xs"
        aria-label={t('playback.speed')}
        value={speed}
        data={SPEEDS.map((one) => ({ value: String(one), label: t('playback.speedOf', { speed: one }) }))}
        onChange={(event) => setSpeed(Number(event.currentTarget.value) as Speed)}
      />
      <NativeSelect
        size="xs"
        aria-label={t('playback.span')}
        value={span}
        data={SPAN_NAMES.map((one) => ({ value: one, label: t(`playback.spans.${one}`) }))}
        onChange={(event) => onSpan(event.currentTarget.value as Span)}
      />
      <Export cluster={cluster} playback={playback} />
    </div>
  );
}

interface StepProps {
  readonly icon: IconName;
  readonly label: string;
  /** Nothing is there to go to; the keyboard still finds it. */
  readonly isIdle: boolean;
  readonly onClick: () => void;
}

function Step({ icon, label, isIdle, onClick }: StepProps): ReactElement {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="default"
        size={32}
        aria-label={label}
        aria-disabled={isIdle || undefined}
        {...(isIdle && { 'data-disabled': true })}
        onClick={isIdle ? undefined : onClick}
      >
        <Icon name={icon} />
      </ActionIcon>
    </Tooltip>
  );
}

function Export({ cluster, playback }: Omit<TransportProps, 'onSpan'>): ReactElement {
  const words = useWords();
  const { t } = words;
  const api = useApi();
  const { range, moment } = playback;
  const save = useMutation({
    mutationFn: async () => {
      const file = await api.client.call('exportHistory', { params: { cluster }, query: { ...range } });
      saveJson(`${cluster}-${fileTime(range.from)}-${fileTime(range.to)}.json`, file);
    },
  });
  return (
    <>
      <Button
        size="xs"
        variant="default"
        disabled={moment === undefined}
        onClick={() => {
          if (moment !== undefined) saveJson(`${cluster}-${fileTime(moment.revision.at)}.json`, moment);
        }}
      >
        {t('playback.saveMoment')}
      </Button>
      <Button size="xs" variant="default" loading={save.isPending} onClick={() => save.mutate()}>
        {t('playback.saveRange')}
      </Button>
      {save.error !== null && <span role="alert">{t('playback.saveFailed', { error: words.error(save.error) })}</span>}
    </>
  );
}

/** `20270115T103000Z`: no file system minds it. */
function fileTime(at: number): string {
  return `${new Date(at).toISOString().replaceAll(/[-:]/g, '').slice(0, 15)}Z`;
}
