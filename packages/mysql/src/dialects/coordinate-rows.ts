/**
 * Steps of moves by file and position, in the words of both families. The status is read in the packet that stops the
 * threads: what is read later may be of another moment.
 */
import {
  coordinatesOf,
  formatCoordinates,
  placeText,
  type CoordinateStep,
  type CoordinatesValue,
  type PointReplicaAtStep,
} from '@topiary/domain';
import { quoteText } from '../sql/quote.ts';
import { binlogPosition } from './binlog-position.ts';
import type { StepContext } from './dialect.ts';
import { columnsOf, RowReader, type ResultSet } from './result-set.ts';
import type { ServerStepRow } from './server-step-rows.ts';
import type { Option } from './statement-text.ts';

export type CoordinateStepRows = {
  readonly [Kind in CoordinateStep['kind']]: ServerStepRow<Extract<CoordinateStep, { kind: Kind }>>;
};

export interface CoordinateWords {
  readonly prefix: 'MASTER' | 'SOURCE';
  readonly stop: (channel: string) => string;
  readonly status: (channel: string) => string;
  readonly binlogPosition: string;
  readonly startUntil: (channel: string, until: string) => string;
  /** Columns of the status, in lower case. */
  readonly executedFile: string;
  readonly executedPosition: string;
}

export function coordinateRows(words: CoordinateWords): CoordinateStepRows {
  return {
    'stop-at-coordinates': {
      statements: ({ channel, readsOwn }) => [
        words.stop(channel),
        words.status(channel),
        ...(readsOwn ? [words.binlogPosition] : []),
      ],
      conclude: (_, [, status, own]) => ({
        kind: 'done',
        results: {
          executed: executedIn(status, words),
          ...(own === undefined ? {} : { own: textOf(binlogPosition(own)) }),
        },
      }),
    },
    'apply-until': {
      statements: ({ channel, until }, context) => {
        const { file, position } = placeOf(until, context);
        return [
          words.startUntil(
            channel,
            `${words.prefix}_LOG_FILE = ${quoteText(file)}, ${words.prefix}_LOG_POS = ${position}`,
          ),
        ];
      },
    },
  };
}

/** For a change of source; none where the replica finds its place by GTID. */
export function coordinateOptions(
  { coordinates }: PointReplicaAtStep,
  prefix: CoordinateWords['prefix'],
  context: StepContext,
): readonly Option[] {
  if (coordinates === undefined) return [];
  const { file, position } = placeOf(coordinates.there, context);
  return [
    [`${prefix}_LOG_FILE`, quoteText(file)],
    [`${prefix}_LOG_POS`, position],
  ];
}

/** In a preview the place is who will have read it, after which step. */
function placeOf(
  value: CoordinatesValue,
  { results }: StepContext,
): { readonly file: string; readonly position: string } {
  const known = coordinatesOf(value, results);
  const text = placeText(value);
  return known === null
    ? { file: `<file of ${text.slice(1)}`, position: `<offset of ${text.slice(1)}` }
    : { file: known.file, position: String(known.position) };
}

function executedIn(status: ResultSet | undefined, { executedFile, executedPosition }: CoordinateWords): string {
  const row = status?.rows[0];
  if (status === undefined || row === undefined) return '';
  const reader = new RowReader(columnsOf(status)).at(row);
  const file = reader.text(executedFile);
  return file === '' ? '' : textOf({ file, position: reader.integer(executedPosition) ?? 0 });
}

function textOf(coordinates: ReturnType<typeof binlogPosition>): string {
  return coordinates === null ? '' : formatCoordinates(coordinates);
}
