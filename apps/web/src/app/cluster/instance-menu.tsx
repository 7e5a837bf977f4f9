/** The context menu of a server, in the drawing and in the table. What cannot be done says why. */
import type { ReactElement } from 'react';
import { Menu } from '@mantine/core';
import { useNavigate } from 'react-router';
import type { ClusterView, InstanceId, NodeView, PlanId } from '@topiary/contract';
import type { InstanceTab } from '../../features/instance/instance-panel.tsx';
import { useWords } from '../../shared/i18n/use-words.ts';
import { MOVE_ACTIONS } from '../../shared/moves/move-actions.ts';
import type { Drop } from '../../shared/moves/drops.ts';
import { reattachments } from '../../shared/moves/reattach.ts';
import type { MoveAction } from '../../shared/moves/move-actions.ts';
import { REPLACE_KEY, replaceWishOf } from '../../shared/moves/replace-wish.ts';
import type { ReplaceWish } from '../../shared/moves/replace-wish.ts';
import { copyText } from '../../shared/ui/copy-text.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { paths } from '../paths.ts';
import classes from './instance-menu.module.css';
import { MenuNotes } from './menu-notes.tsx';
import { MenuOperations } from './menu-operations.tsx';

export interface MenuPlace {
  readonly id: InstanceId;
  readonly x: number;
  readonly y: number;
}

export interface InstanceMenuProps {
  readonly place: MenuPlace | null;
  readonly cluster: ClusterView;
  readonly onClose: () => void;
  /** Without a tab: the one that was open last. */
  readonly onOpen: (id: InstanceId, tab?: InstanceTab) => void;
  readonly onAction: (action: MoveAction, id: InstanceId) => void;
  readonly onReattach: (drop: Drop) => void;
  readonly onReplace: (wish: ReplaceWish) => void;
  readonly onPlan: (plan: PlanId) => void;
}

const STAYS_IN_VIEW = { flip: true, shift: { padding: 8, crossAxis: true } } as const;

export function InstanceMenu(props: InstanceMenuProps): ReactElement | null {
  const { place, cluster, onClose, onOpen, onAction, onReattach, onReplace, onPlan } = props;
  const { t } = useWords();
  const navigate = useNavigate();
  const node = cluster.nodes.find((candidate) => candidate.id === place?.id);
  if (place === null || node === undefined) return null;
  return (
    <Menu
      key={`${place.id} ${place.x} ${place.y}`}
      opened
      onClose={onClose}
      position="bottom-start"
      // It may grow as it learns what is possible: all of it stays in view.
      middlewares={STAYS_IN_VIEW}
      offset={2}
      returnFocus
    >
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          className={classes.anchor}
          style={{ left: place.x, top: place.y }}
          aria-label={t('table.menuOf', { instance: node.id })}
        />
      </Menu.Target>
      <Menu.Dropdown className={classes.dropdown} aria-label={t('table.menuOf', { instance: node.id })}>
        <Menu.Label>{node.id}</Menu.Label>
        <Menu.Item leftSection={<Icon name="info" size={16} />} onClick={() => onOpen(node.id)}>
          {t('menu.open')}
        </Menu.Item>
        <MoveItems node={node} onAction={onAction} />
        <ReplaceItem cluster={cluster} id={node.id} onReplace={onReplace} />
        <Menu.Item
          leftSection={<Icon name="play" size={16} />}
          onClick={() => void navigate(paths.rehearsalOf(node.id))}
        >
          {t('rehearsal.menu')}
        </Menu.Item>
        {reattachments(node).map((drop) => (
          <Menu.Item key={drop.target} leftSection={<Icon name="link" size={16} />} onClick={() => onReattach(drop)}>
            {t('detached.reattach', { source: drop.target })}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <MenuOperations id={node.id} onPlan={onPlan} onClose={onClose} />
        <MenuNotes node={node} onOpen={onOpen} onClose={onClose} />
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="copy" size={16} />} onClick={() => void copyText(node.id, document)}>
          {t('menu.copy')}
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon name="table" size={16} />}
          onClick={() => void navigate(paths.auditOfInstance(node.id))}
        >
          {t('menu.audit')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface MoveItemsProps extends Pick<InstanceMenuProps, 'onAction'> {
  readonly node: NodeView;
}

function MoveItems({ node, onAction }: MoveItemsProps): readonly ReactElement[] {
  const { t } = useWords();
  return MOVE_ACTIONS.map((action) => {
    const refusal = action.refusal(node);
    return (
      <Menu.Item
        key={action.id}
        leftSection={<Icon name={action.icon} size={16} />}
        rightSection={<kbd className={classes.key}>{action.shortcut}</kbd>}
        disabled={refusal !== null}
        onClick={() => onAction(action, node.id)}
      >
        {t(action.label)}
        {refusal !== null && <div className={classes.why}>{t(refusal)}</div>}
      </Menu.Item>
    );
  });
}

interface ReplaceItemProps extends Pick<InstanceMenuProps, 'cluster' | 'onReplace'> {
  readonly id: InstanceId;
}

function ReplaceItem({ cluster, id, onReplace }: ReplaceItemProps): ReactElement {
  const { t } = useWords();
  const wish = replaceWishOf(cluster, id);
  if (wish === null) {
    return (
      <Menu.Item leftSection={<Icon name="star" size={16} />} disabled>
        {t('takeover.replace')}
        <div className={classes.why}>{t('menu.noReplace')}</div>
      </Menu.Item>
    );
  }
  return (
    <Menu.Item
      leftSection={<Icon name="star" size={16} />}
      rightSection={<kbd className={classes.key}>{REPLACE_KEY}</kbd>}
      onClick={() => onReplace(wish)}
    >
      {wish.successor === null ? t('takeover.replace') : t('takeover.promote', { master: wish.master })}
    </Menu.Item>
  );
}
