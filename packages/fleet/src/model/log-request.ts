import type { LogName } from '@topiary/domain';

/** Some events of one file. */
export interface FleetLogRequest {
  readonly log: LogName;
  /** Of a relay log. */
  readonly channel: string;
  readonly file: string;
  /** `null`: from the beginning. */
  readonly from: number | null;
  readonly count: number;
}
