/** The files of this package that are loaded by their path. */
export const WRITER_WORKER_FILE = new URL('./sqlite/writer-worker.ts', import.meta.url);
export const READER_WORKER_FILE = new URL('./sqlite/reader-worker.ts', import.meta.url);
