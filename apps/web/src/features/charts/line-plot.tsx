/** Lines over time on a canvas (uPlot). Only for the eye: what they say stands beside it in words and in a table. */
import { useEffect, useRef } from 'react';
import type { ReactElement } from 'react';
import { useComputedColorScheme } from '@mantine/core';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useWords } from '../../shared/i18n/use-words.ts';
import classes from './charts.module.css';
import type { Series, Slots } from './series-facts.ts';

export interface LinePlotProps {
  readonly slots: Slots;
  readonly series: readonly Series[];
  readonly format: (value: number | null) => string;
}

const HEIGHT = 180;
/** Lines differ in their strokes as well, so that none is told by its colour alone. */
const STROKES = [
  { color: '--tp-accent', dash: [] },
  { color: '--tp-critical', dash: [6, 3] },
  { color: '--tp-ok', dash: [2, 3] },
  { color: '--tp-warning', dash: [10, 4] },
  { color: '--tp-info', dash: [10, 3, 2, 3] },
  { color: '--tp-muted', dash: [] },
  { color: '--tp-accent', dash: [3, 6] },
  { color: '--tp-critical', dash: [1, 4] },
] as const;

/** Colours are read from the page when a plot is made: another scheme makes another plot. */
export function LinePlot(props: LinePlotProps): ReactElement {
  return <Plot key={useComputedColorScheme('light')} {...props} />;
}

function Plot({ slots, series, format }: LinePlotProps): ReactElement {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const { t, language } = useWords();
  const timeLabel = t('chart.time');
  const data = dataOf(slots, series);
  const latest = useRef({ data, format });
  useEffect(() => {
    latest.current = { data, format };
    plot.current?.setData(data);
  });
  const labels = JSON.stringify(series.map(({ label }) => label));
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const options = optionsOf({
      element,
      labels: JSON.parse(labels) as readonly string[],
      language,
      timeLabel,
      format: (value) => latest.current.format(value),
    });
    const made = new uPlot(options, latest.current.data, element);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [labels, language, timeLabel]);
  return <div ref={box} className={classes.plot} aria-hidden="true" />;
}

function dataOf({ from, stepMs }: Slots, series: readonly Series[]): uPlot.AlignedData {
  const length = Math.max(0, ...series.map(({ values }) => values.length));
  const times = Array.from({ length }, (_, index) => (from + index * stepMs) / 1_000);
  return [times, ...series.map(({ values }) => [...values])];
}

interface OptionsInput {
  readonly element: HTMLElement;
  readonly labels: readonly string[];
  readonly language: string;
  readonly timeLabel: string;
  readonly format: (value: number | null) => string;
}

function optionsOf({ element, labels, language, timeLabel, format }: OptionsInput): uPlot.Options {
  const style = getComputedStyle(element);
  const color = (token: string): string => style.getPropertyValue(token).trim();
  const clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const axis = { stroke: color('--tp-muted'), grid: { stroke: color('--tp-chip'), width: 1 }, ticks: { show: false } };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    cursor: { drag: { x: false, y: false } },
    scales: { y: { range: (_plot, _least, most) => [0, Math.max(1, most) * HEADROOM] } },
    axes: [
      { ...axis, values: (_plot, splits) => splits.map((at) => clock.format(at * 1_000)) },
      { ...axis, size: AXIS_WIDTH, values: (_plot, splits) => splits.map((value) => format(value)) },
    ],
    series: [
      { label: timeLabel, value: (_plot, at: number | null) => (at === null ? '' : clock.format(at * 1_000)) },
      ...labels.map((label, index) => {
        const { color: token, dash } = STROKES[index % STROKES.length] ?? STROKES[0];
        return {
          label,
          stroke: color(token),
          dash: [...dash],
          width: 1.6,
          spanGaps: false,
          points: { size: 4 },
          value: (_plot: uPlot, value: number | null) => format(value),
        };
      }),
    ],
  };
}

const HEADROOM = 1.1;
const AXIS_WIDTH = 68;
