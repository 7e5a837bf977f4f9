/** How a server is set up for the part that it plays: read when it is to take another one, and never stored. */

export const EVENT_STATES = ['enabled', 'disabled', 'disabled-on-replica'] as const;
export type EventState = (typeof EVENT_STATES)[number];

export interface ServerEvent {
  readonly database: string;
  readonly name: string;
  /** `user@host`: kept when it is changed. */
  readonly definer: string;
  readonly state: EventState;
}

/** Events of one server that a plan may switch; more are said and left alone. */
export const MAX_EVENTS = 200;

export const SETTING_ORIGINS = ['default', 'file', 'command-line', 'runtime'] as const;
/** Where a server has the value of a setting from; `runtime`: a statement set it, and what a start brings is not told. */
export type SettingOrigin = (typeof SETTING_ORIGINS)[number];

export interface SettingSource {
  readonly origin: SettingOrigin;
  /** The configuration file, where it is one that is named. */
  readonly path: string | null;
}

export interface ServerStanding {
  /** Those that were asked for and exist, by name in lower case. */
  readonly variables: Readonly<Record<string, string>>;
  /** What a restart brings back of who may write (MySQL 8.0 and later); empty: the configuration file has its way. */
  readonly persisted: Readonly<Record<string, string>>;
  /** Of who may write, by name in lower case; empty: the server does not tell (MySQL 5.7). */
  readonly sources: Readonly<Record<string, SettingSource>>;
  /** Those that the account may see. */
  readonly events: readonly ServerEvent[];
  /** It may see and change them: the privilege EVENT. */
  readonly seesEvents: boolean;
}
