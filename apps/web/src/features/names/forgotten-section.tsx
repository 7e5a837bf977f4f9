/** What was forgotten, and taking that back. */
import type { ReactElement } from 'react';
import { useWords } from '../../shared/i18n/use-words.ts';
import { AddressForm } from './address-form.tsx';
import type { NamesSectionProps } from './addresses-section.tsx';
import { RegisterButton } from '../../shared/registry/register-button.tsx';
import { NameList } from './name-list.tsx';

export function ForgottenSection({ names: { forgotten }, register }: NamesSectionProps): ReactElement {
  const { t, time } = useWords();
  return (
    <NameList
      title={t('names.forgotten.title')}
      about={t('names.forgotten.about')}
      head={[t('names.address'), t('names.why'), t('names.by'), t('names.since'), t('names.until'), '']}
      rows={forgotten.items.map(({ instance, why, by, at, expiresAt }) => ({
        key: instance,
        cells: [
          instance,
          t(`names.forgotten.why.${why}`),
          by,
          time(at),
          time(expiresAt),
          <RegisterButton
            key="remember"
            register={register}
            label={t('names.forgotten.rememberOf', { instance })}
            onClick={() => register.run({ kind: 'remember', instance })}
          >
            {t('names.forgotten.remember')}
          </RegisterButton>,
        ],
      }))}
      total={forgotten.total}
    >
      <AddressForm
        label={t('names.forgotten.label')}
        first={t('names.server')}
        onSubmit={(instance) => register.run({ kind: 'forget', instance })}
      >
        <RegisterButton register={register}>{t('names.forgotten.forget')}</RegisterButton>
      </AddressForm>
    </NameList>
  );
}
