/** Everything by its name: one box to go to a thing or to do one. Loaded when it is first asked for. */
import { useDeferredValue, useId, useMemo, useState } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';
import { Kbd, Modal, TextInput } from '@mantine/core';
import { useNavigate } from 'react-router';
import { usePreferencesStore, withRecent } from '../../shared/config/preferences.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import type { ActionsStore } from '../actions/actions-store.ts';
import { SHORTCUTS } from '../actions/shortcuts.ts';
import type { FoundSection, PaletteItem } from './palette-items.ts';
import { useFoundItems } from './use-palette-items.ts';
import classes from './palette.module.css';

export interface PaletteProps {
  readonly store: ActionsStore;
  /** With what is to be done once it is closed and the keyboard is where it was. */
  readonly onClose: (then?: () => void) => void;
}

export function Palette({ store, onClose }: PaletteProps): ReactElement {
  const { t } = useWords();
  return (
    <Modal.Root
      opened
      onClose={onClose}
      closeOnEscape={false}
      returnFocus={false}
      // Locking would add a style without the nonce that the policy demands.
      lockScroll={false}
      transitionProps={{ duration: 0 }}
      size={640}
      yOffset="9vh"
    >
      <Modal.Overlay />
      <Modal.Content aria-label={t('palette.title')}>
        <Modal.Body p={0}>
          <Box store={store} onClose={onClose} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function Box({ store, onClose }: PaletteProps): ReactElement {
  const { t } = useWords();
  const [text, setText] = useState('');
  const sections = useFoundItems(store, useDeferredValue(text));
  const items = useMemo(() => sections.flatMap((section) => section.items), [sections]);
  const [wanted, setWanted] = useState(0);
  const active = Math.min(wanted, items.length - 1);
  const listId = useId();
  const choose = useChoose(onClose);
  const onKeyDown = (event: KeyboardEvent): void => {
    const chosen = items[active];
    if (event.key === 'ArrowDown') setWanted(active + 1 < items.length ? active + 1 : 0);
    else if (event.key === 'ArrowUp') setWanted(active > 0 ? active - 1 : items.length - 1);
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing && chosen !== undefined) choose(chosen);
    else if (event.key === 'Escape') onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <TextInput
        ref={takeFocus}
        data-autofocus
        size="md"
        classNames={{ input: classes.input ?? '' }}
        leftSection={<Icon name="search" />}
        aria-label={t('palette.title')}
        placeholder={t('palette.placeholder')}
        autoComplete="off"
        spellCheck={false}
        role="combobox"
        aria-expanded
        aria-autocomplete="list"
        aria-controls={listId}
        aria-activedescendant={active < 0 ? undefined : `${listId}-${active}`}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setWanted(0);
        }}
        onKeyDown={onKeyDown}
      />
      <Sections listId={listId} sections={sections} active={items[active]} onChoose={choose} />
      <div className={classes.foot}>{items.length === 0 ? t('palette.nothing') : t('palette.hint')}</div>
    </>
  );
}

/** What cannot be done stays where it is: its reason stands beside it. */
function useChoose(onClose: PaletteProps['onClose']): (item: PaletteItem) => void {
  const navigate = useNavigate();
  const preferences = usePreferencesStore();
  return ({ id, section, leadsTo }) => {
    if (typeof leadsTo !== 'string' && leadsTo.refusal !== null) return;
    if (section !== 'search') preferences.setState(withRecent(preferences.getState(), id));
    onClose(typeof leadsTo === 'string' ? () => void navigate(leadsTo) : leadsTo.run);
  };
}

interface SectionsProps {
  readonly listId: string;
  readonly sections: readonly FoundSection[];
  readonly active: PaletteItem | undefined;
  readonly onChoose: (item: PaletteItem) => void;
}

function Sections({ listId, sections, active, onChoose }: SectionsProps): ReactElement {
  const { t } = useWords();
  const starts = startsOf(sections);
  return (
    <div id={listId} role="listbox" aria-label={t('palette.title')} className={classes.list}>
      {sections.map(({ section, items }, at) => (
        <div key={section} role="group" aria-labelledby={`${listId}-${section}`}>
          <div id={`${listId}-${section}`} role="presentation" className={classes.heading}>
            {t(`palette.section.${section}`)}
          </div>
          {items.map((item, index) => (
            <Option
              key={item.id}
              id={`${listId}-${(starts[at] ?? 0) + index}`}
              item={item}
              isActive={item === active}
              onChoose={onChoose}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

/** How many items stand before each section. */
function startsOf(sections: readonly FoundSection[]): readonly number[] {
  const starts: number[] = [];
  let count = 0;
  for (const { items } of sections) {
    starts.push(count);
    count += items.length;
  }
  return starts;
}

interface OptionProps extends Pick<SectionsProps, 'onChoose'> {
  readonly id: string;
  readonly item: PaletteItem;
  readonly isActive: boolean;
}

function Option({ id, item, isActive, onChoose }: OptionProps): ReactElement {
  const { label, about, icon, leadsTo } = item;
  const action = typeof leadsTo === 'string' ? null : leadsTo;
  const refusal = action?.refusal ?? null;
  const keys = action === null || action.shortcut === null ? [] : SHORTCUTS[action.shortcut];
  return (
    // The keys are handled by the box above, which keeps the focus (the combobox pattern).
    <div
      ref={isActive ? bringIntoView : null}
      id={id}
      role="option"
      aria-selected={isActive}
      aria-disabled={refusal !== null}
      className={classes.option}
      onPointerDown={(event) => {
        event.preventDefault();
        if (event.button === 0) onChoose(item);
      }}
    >
      <Icon name={icon} size={16} />
      <span className={classes.label}>
        {label}
        {about !== '' && <small>{about}</small>}
        {refusal !== null && <small className={classes.why}>{refusal}</small>}
      </span>
      {keys.map((key) => (
        <Kbd key={key} size="xs">
          {key}
        </Kbd>
      ))}
    </div>
  );
}

/** At once: what is typed next must not reach the page below. */
function takeFocus(element: HTMLElement | null): void {
  element?.focus();
}

function bringIntoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}
