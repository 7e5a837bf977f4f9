import type { ReactElement } from 'react';
import { useKeyed } from '../../../shared/topology/keyed-feed.ts';
import { useCanvas } from '../canvas-context.tsx';
import classes from './data-center.module.css';

interface BandProps {
  readonly name: string | null;
  readonly far?: boolean;
}

/** Along the foot of a card: its data center by colour and pattern, beside the name that the card says. */
export function DataCenterBand({ name, far = false }: BandProps): ReactElement | null {
  const slot = useKeyed(useCanvas().feeds.dataCenters, name ?? '');
  return slot === undefined ? null : <span className={classes.band} data-slot={slot} data-far={far || undefined} />;
}

/** The same as a sample, for the legend. */
export function DataCenterSample({ slot }: { readonly slot: number }): ReactElement {
  return <span className={classes.sample} data-slot={slot} />;
}
