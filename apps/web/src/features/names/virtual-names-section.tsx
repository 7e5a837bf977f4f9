/** Names that moves give to replicas instead of a server's address. */
import type { ReactElement } from 'react';
import { useWords } from '../../shared/i18n/use-words.ts';
import { AddressForm } from './address-form.tsx';
import type { NamesSectionProps } from './addresses-section.tsx';
import { RegisterButton } from '../../shared/registry/register-button.tsx';
import { NameList } from './name-list.tsx';

export function VirtualNamesSection({ names: { virtualNames }, register }: NamesSectionProps): ReactElement {
  const { t, time } = useWords();
  return (
    <NameList
      title={t('names.virtual.title')}
      about={t('names.virtual.about')}
      head={[t('names.server'), t('names.virtual.name'), t('names.virtual.leads'), t('names.until'), '']}
      rows={virtualNames.items.map(({ instance, name, isProved, expiresAt }) => ({
        key: instance,
        cells: [
          instance,
          name,
          t(isProved ? 'names.virtual.proved' : 'names.virtual.unproved'),
          expiresAt === null ? t('names.withoutEnd') : time(expiresAt),
          <RegisterButton
            key="remove"
            register={register}
            label={t('names.virtual.removeOf', { instance })}
            onClick={() => register.run({ kind: 'remove-virtual-name', instance })}
          >
            {t('names.virtual.remove')}
          </RegisterButton>,
        ],
      }))}
      total={virtualNames.total}
    >
      <AddressForm
        label={t('names.virtual.label')}
        first={t('names.server')}
        second={t('names.virtual.name')}
        isName
        onSubmit={(instance, name) => register.run({ kind: 'set-virtual-name', instance, name })}
      >
        <RegisterButton register={register}>{t('names.virtual.set')}</RegisterButton>
      </AddressForm>
    </NameList>
  );
}
