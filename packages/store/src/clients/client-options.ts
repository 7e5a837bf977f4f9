/** What every part of the store has that goes through the store's two clients. */
import type { Logger } from '@topiary/engine';
import type { RowParser } from '../stored/rows.ts';
import type { DataReads, DataWrites, StoreClient } from './store-client.ts';

export interface ClientOptions {
  readonly writer: StoreClient<DataWrites>;
  readonly reader: StoreClient<DataReads>;
  readonly parse: RowParser;
  readonly logger: Logger;
  readonly ownTerm: () => number | null;
  readonly onWritten: () => void;
}
