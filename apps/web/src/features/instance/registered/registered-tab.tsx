/** What people registered about one server, and the forms to do so. */
import type { ReactElement } from 'react';
import { Stack, Text } from '@mantine/core';
import type { InstanceView } from '@topiary/contract';
import { useWords } from '../../../shared/i18n/use-words.ts';
import { ChangeNotices } from '../../../shared/registry/change-notices.tsx';
import { useRegister } from '../../../shared/registry/use-register.ts';
import { ForgetServer } from './forget-server.tsx';
import { PromotionForm } from './promotion-form.tsx';
import { Section } from './section.tsx';
import { TagsForm } from './tags-form.tsx';
import { TimedNote } from './timed-note.tsx';

export function RegisteredTab({ instance }: { readonly instance: InstanceView }): ReactElement {
  const { t } = useWords();
  const register = useRegister();
  const { id, registered } = instance.node;
  const shared = { instance: id, register };
  return (
    <Stack gap="lg">
      <ChangeNotices failure={register.failure} refusal={register.refusal} />
      <TimedNote
        key={`downtime ${registered.downtime?.endsAt}`}
        {...shared}
        kind="downtime"
        note={registered.downtime}
      />
      <TimedNote
        key={`maintenance ${registered.maintenance?.endsAt}`}
        {...shared}
        kind="maintenance"
        note={registered.maintenance}
      />
      <TagsForm {...shared} tags={registered.tags} />
      <PromotionForm {...shared} promotion={registered.promotion} />
      <Section title={t('registered.pools')}>
        <Text size="sm">{registered.pools.length === 0 ? t('instance.none') : registered.pools.join(', ')}</Text>
      </Section>
      <ForgetServer {...shared} forgotten={registered.forgotten} />
    </Stack>
  );
}
