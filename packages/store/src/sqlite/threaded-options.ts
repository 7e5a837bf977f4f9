/** What every part of the store has that goes through the two threads. */
import type { Logger } from '@topiary/engine';
import type { RowParser } from '../stored/rows.ts';
import type { ReaderOperations, WriterOperations } from '../worker/operations.ts';
import type { WorkerClient } from '../worker/worker-client.ts';

export interface ThreadedOptions {
  readonly writer: WorkerClient<WriterOperations>;
  readonly reader: WorkerClient<ReaderOperations>;
  readonly parse: RowParser;
  readonly logger: Logger;
  readonly ownTerm: () => number | null;
  readonly onWritten: () => void;
}
