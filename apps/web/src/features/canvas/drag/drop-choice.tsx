/** A menu beside the server that something was dropped on, where that could mean several things. Nothing was asked for yet. */
import { useState } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';
import { Menu } from '@mantine/core';
import { useWords } from '../../../shared/i18n/use-words.ts';
import { sayDrop, sayDropHere } from '../../../shared/moves/drop-words.ts';
import type { Drop } from '../../../shared/moves/drops.ts';
import { IDLE, useMove, useMoveStore } from '../../../shared/moves/move-store.ts';
import type { MoveState } from '../../../shared/moves/move-store.ts';
import type { ProposeMove } from '../../../shared/moves/use-propose-move.ts';
import { Icon } from '../../../shared/ui/icons.tsx';
import { cardBox, focusCard } from '../focus-card.ts';
import classes from './drop-choice.module.css';

/** For a card that is gone meanwhile. */
const MIDDLE = { left: '50%', top: '40%' };

type Deciding = Extract<MoveState, { kind: 'deciding' }>;

export interface DropChoiceProps {
  readonly onChoose: ProposeMove['choose'];
}

export function DropChoice({ onChoose }: DropChoiceProps): ReactElement | null {
  const state = useMove((move) => (move.kind === 'deciding' ? move : null));
  return state === null ? null : <Choices state={state} onChoose={onChoose} />;
}

function Choices({ state, onChoose }: DropChoiceProps & { readonly state: Deciding }): ReactElement {
  const { subject, target, drops } = state;
  const words = useWords();
  const store = useMoveStore();
  // Where the card was when it was dropped on: a menu that wanders is hard to hit.
  const [box] = useState(() => cardBox(target));
  const cancel = (): void => {
    if (store.getState() !== state) return;
    store.setState(IDLE, true);
    focusCard(drops[0]?.subject ?? target);
  };
  const first = drops.find(({ allowed }) => allowed);
  const label = words.t('drop.choose', { subject: drops[0]?.subject ?? '', target });
  return (
    <Menu opened onClose={cancel} position="right-start" offset={8} withArrow withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          className={classes.anchor}
          style={box === null ? MIDDLE : { left: box.x, top: box.y, width: box.width, height: box.height }}
          aria-label={label}
        />
      </Menu.Target>
      <Menu.Dropdown aria-label={label} className={classes.menu} onKeyDown={keepEscape}>
        <Menu.Label>{label}</Menu.Label>
        {drops.map((drop) => (
          <Choice key={drop.kind} drop={drop} isFirst={drop === first} onChoose={() => void onChoose(subject, drop)} />
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="close" size={16} />} onClick={cancel}>
          {words.t('common.cancel')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface ChoiceProps {
  readonly drop: Drop;
  /** Has the keyboard when the menu opens. */
  readonly isFirst: boolean;
  readonly onChoose: () => void;
}

function Choice({ drop, isFirst, onChoose }: ChoiceProps): ReactElement {
  const words = useWords();
  return (
    <Menu.Item
      leftSection={<Icon name={drop.allowed ? 'check' : 'forbidden'} size={16} />}
      disabled={!drop.allowed}
      data-autofocus={isFirst || undefined}
      // The choice itself ends the menu; closing it would be a cancel.
      closeMenuOnClick={false}
      onClick={onChoose}
    >
      {sayDropHere(drop, words)}
      <div className={classes.what}>{sayDrop(drop, words)}</div>
      {drop.reasons.length > 0 && <div className={classes.what}>{words.messages(drop.reasons)}</div>}
    </Menu.Item>
  );
}

/** Only the menu ends; what else Escape would close stays open. */
function keepEscape(event: KeyboardEvent): void {
  if (event.key === 'Escape') event.stopPropagation();
}
