/** Whether two transactions, one of each log, are the same one. */
import type { LogGroup, LogUnit } from '../../replication/log-events/log-group.ts';
import type { Difference } from './refusal.ts';

export interface ComparisonRules {
  /**
   * Both logs hold the GTIDs that the origin gave, which shows at the markers: they bear the same. Servers whose source has no
   * GTIDs of their kind number transactions for themselves.
   */
  readonly gtids: 'shared' | 'own';
  /** Both servers write rows in the same form: then rows of the same changes have the same size. */
  readonly rowSizes: 'compared' | 'ignored';
}

export interface GroupDifference {
  readonly difference: Difference;
  readonly replica: LogUnit | undefined;
  readonly target: LogUnit | undefined;
}

/** `null`: nothing tells them apart. */
export function differenceOf(replica: LogGroup, target: LogGroup, rules: ComparisonRules): GroupDifference | null {
  const length = Math.max(replica.units.length, target.units.length);
  for (let index = 0; index < length; index += 1) {
    const one = replica.units[index];
    const other = target.units[index];
    const difference = unitDifference(one, other, rules);
    if (difference !== null) return { difference, replica: one, target: other };
  }
  const whole = { replica: replica.units[0], target: target.units[0] };
  if (rules.gtids === 'shared' && replica.gtid !== target.gtid) return { difference: 'gtid', ...whole };
  if (!sameAnnotations(replica.annotations, target.annotations)) return { difference: 'annotation', ...whole };
  return null;
}

export function sharesGtids(replica: LogGroup, target: LogGroup): ComparisonRules['gtids'] {
  return replica.gtid !== null && replica.gtid === target.gtid ? 'shared' : 'own';
}

function unitDifference(
  one: LogUnit | undefined,
  other: LogUnit | undefined,
  { rowSizes }: ComparisonRules,
): Difference | null {
  if (one === undefined || other === undefined || one.kind !== other.kind) return 'statement';
  if (one.text !== other.text) return one.kind === 'rows' ? 'rows' : 'statement';
  if (one.serverId !== other.serverId) return 'server';
  return rowSizes === 'compared' && !sameSize(one, other) ? 'rows' : null;
}

/** Where the rows were put into events differently, their bytes cannot be compared. */
function sameSize({ size: one }: LogUnit, { size: other }: LogUnit): boolean {
  if (one === null || other === null || one.events !== other.events) return true;
  return one.bytes === other.bytes;
}

/** Where both servers write them they are the same; each may leave them out. */
function sameAnnotations(one: readonly string[], other: readonly string[]): boolean {
  if (one.length === 0 || other.length === 0) return true;
  return one.length === other.length && one.every((text, index) => text === other[index]);
}
