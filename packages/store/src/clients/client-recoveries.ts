/** Failures and recoveries, through the store's two clients: read by one, registered and written by the other. */
import { assert } from '@topiary/domain';
import type { ClusterId, EarlierRecovery, Instant, SwitchedOff } from '@topiary/domain';
import type {
  AcknowledgedCount,
  AcknowledgedWhich,
  Acknowledgement,
  BlockedRecovery,
  DetectionOutcome,
  DetectionQuery,
  DetectionRecord,
  NewDetection,
  NewRecoveryStep,
  Page,
  Recoveries,
  RecoveryQuery,
  RecoveryRecord,
  RecoveryRequest,
  RecoveryState,
  RecoveryStep,
  RegisterOutcome,
} from '@topiary/engine';
import { JOURNAL_DEADLINE_MS, MAX_STEPS_PER_WRITE, READ_DEADLINE_MS, REGISTER_DEADLINE_MS } from '../bounds.ts';
import { assertPage } from '../queries/page-query.ts';
import {
  detectionRow,
  EVERYWHERE,
  recoveryRow,
  recoveryStateRow,
  recoveryStepRow,
  switchRow,
} from '../stored/recovery-row.ts';
import { StoreError } from '../store-error.ts';
import type { ClientOptions } from './client-options.ts';

const READ = { deadlineMs: READ_DEADLINE_MS, dropWhenLate: 'yes' } as const;
/** A failed server waits: what cannot be registered soon is refused, and is not registered behind the caller's back. */
const REGISTER = { deadlineMs: JOURNAL_DEADLINE_MS, dropWhenLate: 'yes' } as const;
/** How a recovery ended is written whenever the disk answers again. */
const KEEP = { deadlineMs: REGISTER_DEADLINE_MS, dropWhenLate: 'no' } as const;
/** A person waits, and asks again. */
const ASKED = { deadlineMs: REGISTER_DEADLINE_MS, dropWhenLate: 'yes' } as const;

export class ClientRecoveries implements Recoveries {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  async register({ recovery, wanted }: RecoveryRequest): Promise<RegisterOutcome> {
    const { writer, parse } = this.#options;
    const input = { row: recoveryRow(recovery), wanted, ownTerm: this.#term };
    const done = await this.#written(writer.call('registerRecovery', input, REGISTER));
    return done.kind === 'registered' ? { kind: 'registered', record: parse.recovery(done.row) } : done;
  }

  async update(uid: string, state: RecoveryState): Promise<void> {
    const input = { uid, state: recoveryStateRow(state), ownTerm: this.#term };
    await this.#written(this.#options.writer.call('updateRecovery', input, KEEP));
  }

  async endUnfinished(by: Acknowledgement): Promise<readonly RecoveryRecord[]> {
    const { writer, parse } = this.#options;
    const rows = await this.#written(writer.call('endUnfinishedRecoveries', { by, ownTerm: this.#term }, ASKED));
    return rows.map((row) => parse.recovery(row));
  }

  async addSteps(steps: readonly NewRecoveryStep[]): Promise<void> {
    assert(steps.length <= MAX_STEPS_PER_WRITE, 'so many steps at once', steps.length);
    const input = { rows: steps.map(recoveryStepRow), ownTerm: this.#term };
    await this.#written(this.#options.writer.call('addRecoverySteps', input, KEEP));
  }

  async steps(uid: string): Promise<readonly RecoveryStep[]> {
    const { reader, parse } = this.#options;
    return (await reader.call('recoverySteps', uid, READ)).map((row) => parse.recoveryStep(row));
  }

  async list(query: RecoveryQuery): Promise<Page<RecoveryRecord>> {
    assertPage(query);
    const { reader, parse } = this.#options;
    const { rows, total } = await reader.call('listRecoveries', query, READ);
    return { items: rows.map((row) => parse.recovery(row)), total, page: query.page, pageSize: query.pageSize };
  }

  async earlier(of: Parameters<Recoveries['earlier']>[0]): Promise<readonly EarlierRecovery[]> {
    const { reader, parse } = this.#options;
    return (await reader.call('earlierRecoveries', of, READ)).map((row) => parse.earlierRecovery(row));
  }

  acknowledge(which: AcknowledgedWhich, by: Acknowledgement): Promise<AcknowledgedCount> {
    const input = { which, by, ownTerm: this.#term };
    return this.#written(this.#options.writer.call('acknowledgeRecoveries', input, ASKED));
  }

  registerDetection(detection: NewDetection, { blockMs }: { readonly blockMs: number }): Promise<DetectionOutcome> {
    const input = { row: detectionRow(detection), blockMs, ownTerm: this.#term };
    return this.#written(this.#options.writer.call('registerDetection', input, REGISTER));
  }

  async detections(query: DetectionQuery): Promise<Page<DetectionRecord>> {
    assertPage(query);
    const { reader, parse } = this.#options;
    const { rows, total } = await reader.call('listDetections', query, READ);
    return { items: rows.map((row) => parse.detection(row)), total, page: query.page, pageSize: query.pageSize };
  }

  async blocked(since: Instant): Promise<readonly BlockedRecovery[]> {
    const { reader, parse } = this.#options;
    return (await reader.call('blockedRecoveries', since, READ)).map((row) => parse.blockedRecovery(row));
  }

  async switches(): Promise<readonly SwitchedOff[]> {
    const { reader, parse } = this.#options;
    return (await reader.call('recoverySwitches', null, READ)).map((row) => parse.switchedOff(row));
  }

  async setSwitch(cluster: ClusterId | null, off: SwitchedOff | null): Promise<void> {
    const row = off === null ? null : switchRow(off);
    const input = { cluster: cluster ?? EVERYWHERE, row, ownTerm: this.#term };
    await this.#written(this.#options.writer.call('setRecoverySwitch', input, ASKED));
  }

  get #term(): number | null {
    return this.#options.ownTerm();
  }

  async #written<Result>(work: Promise<Result>): Promise<Result> {
    const { logger, onWritten } = this.#options;
    try {
      const result = await work;
      onWritten();
      return result;
    } catch (error) {
      logger.error('store-recovery-failed', { code: error instanceof StoreError ? error.code : 'store-failed' });
      throw error;
    }
  }
}
