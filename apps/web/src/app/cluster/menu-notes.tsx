/** Downtime and maintenance: begun in the panel, where they get their reason and their end; ended at once. */
import type { ReactElement } from 'react';
import { Menu } from '@mantine/core';
import type { NodeView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { ChangeFailure } from '../../shared/registry/change-notices.tsx';
import { useRegister } from '../../shared/registry/use-register.ts';
import type { Register } from '../../shared/registry/use-register.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import type { InstanceMenuProps } from './instance-menu.tsx';
import classes from './instance-menu.module.css';

const ICONS = { downtime: 'muted', maintenance: 'wrench' } as const;
const KINDS = ['downtime', 'maintenance'] as const;

export interface MenuNotesProps extends Pick<InstanceMenuProps, 'onOpen' | 'onClose'> {
  readonly node: NodeView;
}

export function MenuNotes(props: MenuNotesProps): ReactElement {
  const register = useRegister();
  return (
    <>
      {KINDS.map((kind) => (
        <NoteItem key={kind} {...props} kind={kind} register={register} />
      ))}
      <ChangeFailure failure={register.failure} />
    </>
  );
}

interface NoteItemProps extends MenuNotesProps {
  readonly kind: (typeof KINDS)[number];
  readonly register: Register;
}

function NoteItem({ node, kind, register, onOpen, onClose }: NoteItemProps): ReactElement {
  const { t, time } = useWords();
  const note = node.registered[kind];
  const about =
    note === null ? null : `${note.owner}: ${note.reason}, ${t('registered.until', { time: time(note.endsAt) })}`;
  const why = register.refusal ?? about;
  return (
    <Menu.Item
      leftSection={<Icon name={ICONS[kind]} size={16} />}
      disabled={register.refusal !== null || register.isRunning}
      closeMenuOnClick={note === null}
      onClick={() =>
        note === null
          ? onOpen(node.id, 'registered')
          : register.run({ kind: `end-${kind}`, instance: node.id }, onClose)
      }
    >
      {note === null ? `${t(`registered.${kind}.begin`)}…` : t(`registered.${kind}.end`)}
      {why !== null && <div className={classes.why}>{why}</div>}
    </Menu.Item>
  );
}
