/** Recovery by itself, switched off with a reason and for a while, and on again: of one cluster, or everywhere. */
import { useState } from 'react';
import type { ReactElement, SubmitEvent } from 'react';
import { Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ClusterId } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { queryKeys } from '../../shared/api/queries.ts';
import { switchesQuery } from '../../shared/api/recovery-queries.ts';
import { untilText } from '../../shared/i18n/until-text.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { ChangeNotices } from '../../shared/registry/change-notices.tsx';
import { RegisterButton } from '../../shared/registry/register-button.tsx';
import { useChange } from '../../shared/registry/use-change.ts';
import type { Change } from '../../shared/registry/use-change.ts';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import { Notice } from '../../shared/ui/notice.tsx';

const DURATIONS = ['30m', '1h', '4h', '1d', '1w', 'never'] as const;
const MAX_REASON = 1_000;

interface SwitchWish {
  readonly on: boolean;
  readonly reason: string;
  readonly duration: (typeof DURATIONS)[number];
}

export interface SwitchFormProps {
  /** `null`: everywhere. */
  readonly cluster: ClusterId | null;
}

export function SwitchForm({ cluster }: SwitchFormProps): ReactElement | null {
  const { t } = useWords();
  const change = useSwitch(cluster);
  const { data } = useQuery(switchesQuery(useApi()));
  if (data === undefined) return null;
  if (data.kind === 'unreadable')
    return <Notice mark="critical">{t('readiness.switch.unreadable', { detail: data.detail })}</Notice>;
  const off = data.off.find((one) => one.cluster === cluster);
  return (
    <Stack gap="xs">
      <ChangeNotices failure={change.failure} refusal={change.refusal} />
      {off === undefined ? <TurnOff change={change} /> : <TurnOn change={change} off={off} />}
    </Stack>
  );
}

function useSwitch(cluster: ClusterId | null): Change<SwitchWish> {
  const { client } = useApi();
  return useChange<SwitchWish>({
    send: ({ on, reason, duration }, idempotencyKey) =>
      client.call('switchRecovery', {
        body: {
          on,
          reason,
          ...(cluster === null ? {} : { cluster }),
          ...(on || duration === 'never' ? {} : { duration }),
        },
        idempotencyKey,
      }),
    stale: () => [queryKeys.recoveries, queryKeys.findings, queryKeys.audit],
  });
}

interface TurnOnProps {
  readonly change: Change<SwitchWish>;
  readonly off: { readonly owner: string; readonly reason: string; readonly expiresAt: number | null };
}

function TurnOn({ change, off: { owner, reason, expiresAt } }: TurnOnProps): ReactElement {
  const words = useWords();
  const { t } = words;
  return (
    <Group justify="space-between" align="flex-start" gap="xs">
      <Text size="sm" flex="1 1 200px">
        <MarkIcon mark="warning" size={15} />{' '}
        {t('readiness.switch.off', { owner, reason, until: untilText(expiresAt, words) })}
      </Text>
      <RegisterButton register={change} onClick={() => change.run({ on: true, reason: '', duration: 'never' })}>
        {t('readiness.switch.turnOn')}
      </RegisterButton>
    </Group>
  );
}

function TurnOff({ change }: { readonly change: Change<SwitchWish> }): ReactElement {
  const { t } = useWords();
  const [reason, setReason] = useState('');
  const [duration, setDuration] = useState<SwitchWish['duration']>('1h');
  const [isAsked, setIsAsked] = useState(false);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setIsAsked(true);
    if (reason.trim() !== '') change.run({ on: false, reason, duration });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="xs">
        <Text size="sm">
          <MarkIcon mark="ok" size={15} /> {t('readiness.switch.on')}
        </Text>
        <Text size="xs" c="dimmed">
          {t('readiness.switch.about')}
        </Text>
        <Group align="flex-end" gap="xs">
          <TextInput
            flex="2 1 160px"
            size="xs"
            label={t('registered.reason')}
            value={reason}
            error={isAsked && reason.trim() === '' ? t('registered.missing') : null}
            maxLength={MAX_REASON}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <NativeSelect
            flex="1 1 110px"
            size="xs"
            label={t('registered.duration')}
            value={duration}
            data={DURATIONS.map((value) => ({ value, label: t(`registered.for.${value}`) }))}
            onChange={(event) => setDuration(DURATIONS.find((one) => one === event.currentTarget.value) ?? duration)}
          />
          <RegisterButton register={change}>{t('readiness.switch.turnOff')}</RegisterButton>
        </Group>
      </Stack>
    </form>
  );
}
