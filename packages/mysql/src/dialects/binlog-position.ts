/** A server's own write position: file and position are the first two columns in every dialect. */
import type { BinlogCoordinates } from '@topiary/domain';
import { numberOf, textOf, type ResultSet } from './result-set.ts';

export function binlogPosition(result: ResultSet | undefined): BinlogCoordinates | null {
  const [file, position] = result?.rows[0] ?? [];
  return file === undefined ? null : { file: textOf(file), position: numberOf(position) ?? 0 };
}
