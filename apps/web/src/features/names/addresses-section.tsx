/** Which addresses lead to one server, how that is known, and a person's own word on it. */
import type { ReactElement } from 'react';
import { Stack } from '@mantine/core';
import type { InstanceId, NamesView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { Register } from '../../shared/registry/use-register.ts';
import { AddressForm } from './address-form.tsx';
import { RegisterButton } from '../../shared/registry/register-button.tsx';
import { NameList } from './name-list.tsx';

export interface NamesSectionProps {
  readonly names: NamesView;
  readonly register: Register;
}

export function AddressesSection({ names, register }: NamesSectionProps): ReactElement {
  const { t } = useWords();
  const declare = (instance: InstanceId, other: string, action: string): void =>
    register.run(
      action === 'different'
        ? { kind: 'declare-different', instance, other }
        : { kind: 'declare-same', instance, kept: other },
    );
  const { addresses } = names;
  return (
    <Stack gap="lg">
      <NameList
        title={t('names.addresses.title')}
        about={t('names.addresses.about')}
        head={[t('names.address'), t('names.server'), t('names.addresses.origin')]}
        rows={addresses.items.map(({ address, instance, origin }) => ({
          key: address,
          cells: [address, instance, t(`names.origin.${origin}`)],
        }))}
        total={addresses.total}
      />
      <Declarations names={names} register={register} />
      <AddressForm
        label={t('names.declare.label')}
        first={t('names.address')}
        second={t('names.declare.other')}
        onSubmit={declare}
      >
        {(['same', 'different'] as const).map((action) => (
          <RegisterButton key={action} register={register} value={action}>
            {t(`names.declare.${action}`)}
          </RegisterButton>
        ))}
      </AddressForm>
    </Stack>
  );
}

function Declarations({ names: { declarations }, register }: NamesSectionProps): ReactElement | null {
  const { t, time } = useWords();
  if (declarations.total === 0) return null;
  return (
    <NameList
      title={t('names.declarations.title')}
      about={t('names.declarations.about')}
      head={[t('names.declarations.what'), t('names.by'), t('names.since'), '']}
      rows={declarations.items.map(({ kind, instance, other, by, at }) => ({
        key: `${kind} ${instance} ${other}`,
        cells: [
          t(`names.declarations.${kind}`, { instance, other }),
          by,
          time(at),
          <RegisterButton
            key="withdraw"
            register={register}
            label={t('names.declarations.withdrawOf', { instance, other })}
            onClick={() => register.run({ kind: 'withdraw-declaration', instance, other })}
          >
            {t('names.declarations.withdraw')}
          </RegisterButton>,
        ],
      }))}
      total={declarations.total}
    />
  );
}
