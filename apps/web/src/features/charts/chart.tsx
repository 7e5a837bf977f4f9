/** A chart with what it says in words, and, for who asks, as a table. The lines themselves are loaded when they are wanted. */
import { Suspense, lazy, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { Button, Table } from '@mantine/core';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { Words } from '../../shared/i18n/use-words.ts';
import classes from './charts.module.css';
import { factsOf, rowsOf } from './series-facts.ts';
import type { Series, Slots } from './series-facts.ts';

const LinePlot = lazy(async () => ({ default: (await import('./line-plot.tsx')).LinePlot }));

export interface ChartProps {
  readonly title: string;
  readonly slots: Slots;
  readonly series: readonly Series[];
  readonly format: (value: number | null) => string;
  /** Instead, where nothing was measured. */
  readonly empty: string;
  readonly children?: ReactNode;
}

export function Chart({ title, slots, series, format, empty, children }: ChartProps): ReactElement {
  const { t } = useWords();
  const [isTable, setIsTable] = useState(false);
  const measured = series.filter(({ values }) => values.some((value) => value !== null));
  return (
    <figure className={classes.chart}>
      <figcaption>
        <h3>{title}</h3>
        {measured.length > 0 && (
          <Button size="compact-xs" variant="default" aria-pressed={isTable} onClick={() => setIsTable(!isTable)}>
            {t(isTable ? 'chart.asChart' : 'chart.asTable')}
          </Button>
        )}
      </figcaption>
      {measured.length === 0 ? (
        <p>{empty}</p>
      ) : isTable ? (
        <SlotTable slots={slots} series={measured} format={format} title={title} />
      ) : (
        <>
          <Facts slots={slots} series={measured} format={format} />
          <Suspense fallback={<div className={classes.plot} />}>
            <LinePlot slots={slots} series={measured} format={format} />
          </Suspense>
        </>
      )}
      {children}
    </figure>
  );
}

type LinesProps = Pick<ChartProps, 'slots' | 'series' | 'format'>;

function Facts({ slots, series, format }: LinesProps): ReactElement {
  const words = useWords();
  return (
    <ul className={classes.facts}>
      {series.map((one) => (
        <li key={one.label}>
          {series.length > 1 && <b>{one.label}</b>} {factText(one, slots, { format, words })}
        </li>
      ))}
    </ul>
  );
}

interface FactWords {
  readonly format: ChartProps['format'];
  readonly words: Words;
}

function factText(series: Series, slots: Slots, { format, words: { t, time } }: FactWords): string {
  const facts = factsOf(series, slots);
  if (facts === null) return t('chart.none');
  const { now, worst, worstAt } = facts;
  return t('chart.described', { now: format(now), worst: format(worst), time: time(worstAt) });
}

const ROW_MS = 60_000;

function SlotTable({ slots, series, format, title }: LinesProps & { readonly title: string }): ReactElement {
  const words = useWords();
  return (
    <div className={classes.table}>
      <Table verticalSpacing={3} stickyHeader aria-label={title}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{words.t('chart.time')}</Table.Th>
            {series.map(({ label }) => (
              <Table.Th key={label} scope="col">
                {label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rowsOf(series, slots, ROW_MS).map(({ at, values }) => (
            <Table.Tr key={at}>
              <Table.Th scope="row">{words.time(at)}</Table.Th>
              {series.map(({ label }, index) => (
                <Table.Td key={label}>{format(values[index] ?? null)}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
