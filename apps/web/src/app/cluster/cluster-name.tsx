/** The cluster's name, and the form that gives it another: an alias by hand stands before any other name. */
import { useEffect, useRef, useState } from 'react';
import type { ReactElement, SubmitEvent } from 'react';
import { ActionIcon, Button, Group, TextInput } from '@mantine/core';
import type { ClusterView } from '@topiary/contract';
import type { Translate } from '../../shared/i18n/text-key.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { useRegister } from '../../shared/registry/use-register.ts';
import { Icon } from '../../shared/ui/icons.tsx';

const ALIAS_LIMIT = 128;

export function ClusterName({ cluster }: { readonly cluster: ClusterView }): ReactElement {
  const { t } = useWords();
  const [isEdited, setIsEdited] = useState(false);
  if (isEdited) return <AliasForm cluster={cluster} onClose={() => setIsEdited(false)} />;
  return (
    <>
      <h1 title={originOf(cluster, t)}>{cluster.alias ?? cluster.name}</h1>
      <ActionIcon
        size="sm"
        variant="subtle"
        color="gray"
        aria-label={t('cluster.editAlias')}
        title={t('cluster.editAlias')}
        onClick={() => setIsEdited(true)}
      >
        <Icon name="pencil" size={14} />
      </ActionIcon>
    </>
  );
}

/** Who says that the cluster is called so, and what it is called beside that. */
function originOf({ aliasOrigin, domain, masters }: ClusterView, t: Translate): string {
  const said =
    aliasOrigin === null ? [] : [t(`cluster.aliasFrom.${aliasOrigin.origin}`, { from: aliasOrigin.from ?? '' })];
  return [...said, masters.join(', '), domain ?? ''].filter((text) => text !== '').join('\n');
}

function AliasForm({
  cluster,
  onClose,
}: {
  readonly cluster: ClusterView;
  readonly onClose: () => void;
}): ReactElement {
  const { t } = useWords();
  const register = useRegister();
  const [alias, setAlias] = useState(cluster.alias ?? '');
  const box = useRef<HTMLInputElement>(null);
  // Who asked for the form goes on in it.
  useEffect(() => box.current?.select(), []);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    register.run({ kind: 'set-cluster-alias', cluster: cluster.id, alias }, onClose);
  };
  return (
    <form onSubmit={submit} noValidate aria-label={t('cluster.editAlias')}>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <TextInput
          size="xs"
          ref={box}
          aria-label={t('cluster.alias')}
          placeholder={cluster.masters[0] ?? cluster.name}
          title={t('cluster.aliasHint')}
          maxLength={ALIAS_LIMIT}
          value={alias}
          error={register.failure ?? register.refusal}
          onChange={(event) => setAlias(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') onClose();
          }}
        />
        <Button type="submit" size="xs" loading={register.isRunning} disabled={register.refusal !== null}>
          {t('cluster.saveAlias')}
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
      </Group>
    </form>
  );
}
