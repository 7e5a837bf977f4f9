/** The search of the fleet: a query, what could be typed next, and what in it is not understood. */
import { useId, useMemo, useState } from 'react';
import type { KeyboardEvent, ReactElement, RefObject } from 'react';
import { TextInput } from '@mantine/core';
import { completeQuery } from '@topiary/contract';
import type { ClusterSummary, QueryCompletion, QueryLanguage, QueryProblem } from '@topiary/contract';
import { isFieldName } from '../../shared/i18n/query-words.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import classes from './fleet-search.module.css';

export interface FleetSearchProps {
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly value: string;
  readonly language: QueryLanguage<ClusterSummary>;
  /** What values are proposed from. */
  readonly clusters: readonly ClusterSummary[];
  readonly problems: readonly QueryProblem[];
  readonly onChange: (value: string) => void;
  /** Nobody types here any more. */
  readonly onLeave: () => void;
  /** Enter, where nothing of what is proposed was chosen. */
  readonly onEnter: () => void;
}

const NOTHING: readonly QueryCompletion[] = [];

export function FleetSearch(props: FleetSearchProps): ReactElement {
  const { inputRef, value, problems, onChange, onLeave } = props;
  const { t } = useWords();
  const listId = useId();
  const problemId = useId();
  const proposed = useProposals(props);
  const { completions, active } = proposed;
  return (
    <div className={classes.search}>
      <TextInput
        ref={inputRef}
        type="search"
        aria-label={t('fleet.search')}
        placeholder={t('fleet.searchPlaceholder')}
        leftSection={<Icon name="search" />}
        value={value}
        autoComplete="off"
        spellCheck={false}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={completions.length > 0}
        aria-controls={listId}
        aria-activedescendant={active < 0 ? undefined : `${listId}-${active}`}
        aria-invalid={problems.length > 0}
        aria-describedby={problems.length > 0 ? problemId : undefined}
        onChange={(event) => {
          onChange(event.currentTarget.value);
          proposed.openAt(event.currentTarget.selectionStart);
        }}
        onFocus={(event) => proposed.openAt(event.currentTarget.selectionStart)}
        onClick={(event) => proposed.openAt(event.currentTarget.selectionStart)}
        onBlur={() => {
          proposed.close();
          onLeave();
        }}
        onKeyDown={proposed.onKeyDown}
      />
      <div id={problemId} role="status" className={classes.problems}>
        {problems.map((problem) => (
          <Problem key={`${problem.start} ${problem.code}`} problem={problem} />
        ))}
      </div>
      <Proposals id={listId} proposed={proposed} />
    </div>
  );
}

interface Proposed {
  readonly completions: readonly QueryCompletion[];
  /** -1: none, so that Enter is not about them. */
  readonly active: number;
  readonly openAt: (caret: number | null) => void;
  readonly close: () => void;
  readonly choose: (completion: QueryCompletion) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

function useProposals({ inputRef, value, language, clusters, onChange, onEnter }: FleetSearchProps): Proposed {
  const [caret, setCaret] = useState<number | null>(null);
  const [active, setActive] = useState(-1);
  const completions = useMemo(
    () => (caret === null ? NOTHING : completeQuery({ text: value, caret, language, items: clusters })),
    [caret, value, language, clusters],
  );
  const openAt = (at: number | null): void => {
    setCaret(at);
    setActive(-1);
  };
  const choose = ({ text, caret: next }: QueryCompletion): void => {
    onChange(text);
    openAt(next);
    // After the new text stands in it.
    requestAnimationFrame(() => inputRef.current?.setSelectionRange(next, next));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const count = completions.length;
    const chosen = completions[active];
    if (event.key === 'ArrowDown' && count > 0) setActive((active + 1) % count);
    else if (event.key === 'ArrowUp' && count > 0) setActive(active <= 0 ? count - 1 : active - 1);
    else if (event.key === 'Escape' && count > 0) openAt(null);
    else if ((event.key === 'Enter' || event.key === 'Tab') && chosen !== undefined) choose(chosen);
    else if (event.key === 'Enter') onEnter();
    else return;
    event.preventDefault();
  };
  return { completions, active, openAt, close: () => openAt(null), choose, onKeyDown };
}

function Proposals({ id, proposed }: { readonly id: string; readonly proposed: Proposed }): ReactElement {
  const { t } = useWords();
  const { completions, active, choose } = proposed;
  return (
    <ul
      id={id}
      role="listbox"
      aria-label={t('query.proposals')}
      className={classes.list}
      data-open={completions.length > 0}
    >
      {completions.map((completion, index) => (
        // The keys are handled by the search box, which keeps the focus (the combobox pattern).
        <li
          key={completion.text}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          className={classes.option}
          onPointerDown={(event) => {
            event.preventDefault();
            choose(completion);
          }}
        >
          <code>{completion.label}</code>
          <FieldWords completion={completion} />
        </li>
      ))}
    </ul>
  );
}

function FieldWords({ completion: { kind, label } }: { readonly completion: QueryCompletion }): ReactElement | null {
  const { t } = useWords();
  const name = label.slice(0, -1);
  return kind === 'field' && isFieldName(name) ? <span>{t(`query.field.${name}`)}</span> : null;
}

/** Of what is allowed; the rest is proposed while one types. */
const MAX_NAMED = 14;

function Problem({ problem: { code, term, allowed } }: { readonly problem: QueryProblem }): ReactElement {
  const { t } = useWords();
  const named = allowed.slice(0, MAX_NAMED).join(', ');
  const list = allowed.length > MAX_NAMED ? `${named}, …` : named;
  return (
    <div>
      {t(`query.problem.${code}`, { term })} {list !== '' && t('query.allowed', { list })}
    </div>
  );
}
