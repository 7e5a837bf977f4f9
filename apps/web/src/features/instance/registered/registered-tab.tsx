/** What people registered about one server, and the forms to do so. */
import type { ReactElement } from 'react';
import { Stack } from '@mantine/core';
import type { InstanceView } from '@topiary/contract';
import { ChangeNotices } from '../../../shared/registry/change-notices.tsx';
import { useRegister } from '../../../shared/registry/use-register.ts';
import { ForgetServer } from './forget-server.tsx';
import { OwnWrites } from './own-writes.tsx';
import { PoolsForm } from './pools-form.tsx';
import { PromotionForm } from './promotion-form.tsx';
import { TagsForm } from './tags-form.tsx';
import { TimedNote } from './timed-note.tsx';

export function RegisteredTab({ instance }: { readonly instance: InstanceView }): ReactElement {
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
      <OwnWrites
        key={`own writes ${registered.ownWrites?.registeredAt}`}
        {...shared}
        ownWrites={registered.ownWrites}
      />
      <TagsForm {...shared} tags={registered.tags} />
      <PromotionForm {...shared} promotion={registered.promotion} />
      <PoolsForm {...shared} pools={registered.pools} />
      <ForgetServer {...shared} forgotten={registered.forgotten} />
    </Stack>
  );
}
