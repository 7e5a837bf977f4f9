/** How soon failures of a cluster are repaired: fast, after a grace, or by hand; chosen here by those who may. */
import { useState } from 'react';
import type { ReactElement, SubmitEvent } from 'react';
import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import type { ClusterId, RegistryInput } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { queryKeys } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { Words } from '../../shared/i18n/use-words.ts';
import { ChangeFailure } from '../../shared/registry/change-notices.tsx';
import { RegisterButton } from '../../shared/registry/register-button.tsx';
import { useChange } from '../../shared/registry/use-change.ts';
import { PROFILE_KINDS, chosenKind, profileInput } from './readiness-facts.ts';
import type { Detection } from './readiness-facts.ts';
import classes from './readiness.module.css';

const MAX_REASON = 1_000;
const USUAL_SECONDS = '30';

export interface ProfileSectionProps {
  readonly cluster: ClusterId;
  readonly detection: Detection;
}

export function ProfileSection({ cluster, detection }: ProfileSectionProps): ReactElement {
  const words = useWords();
  const { t, time } = words;
  const [isAsked, setIsAsked] = useState(false);
  const change = useProfile();
  const { chosen } = detection;
  return (
    <section className={classes.section} aria-label={t('readiness.profile.title')}>
      <h3>{t('readiness.profile.title')}</h3>
      <div className={classes.profile}>
        <strong>{profileText(detection, words)}</strong>
        <div className={classes.how}>
          {chosen === null
            ? t('readiness.profile.asConfigured')
            : t('readiness.profile.chosen', { by: chosen.by, reason: chosen.reason, time: time(chosen.at) })}
        </div>
      </div>
      {change.mayChange && !isAsked && (
        <Button size="compact-xs" variant="default" onClick={() => setIsAsked(true)}>
          {t('readiness.profile.change')}
        </Button>
      )}
      {isAsked && (
        <ProfileForm
          key={chosenKind(detection)}
          cluster={cluster}
          detection={detection}
          change={change}
          onClose={() => setIsAsked(false)}
        />
      )}
    </section>
  );
}

export function profileText({ profile }: Pick<Detection, 'profile'>, { t, milliseconds }: Words): string {
  if (profile.kind === 'grace') return t('readiness.profile.grace', { time: milliseconds(profile.graceMs) });
  return t(`readiness.profile.${profile.kind}`);
}

type Change = ReturnType<typeof useProfile>;

function useProfile() {
  const { client } = useApi();
  return useChange<RegistryInput>({
    send: (body, idempotencyKey) => client.call('register', { body, idempotencyKey }),
    stale: () => [queryKeys.recoveries, queryKeys.findings, queryKeys.audit],
  });
}

interface ProfileFormProps extends ProfileSectionProps {
  readonly change: Change;
  readonly onClose: () => void;
}

function ProfileForm({ cluster, detection, change, onClose }: ProfileFormProps): ReactElement {
  const { t } = useWords();
  const [kind, setKind] = useState(chosenKind(detection));
  const [seconds, setSeconds] = useState(USUAL_SECONDS);
  const [reason, setReason] = useState('');
  const [isAsked, setIsAsked] = useState(false);
  const profile = profileInput(kind, seconds);
  const needsReason = kind !== 'configured' && reason.trim() === '';
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setIsAsked(true);
    if (profile === undefined || needsReason) return;
    change.run({ kind: 'set-detection-profile', cluster, profile, reason }, onClose);
  };
  return (
    <form onSubmit={submit} noValidate aria-label={t('readiness.profile.change')}>
      <Stack gap="xs">
        <ChangeFailure failure={change.failure} />
        <NativeSelect
          size="xs"
          label={t('readiness.profile.label')}
          value={kind}
          data={PROFILE_KINDS.map((value) => ({ value, label: t(`readiness.profile.choice.${value}`) }))}
          onChange={(event) => setKind(PROFILE_KINDS.find((one) => one === event.currentTarget.value) ?? kind)}
        />
        {kind === 'grace' && (
          <TextInput
            size="xs"
            inputMode="numeric"
            label={t('readiness.profile.seconds')}
            description={t('readiness.profile.aboutGrace')}
            value={seconds}
            error={isAsked && profile === undefined ? t('readiness.profile.wrongSeconds') : null}
            onChange={(event) => setSeconds(event.currentTarget.value)}
          />
        )}
        {kind !== 'configured' && (
          <TextInput
            size="xs"
            label={t('registered.reason')}
            value={reason}
            maxLength={MAX_REASON}
            error={isAsked && needsReason ? t('registered.missing') : null}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
        <Group gap="xs">
          <RegisterButton register={change}>{t('readiness.profile.set')}</RegisterButton>
          <Button size="xs" variant="subtle" onClick={onClose}>
            {t('common.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
