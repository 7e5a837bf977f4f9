import type { ReactElement } from 'react';
import { EDGE_STATES_SHOWN } from '../model/edge-states.ts';
import { useWords } from '../../../shared/i18n/use-words.ts';
import { MARKS } from '../../../shared/topology/severity.ts';
import { Icon } from '../../../shared/ui/icons.tsx';
import { MarkIcon } from '../../../shared/ui/mark-icon.tsx';
import { DataCenterSample } from '../card/data-center-band.tsx';
import edgeClasses from '../edges/line-edge.module.css';
import type { DataCentersShown } from '../use-data-centers.ts';
import classes from './controls.module.css';

export function Legend({ dataCenters }: { readonly dataCenters: DataCentersShown }): ReactElement {
  const { t } = useWords();
  return (
    <section className={classes.legend} aria-label={t('canvas.legend')}>
      <ul>
        {MARKS.map((mark) => (
          <li key={mark}>
            <MarkIcon mark={mark} size={16} /> {t(`mark.${mark}`)}
          </li>
        ))}
      </ul>
      <ul>
        {EDGE_STATES_SHOWN.map((state) => (
          <li key={state}>
            <svg width="44" height="10" aria-hidden="true">
              <g className={edgeClasses.line} data-state={state}>
                <path className={edgeClasses.stroke} d="M0,5H44" />
              </g>
            </svg>
            {t(`edge.${state}`)}
          </li>
        ))}
        <li>
          <svg width="44" height="10" aria-hidden="true">
            <g className={edgeClasses.line} data-state="replicating" data-semi-sync>
              <path className={edgeClasses.stroke} d="M0,5H44" />
            </g>
          </svg>
          {t('edge.semiSync')}
        </li>
      </ul>
      <DataCenterKey dataCenters={dataCenters} />
      <ul>
        <li>
          <Icon name="move" size={16} /> {t('legend.dragCard')}
        </li>
        <li>
          <Icon name="grip" size={16} /> {t('legend.dragHandle')}
        </li>
        <li>
          <Icon name="pencil" size={16} /> {t('card.writable')}
        </li>
        <li>
          <Icon name="lock" size={16} /> {t('card.readOnly')}
        </li>
      </ul>
    </section>
  );
}

/** Only where there are several, and they are told apart. */
function DataCenterKey({
  dataCenters: { present, wanted },
}: {
  readonly dataCenters: DataCentersShown;
}): ReactElement | null {
  const { t } = useWords();
  if (!wanted || present.size === 0) return null;
  return (
    <ul>
      {[...present].map(([name, slot]) => (
        <li key={name}>
          <DataCenterSample slot={slot} /> {name}
        </li>
      ))}
      <li>
        <svg width="44" height="10" aria-hidden="true">
          <g className={edgeClasses.line} data-state="replicating" data-crossing>
            <path className={edgeClasses.stroke} d="M0,5H44" />
            <path className={edgeClasses.core} d="M0,5H44" />
          </g>
        </svg>
        {t('edge.crossing')}
      </li>
    </ul>
  );
}
