import { parentPort } from 'node:worker_threads';
import { StoreError } from '../store-error.ts';
import type { Reply, Request } from './messages.ts';
import type { Handlers, Operations } from './operations.ts';

/** Answers requests one after the other, in the order of their arrival. Called by a worker's entry point. */
export function serveOperations<Ops extends Operations<Ops>>(handlers: Handlers<Ops>): void {
  const port = parentPort;
  if (port === null) throw new StoreError('store-failed', { detail: 'a worker file that does not run as a worker' });
  const table = new Map<string, (input: never) => Promise<unknown>>(Object.entries(handlers));
  let last: Promise<void> = Promise.resolve();
  port.on('message', (request: Request) => {
    last = last.then(async () => port.postMessage(await replyTo(request, table)));
  });
}

async function replyTo(
  request: Request,
  table: ReadonlyMap<string, (input: never) => Promise<unknown>>,
): Promise<Reply> {
  const { id, operation, input, notAfterNs } = request;
  try {
    const handler = table.get(operation);
    if (handler === undefined) throw new StoreError('store-failed', { detail: `an unknown operation, "${operation}"` });
    if (notAfterNs !== null && process.hrtime.bigint() > notAfterNs)
      throw new StoreError('store-timeout', { operation, milliseconds: 0 });
    return { id, kind: 'done', value: await handler(input as never) };
  } catch (error) {
    const { code, data } = asStoreError(error);
    return { id, kind: 'failed', code, data };
  }
}

function asStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  return new StoreError('store-failed', {
    detail: error instanceof Error ? `${error.name}: ${error.message}` : typeof error,
  });
}
