/** The writing thread, with one operation more: it dies as by a bug. `echo` and `wait` serve the tests of the client. */
import { serveOperations } from '../src/worker/serve-operations.ts';
import { createWriter } from '../src/sqlite/writer.ts';
import type { Operation, WriterOperations } from '../src/worker/operations.ts';

export interface CrashingOperations extends WriterOperations {
  readonly crash: Operation<null, void>;
  readonly echo: Operation<string, string>;
  /** Keeps the thread busy, as a disk that does not answer would. */
  readonly block: Operation<number, void>;
}

serveOperations<CrashingOperations>({
  ...createWriter(),
  crash: () => {
    setImmediate(() => {
      throw new RangeError('a bug');
    });
    return new Promise(() => undefined);
  },
  echo: (text) => Promise.resolve(text),
  block: (milliseconds) => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
    return Promise.resolve();
  },
});
