/** From SQLite's result codes and the system's error codes to `StoreError`. Nothing here reads a message. */
import { BUSY_TIMEOUT_MS } from '../bounds.ts';
import { StoreError } from '../store-error.ts';
import type { StoreErrorCode } from '../store-error.ts';

/** Primary result codes, https://www.sqlite.org/rescode.html; an extended code has its primary in the low byte. */
const BY_RESULT_CODE: ReadonlyMap<number, StoreErrorCode> = new Map([
  [3, 'store-unwritable'], // SQLITE_PERM
  [5, 'store-locked'], // SQLITE_BUSY
  [6, 'store-locked'], // SQLITE_LOCKED
  [8, 'store-unwritable'], // SQLITE_READONLY
  [10, 'store-unwritable'], // SQLITE_IOERR
  [11, 'store-corrupt'], // SQLITE_CORRUPT
  [13, 'store-full'], // SQLITE_FULL
  [14, 'store-unwritable'], // SQLITE_CANTOPEN
  [15, 'store-locked'], // SQLITE_PROTOCOL
  [26, 'store-corrupt'], // SQLITE_NOTADB
]);

/** Extended codes that mean something else than their primary. */
const BY_EXTENDED_CODE: ReadonlyMap<number, StoreErrorCode> = new Map([
  [4874, 'store-full'], // SQLITE_IOERR_SHMSIZE: no room for the index of the write-ahead log
]);

const BY_SYSTEM_CODE: ReadonlyMap<string, StoreErrorCode> = new Map([
  ['EACCES', 'store-unwritable'],
  ['EPERM', 'store-unwritable'],
  ['EROFS', 'store-unwritable'],
  ['EISDIR', 'store-unwritable'],
  ['ENOENT', 'store-directory-missing'],
  ['ENOTDIR', 'store-directory-missing'],
  ['ENOSPC', 'store-full'],
  ['EDQUOT', 'store-full'],
]);

const PRIMARY_MASK = 0xff;

export function storeErrorOf(error: unknown, file: string): StoreError {
  if (error instanceof StoreError) return error;
  const { resultCode, text, systemCode } = codesOf(error);
  const options = { cause: error };
  if (resultCode !== null) {
    const code = BY_EXTENDED_CODE.get(resultCode) ?? BY_RESULT_CODE.get(resultCode & PRIMARY_MASK) ?? 'store-failed';
    return new StoreError(
      code,
      { file, detail: `SQLite ${resultCode}, ${text}`, milliseconds: BUSY_TIMEOUT_MS },
      options,
    );
  }
  if (systemCode !== null) {
    return new StoreError(BY_SYSTEM_CODE.get(systemCode) ?? 'store-failed', { file, detail: systemCode }, options);
  }
  return new StoreError(
    'store-failed',
    { file, detail: error instanceof Error ? `${error.name}: ${error.message}` : typeof error },
    options,
  );
}

interface Codes {
  readonly resultCode: number | null;
  readonly text: string;
  readonly systemCode: string | null;
}

function codesOf(error: unknown): Codes {
  if (!(error instanceof Error)) return { resultCode: null, text: '', systemCode: null };
  const resultCode = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : null;
  const text = 'errstr' in error && typeof error.errstr === 'string' ? error.errstr : '';
  const systemCode = 'syscall' in error && 'code' in error && typeof error.code === 'string' ? error.code : null;
  return { resultCode, text, systemCode };
}
