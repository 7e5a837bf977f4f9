/** What of the operations on a server is wanted in a hurry; all of them are in its panel. */
import type { ReactElement } from 'react';
import { Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { InstanceId, PlanId } from '@topiary/contract';
import { Refused } from '../../features/instance/refused.tsx';
import { useAsk } from '../../features/instance/use-ask.ts';
import type { Ask } from '../../features/instance/use-ask.ts';
import { operationKey, useOperationLabel } from '../../features/instance/use-operation-label.ts';
import type { Operation } from '../../features/instance/use-operation-label.ts';
import { useApi } from '../../shared/api/client-context.tsx';
import { operationsQuery } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import type { IconName } from '../../shared/ui/icons.tsx';
import classes from './instance-menu.module.css';

/** In the order in which they are shown. */
const ICONS: Partial<Record<Operation['name'], IconName>> = {
  'start-replica': 'play',
  'stop-replica': 'stop',
  'set-writable': 'pencil',
  'set-read-only': 'lock',
};
const IN_MENU = Object.keys(ICONS) as readonly Operation['name'][];

export interface MenuOperationsProps {
  readonly id: InstanceId;
  readonly onPlan: (plan: PlanId) => void;
  readonly onClose: () => void;
}

export function MenuOperations({ id, onPlan, onClose }: MenuOperationsProps): ReactElement {
  const words = useWords();
  const { data, error } = useQuery(operationsQuery(useApi(), id));
  const ask = useAsk((plan) => {
    onClose();
    onPlan(plan);
  });
  if (data === undefined) {
    return (
      <Menu.Item leftSection={<Icon name="clock" size={16} />} disabled>
        {error === null ? words.t('menu.checking') : words.error(error)}
      </Menu.Item>
    );
  }
  const shown = IN_MENU.flatMap((name) => data.operations.filter((one) => one.name === name));
  return (
    <>
      {shown.map((one) => (
        <OperationItem key={operationKey(one)} operation={one} ask={ask} />
      ))}
      {ask.failure !== null && (
        <div className={classes.failure}>
          <Refused failure={ask.failure} />
        </div>
      )}
    </>
  );
}

/** The menu stays until there is a plan, or the reason why there is none. */
function OperationItem({ operation, ask }: { readonly operation: Operation; readonly ask: Ask }): ReactElement {
  const { message } = useWords();
  const label = useOperationLabel();
  const { name, allowed, reasons, request } = operation;
  return (
    <Menu.Item
      leftSection={<Icon name={ICONS[name] ?? 'play'} size={16} />}
      closeMenuOnClick={false}
      disabled={!allowed || ask.isAsking}
      onClick={() => ask.propose(request)}
    >
      {label(operation)}
      {reasons.map((reason) => (
        <div key={reason.code} className={classes.why}>
          {message(reason)}
        </div>
      ))}
    </Menu.Item>
  );
}
