import { useState } from 'react';
import type { ReactElement } from 'react';
import { Button } from '@mantine/core';
import type { InstanceId } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { GtidBar, Share } from './gtid-bars.ts';
import classes from './gtid-tab.module.css';

const WIDTH = 400;
const HEIGHT = 14;
/** Wide enough to be seen, however few transactions it is. */
const MIN_WIDTH = 3;
/** Of hundreds of origins the first that differ are worth a look at once. */
const MAX_SHOWN = 8;
const SHARES: readonly Share[] = ['both', 'here', 'there'];

export interface GtidChartProps {
  readonly bars: readonly GtidBar[];
  readonly source: InstanceId;
}

/** Beside each bar stands what it shows, in numbers. */
export function GtidChart({ bars, source }: GtidChartProps): ReactElement | null {
  const { t } = useWords();
  const [showsAll, setShowsAll] = useState(false);
  if (bars.length === 0) return null;
  const shown = showsAll ? bars : bars.slice(0, MAX_SHOWN);
  return (
    <section className={classes.set} aria-label={t('gtidTab.drawn')}>
      <h3>{t('gtidTab.drawn')}</h3>
      <ul className={classes.legend}>
        {SHARES.map((share) => (
          <li key={share} data-share={share}>
            <Pattern share={share} /> {t(`gtidTab.share.${share}`, { source })}
          </li>
        ))}
      </ul>
      <ul className={classes.bars}>
        {shown.map((bar) => (
          <Bar key={bar.origin} bar={bar} source={source} />
        ))}
      </ul>
      {bars.length > shown.length && (
        <Button size="compact-xs" variant="subtle" onClick={() => setShowsAll(true)}>
          {t('gtidTab.moreOrigins', { count: bars.length - shown.length })}
        </Button>
      )}
    </section>
  );
}

function Bar({ bar, source }: { readonly bar: GtidBar; readonly source: InstanceId }): ReactElement {
  const { t, number } = useWords();
  const { origin, last, segments, counts } = bar;
  const scale = WIDTH / Math.max(1, last);
  const told = SHARES.filter((share) => counts[share] > 0).map((share) =>
    t(`gtidTab.counted.${share}`, { source, count: counts[share], shown: number(counts[share]) }),
  );
  // What differs is drawn last, over the width that it may have taken from what does not.
  const inOrder = segments.toSorted((one, other) => Number(one.share !== 'both') - Number(other.share !== 'both'));
  return (
    <li>
      <code className={classes.gtid}>{origin}</code>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true" className={classes.bar}>
        <rect className={classes.track} x={0} y={0} width={WIDTH} height={HEIGHT} rx={2} />
        {inOrder.map(({ share, from, to }) => {
          const width = Math.max((to - from + 1) * scale, MIN_WIDTH);
          const x = Math.min((from - 1) * scale, WIDTH - width);
          return <Piece key={from} share={share} x={x} width={width} />;
        })}
      </svg>
      <span>{told.join(', ')}</span>
    </li>
  );
}

/** By height as well as by colour: above is here, below is there. */
function Piece({
  share,
  x,
  width,
}: {
  readonly share: Share;
  readonly x: number;
  readonly width: number;
}): ReactElement {
  const half = share === 'both' ? HEIGHT : HEIGHT / 2;
  return (
    <rect
      className={classes.piece}
      data-share={share}
      x={x}
      y={share === 'there' ? HEIGHT / 2 : 0}
      width={width}
      height={half}
    />
  );
}

function Pattern({ share }: { readonly share: Share }): ReactElement {
  return (
    <svg viewBox={`0 0 18 ${HEIGHT}`} width={18} height={HEIGHT} aria-hidden="true">
      <rect className={classes.track} x={0} y={0} width={18} height={HEIGHT} rx={2} />
      <Piece share={share} x={0} width={18} />
    </svg>
  );
}
