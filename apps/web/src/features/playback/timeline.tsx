/** The line of time: a slider over the changes of a cluster, with a mark for everything that happened. */
import { useRef } from 'react';
import type { KeyboardEvent, PointerEvent, ReactElement } from 'react';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { Words } from '../../shared/i18n/use-words.ts';
import { marksOf, placeOf, timeAt } from './model/stops.ts';
import type { MarkKind, TimelineMark } from './model/stops.ts';
import classes from './playback.module.css';
import type { Playback } from './use-playback.ts';

/** Steps of Page Up and Page Down. */
const MANY = 10;

export function Timeline({ playback }: { readonly playback: Playback }): ReactElement {
  const words = useWords();
  const { t, time } = words;
  const { range, stops, at, index, history, goTo, stepBy } = playback;
  const scrub = useScrub((place) => goTo(timeAt(place, range)));
  const marks = history === undefined ? [] : marksOf(history, range);
  const onKeyDown = (event: KeyboardEvent): void => {
    const action = KEYS[event.key];
    if (action === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (action === 'first' || action === 'last') {
      const end = action === 'first' ? stops[0] : stops.at(-1);
      if (end !== undefined) goTo(end.at);
    } else stepBy(action);
  };
  const position = index < 0 ? 'playback.positionBefore' : 'playback.position';
  return (
    <div className={classes.line}>
      <div
        role="slider"
        tabIndex={0}
        className={classes.track}
        aria-label={t('playback.timeline')}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, stops.length - 1)}
        aria-valuenow={Math.max(0, index)}
        aria-valuetext={t(position, { time: time(at), index: index + 1, count: stops.length })}
        onKeyDown={onKeyDown}
        {...scrub}
      >
        {marks.map((mark) => (
          <Mark key={`${mark.kind} ${mark.at}`} mark={mark} />
        ))}
        <span className={classes.thumb} style={{ insetInlineStart: percent(placeOf(at, range)) }} aria-hidden="true" />
      </div>
      <div className={classes.ends}>
        <time title={words.utc(range.from)}>{time(range.from)}</time>
        <MarkLegend kinds={new Set(marks.map(({ kind }) => kind))} words={words} />
        <time title={words.utc(range.to)}>{time(range.to)}</time>
      </div>
    </div>
  );
}

const KEYS: Readonly<Record<string, number | 'first' | 'last'>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -MANY,
  PageUp: MANY,
  Home: 'first',
  End: 'last',
};

function percent(place: number): string {
  return `${(100 * place).toFixed(3)}%`;
}

/** Shapes differ as colours do; the words are in the list of changes, so that the line itself need not be read out. */
function Mark({ mark: { kind, at, place, count } }: { readonly mark: TimelineMark }): ReactElement {
  const { t, time } = useWords();
  const name = t(`playback.marks.${kind}`);
  const title =
    count === 1
      ? t('playback.markOf', { kind: name, time: time(at) })
      : t('playback.markOfMany', { kind: name, time: time(at), count });
  return (
    <span
      className={classes.mark}
      data-kind={kind}
      style={{ insetInlineStart: percent(place) }}
      title={title}
      aria-hidden="true"
    />
  );
}

interface MarkLegendProps {
  readonly kinds: ReadonlySet<MarkKind>;
  readonly words: Words;
}

/** Of the marks that there are. */
function MarkLegend({ kinds, words: { t } }: MarkLegendProps): ReactElement {
  return (
    <ul className={classes.marks} aria-label={t('playback.legend')}>
      {[...kinds].map((kind) => (
        <li key={kind}>
          <span className={classes.mark} data-kind={kind} aria-hidden="true" /> {t(`playback.marks.${kind}`)}
        </li>
      ))}
    </ul>
  );
}

interface Scrub {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: () => void;
  readonly onPointerCancel: () => void;
}

/** The pointer takes the moment along from where it is pressed until it is let go of, also beside the line. */
function useScrub(onPlace: (place: number) => void): Scrub {
  const isHeld = useRef(false);
  const move = ({ currentTarget, clientX }: PointerEvent<HTMLElement>): void => {
    const { left, width } = currentTarget.getBoundingClientRect();
    if (width > 0) onPlace((clientX - left) / width);
  };
  const letGo = (): void => {
    isHeld.current = false;
  };
  return {
    onPointerDown: (event) => {
      if (event.button !== 0) return;
      isHeld.current = true;
      event.currentTarget.setPointerCapture(event.pointerId);
      move(event);
    },
    onPointerMove: (event) => {
      if (isHeld.current) move(event);
    },
    onPointerUp: letGo,
    onPointerCancel: letGo,
  };
}
