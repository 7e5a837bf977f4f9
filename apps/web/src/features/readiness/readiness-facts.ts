/** What the card of one server says, from what was forecast of it. */
import type { ReadinessView, RegistryInput } from '@topiary/contract';
import type { Mark } from '../../shared/topology/severity.ts';

export type ServerReadiness = ReadinessView['servers'][number];
export type Detection = ServerReadiness['detection'];
export type Forecast = NonNullable<ServerReadiness['forecast']>;
export type Obstacle = Forecast['obstacles'][number];

/** Whatever keeps it from being repaired, in one list: a gate that is closed, or something that a forecast found. */
export interface Barrier {
  readonly key: string;
  readonly code: ServerReadiness['gates'][number]['code'] | Obstacle['code'];
  readonly isOpen: boolean;
  readonly why: Obstacle['why'];
  readonly howToOpen: Obstacle['howToOpen'];
  /** The recovery that keeps it closed. */
  readonly recovery: string | null;
}

export function barriersOf({ gates, forecast }: Pick<ServerReadiness, 'gates' | 'forecast'>): readonly Barrier[] {
  const found = (forecast?.obstacles ?? []).filter(({ blocks }) => blocks);
  return [
    ...gates.map((gate): Barrier => ({ key: gate.code, ...gate })),
    ...found.map(({ code, instance, why, howToOpen }): Barrier => ({
      key: `${code} ${instance ?? ''} ${why.code}`,
      code,
      isOpen: false,
      why,
      howToOpen,
      recovery: null,
    })),
  ];
}

/** Of servers that would be left behind, whoever comes. */
export function hindrancesOf(forecast: Forecast): readonly Obstacle[] {
  return forecast.obstacles.filter(({ blocks }) => !blocks);
}

export const LOSS_MARKS: Readonly<Record<Forecast['loss'], Mark>> = {
  none: 'ok',
  'of-replicas': 'ok',
  possible: 'warning',
  unreceived: 'critical',
};

export type ProfileKind = Detection['profile']['kind'] | 'configured';
export const PROFILE_KINDS: readonly ProfileKind[] = ['configured', 'fast', 'grace', 'by-hand'];

/** What is chosen now: where nobody chose, as configured. */
export function chosenKind({ profile, chosen }: Pick<Detection, 'profile' | 'chosen'>): ProfileKind {
  return chosen === null ? 'configured' : profile.kind;
}

type ProfileInput = Extract<RegistryInput, { kind: 'set-detection-profile' }>['profile'];

/** `undefined`: what was typed is no time. */
export function profileInput(kind: ProfileKind, seconds: string): ProfileInput | undefined {
  if (kind === 'configured') return null;
  if (kind !== 'grace') return { kind };
  const typed = Number(seconds);
  return Number.isInteger(typed) && typed > 0 ? { kind, seconds: typed } : undefined;
}
