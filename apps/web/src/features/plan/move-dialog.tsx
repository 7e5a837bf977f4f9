/** The same without a pointer: a list of all servers with what can be done on each, to search and to choose from. */
import { useId, useState } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';
import { Box, Loader, Modal, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ClusterView } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { candidatesQuery } from '../../shared/api/queries.ts';
import { failureText } from '../../shared/i18n/failure-text.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { IDLE, useMove, useMoveStore } from '../../shared/moves/move-store.ts';
import { sayDrop } from '../../shared/moves/drop-words.ts';
import { dropsOf, shownDrops } from '../../shared/moves/drops.ts';
import type { Drop } from '../../shared/moves/drops.ts';
import type { MoveSubject } from '../../shared/moves/move-subject.ts';
import type { ProposeMove } from '../../shared/moves/use-propose-move.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { ChannelChoice } from './channel-choice.tsx';
import { orderTargets } from './order-targets.ts';
import classes from './move-dialog.module.css';

export interface MoveDialogProps {
  readonly cluster: ClusterView;
  readonly onChoose: ProposeMove['choose'];
}

export function MoveDialog({ cluster, onChoose }: MoveDialogProps): ReactElement {
  const words = useWords();
  const store = useMoveStore();
  const subject = useMove((state) => (state.kind === 'choosing' ? state.subject : null));
  const close = (): void => {
    if (store.getState().kind === 'choosing') store.setState(IDLE, true);
  };
  const title =
    subject === null
      ? ''
      : subject.kind === 'relocate'
        ? words.t('move.titleOne', { instance: subject.replica })
        : subject.kind === 'move-many'
          ? words.t('move.titlePicked', { count: subject.replicas.length })
          : words.t('move.titleReplicas', { instance: subject.source });
  return (
    <Modal
      opened={subject !== null}
      onClose={close}
      title={title}
      size="lg"
      closeButtonProps={{ 'aria-label': words.t('common.close') }}
    >
      {subject !== null && (
        <Targets key={JSON.stringify(subject)} subject={subject} cluster={cluster} onChoose={onChoose} />
      )}
    </Modal>
  );
}

interface TargetsProps extends MoveDialogProps {
  readonly subject: MoveSubject;
}

function Targets({ subject, cluster, onChoose }: TargetsProps): ReactElement {
  const words = useWords();
  const { t } = words;
  const listId = useId();
  const [search, setSearch] = useState('');
  const [active, setActive] = useState(0);
  const { data, error, isPending } = useQuery(candidatesQuery(useApi(), subject, cluster.revision));
  const drops = (data?.verdicts ?? []).flatMap((verdict) => shownDrops(dropsOf(subject, verdict)));
  const targets = orderTargets(drops, search);
  const current = Math.min(active, targets.length - 1);
  const choose = (drop: Drop | undefined): void => {
    if (drop?.allowed === true) void onChoose(subject, drop);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = KEYS[event.key]?.(current, targets.length);
    if (next !== undefined) setActive(next);
    else if (event.key === 'Enter') choose(targets[current]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <ChannelChoice subject={subject} cluster={cluster} />
      <TextInput
        data-autofocus
        label={t('move.search')}
        placeholder={t('move.searchPlaceholder')}
        leftSection={<Icon name="search" />}
        value={search}
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={current < 0 ? undefined : optionId(listId, current)}
        onChange={(event) => {
          setSearch(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      {isPending && (
        <Text size="sm" mt="md" className={classes.waiting}>
          <Loader size={14} /> {t('move.checkingAll')}
        </Text>
      )}
      {error !== null && (
        <Box mt="md">
          <Notice mark="critical" role="alert">
            {failureText(error, words)}
          </Notice>
        </Box>
      )}
      <ul id={listId} role="listbox" className={classes.list} aria-label={t('move.targets')}>
        {targets.map((drop, index) => (
          <Target
            key={`${drop.target} ${drop.kind}`}
            id={optionId(listId, index)}
            drop={drop}
            active={index === current}
            onChoose={() => choose(drop)}
            onHover={() => setActive(index)}
          />
        ))}
      </ul>
      {data !== undefined && targets.length === 0 && <Text size="sm">{t('table.nothingFound')}</Text>}
    </>
  );
}

const PAGE = 8;

/** From the current row to the next, by key. */
const KEYS: Readonly<Record<string, (current: number, count: number) => number>> = {
  ArrowDown: (current, count) => Math.min(current + 1, count - 1),
  ArrowUp: (current) => Math.max(current - 1, 0),
  PageDown: (current, count) => Math.min(current + PAGE, count - 1),
  PageUp: (current) => Math.max(current - PAGE, 0),
};

function optionId(listId: string, index: number): string {
  return `${listId}-${index}`;
}

interface TargetProps {
  readonly id: string;
  readonly drop: Drop;
  readonly active: boolean;
  readonly onChoose: () => void;
  readonly onHover: () => void;
}

function Target({ id, drop, active, onChoose, onHover }: TargetProps): ReactElement {
  const words = useWords();
  return (
    // The keys are handled by the search box, which keeps the focus (the combobox pattern).
    <li
      ref={active ? scrollToIt : undefined}
      id={id}
      role="option"
      className={classes.target}
      aria-selected={active}
      aria-disabled={!drop.allowed}
      data-allowed={drop.allowed}
      onClick={onChoose}
      onKeyDown={undefined}
      onPointerMove={onHover}
    >
      <Icon name={drop.allowed ? 'check' : 'forbidden'} size={18} />
      <div>
        <div className={classes.name}>
          {drop.target} <span>{words.t(drop.allowed ? 'move.allowed' : 'move.notAllowed')}</span>
        </div>
        {drop.kind !== 'replicate' && <div>{sayDrop(drop, words)}</div>}
        {drop.reasons.map((reason) => (
          <div key={reason.code + JSON.stringify(reason.params)} className={classes.reason}>
            {words.message(reason)}
          </div>
        ))}
        {drop.allowed &&
          drop.picked?.stays.map(({ replica, reasons }) => (
            <div key={replica} className={classes.reason}>
              {words.t('move.stays', { instance: replica, why: words.messages(reasons) })}
            </div>
          ))}
      </div>
    </li>
  );
}

function scrollToIt(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}
