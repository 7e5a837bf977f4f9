import type { ReactElement } from 'react';
import type { MiniMapNodeProps } from 'reactflow';
import type { InstanceId } from '@topiary/contract';
import { useKeyed } from '../../../shared/topology/keyed-feed.ts';
import { markOfNode } from '../../../shared/topology/severity.ts';
import { useCanvas } from '../canvas-context.tsx';
import classes from './controls.module.css';

/** A server in the overview: coloured by its mark, and larger when something is wrong. */
export function MiniMapCard({ id, x, y, width, height }: MiniMapNodeProps): ReactElement {
  const node = useKeyed(useCanvas().feeds.nodes, id as InstanceId);
  const mark = node === undefined ? 'unknown' : markOfNode(node);
  const grow = mark === 'critical' ? 8 : 0;
  return (
    <rect
      className={classes.mini}
      data-mark={mark}
      x={x - grow}
      y={y - grow}
      width={width + 2 * grow}
      height={height + 2 * grow}
      rx={12}
    />
  );
}
