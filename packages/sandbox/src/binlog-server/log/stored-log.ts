/**
 * The master's binary logs as files of the same names, byte for byte. It is written and read synchronously: an event is
 * in it wholly or not at all for everybody who looks.
 */
import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { endOf, FIRST_POSITION, HEADER_BYTES, isLogged, MAGIC, sizeOf } from './event.ts';

/** `binlog.000007`. */
const LOG_NAME = /^[\w-]+\.\d{6,}$/;

export interface LogPosition {
  readonly file: string;
  readonly position: number;
}

interface LogFile {
  readonly descriptor: number;
  size: number;
}

export class StoredLog {
  readonly #directory: string;
  readonly #files = new Map<string, LogFile>();
  readonly #waiting = new Set<() => void>();

  /** Goes on with the logs that are in the directory. */
  constructor(directory: string) {
    this.#directory = directory;
    for (const name of readdirSync(directory)
      .filter((entry) => LOG_NAME.test(entry))
      .toSorted(inOrder))
      this.#open(name);
  }

  /** Where the next event goes; null before the first log. */
  get end(): LogPosition | null {
    const last = [...this.#files].at(-1);
    return last === undefined ? null : { file: last[0], position: last[1].size };
  }

  /** What comes next is of this log. @throws RangeError for what cannot be a log's name. */
  turnTo(name: string): void {
    if (this.#files.has(name)) return;
    if (!LOG_NAME.test(name)) throw new RangeError(`${name} is not the name of a binary log`);
    this.#open(name);
    this.#tell();
  }

  /** @throws RangeError for an event that does not belong at the end of this log. */
  append(event: Buffer): void {
    const last = [...this.#files].at(-1);
    if (last === undefined) throw new RangeError('an event came before the name of its log');
    const [name, file] = last;
    const end = file.size + event.length;
    if (!isLogged(event) || (endOf(event) !== 0 && endOf(event) !== end % 2 ** 32))
      throw new RangeError(
        `an event that ends at ${endOf(event)} came at ${name}:${file.size}, where ${end} is the end`,
      );
    writeSync(file.descriptor, event, 0, event.length, file.size);
    file.size = end;
    this.#tell();
  }

  /** Null for a log that is not here. */
  sizeOf(name: string): number | null {
    return this.#files.get(name)?.size ?? null;
  }

  /** The event at a position; null at the end of what there is. @throws RangeError where no event begins. */
  read({ file: name, position }: LogPosition): Buffer | null {
    const file = this.#files.get(name);
    if (file === undefined || position >= file.size) return null;
    const header = Buffer.alloc(HEADER_BYTES);
    readSync(file.descriptor, header, 0, HEADER_BYTES, position);
    const size = sizeOf(header);
    if (size < HEADER_BYTES || position + size > file.size)
      throw new RangeError(`no event begins at ${name}:${position}`);
    const event = Buffer.alloc(size);
    readSync(file.descriptor, event, 0, size, position);
    return event;
  }

  /** The log that follows; null when this is the last. */
  after(name: string): string | null {
    const names = [...this.#files.keys()];
    return names[names.indexOf(name) + 1] ?? null;
  }

  /** Resolves with true when there is more to read, and with false when the time is over or the wait is given up. */
  grown(timeoutMs: number, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (more: boolean): void => {
        clearTimeout(timer);
        this.#waiting.delete(onMore);
        signal.removeEventListener('abort', onAbort);
        resolve(more);
      };
      const onMore = (): void => done(true);
      const onAbort = (): void => done(false);
      const timer = setTimeout(onAbort, timeoutMs);
      this.#waiting.add(onMore);
      signal.addEventListener('abort', onAbort);
      if (signal.aborted) onAbort();
    });
  }

  close(): void {
    for (const { descriptor } of this.#files.values()) closeSync(descriptor);
    this.#files.clear();
  }

  #open(name: string): void {
    const path = join(this.#directory, name);
    const isNew = !existsSync(path);
    const descriptor = openSync(path, isNew ? 'wx+' : 'r+');
    if (isNew) writeSync(descriptor, MAGIC);
    this.#files.set(name, { descriptor, size: isNew ? FIRST_POSITION : fstatSync(descriptor).size });
  }

  #tell(): void {
    for (const onMore of this.#waiting) onMore();
  }
}

/** By number: the millionth log has one digit more. */
function inOrder(left: string, right: string): number {
  const number = (name: string): number => Number(name.slice(name.lastIndexOf('.') + 1));
  return number(left) - number(right);
}
