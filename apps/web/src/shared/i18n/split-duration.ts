export type DurationUnit = 'd' | 'h' | 'min' | 's';
export interface DurationPart {
  readonly unit: DurationUnit;
  readonly value: number;
}

const UNITS: readonly (readonly [DurationUnit, number])[] = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
];

/** The two largest units that say it: 3 720 s is `1 h 2 min`. Below a minute seconds keep one decimal, if they have one. */
export function splitDuration(seconds: number): readonly DurationPart[] {
  if (seconds < 60) return [{ unit: 's', value: Math.round(seconds * 10) / 10 }];
  let rest = Math.round(seconds);
  const parts: DurationPart[] = [];
  for (const [unit, size] of UNITS) {
    const value = Math.floor(rest / size);
    rest -= value * size;
    if (value > 0 || parts.length > 0) parts.push({ unit, value });
  }
  parts.push({ unit: 's', value: rest });
  return parts.slice(0, 2).filter((part) => part.value > 0);
}
