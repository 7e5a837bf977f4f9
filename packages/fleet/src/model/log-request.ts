import type { LogName } from '@topiary/domain';

/** Some events of one file. */
export interface FleetLogRequest {
  readonly log: LogName;
  /** Of a relay log. */
  readonly channel: string;
  /** `null`: the oldest one. */
  readonly file: string | null;
  /** `null`: from the beginning. */
  readonly from: number | null;
  readonly count: number;
}
