/**
 * All edges in one drawing below the cards. React Flow would make a component, an element and three store subscriptions
 * of each, all of which run at every step of a pan (docs/decisions/0020-canvas-on-react-flow.md has the figures). What edges
 * say is also in the text of their replica's card, so the drawing is hidden from screen readers.
 */
import { memo } from 'react';
import type { ReactElement } from 'react';
import { ViewportPortal } from 'reactflow';
import type { FlowLine } from '../model/to-flow.ts';
import { LineEdge } from './line-edge.tsx';
import classes from './line-edge.module.css';

export const EdgeLayer = memo(function EdgeLayer({ lines }: { readonly lines: readonly FlowLine[] }): ReactElement {
  return (
    <ViewportPortal>
      <svg className={classes.layer} aria-hidden="true">
        {lines.map((line) => (
          <LineEdge key={line.id} line={line} />
        ))}
      </svg>
    </ViewportPortal>
  );
});
