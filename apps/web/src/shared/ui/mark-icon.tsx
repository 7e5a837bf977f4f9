/** A severity as shape and colour: an octagon, a triangle, a square, a dashed circle, a tick. Never colour alone. */
import type { ReactElement } from 'react';
import type { Mark } from '../topology/severity.ts';
import classes from './mark-icon.module.css';

interface Shape {
  readonly outline: string;
  readonly sign: string;
}

const SHAPES: Readonly<Record<Mark, Shape>> = {
  critical: { outline: 'M8 2h8l6 6v8l-6 6H8l-6-6V8Z', sign: 'M8.5 8.5l7 7M15.5 8.5l-7 7' },
  warning: { outline: 'M12 2 23 21.5H1Z', sign: 'M12 9.5v5M12 18h.01' },
  unknown: {
    outline: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Z',
    sign: 'M9 9.5a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.2M12 17.5h.01',
  },
  info: { outline: 'M3 3h18v18H3Z', sign: 'M12 11v6M12 7.3h.01' },
  ok: { outline: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Z', sign: 'M7.5 12.3l3.2 3.2 6-6.5' },
};

export interface MarkIconProps {
  readonly mark: Mark;
  readonly size?: number;
}

export function MarkIcon({ mark, size = 18 }: MarkIconProps): ReactElement {
  return (
    <svg className={classes.mark} data-mark={mark} width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path className={classes.outline} d={SHAPES[mark].outline} />
      <path className={classes.sign} d={SHAPES[mark].sign} />
    </svg>
  );
}
