/** One open event stream. It never waits for its reader: who does not read is dropped at a bound. */
import type { Request, Response } from 'express';
import type { ClusterId } from '@topiary/domain';
import type { LiveEvent } from '@topiary/contract';
import type { DeepReadonly } from '../presenters/readonly.ts';
import { identityOf } from '../http/request-context.ts';
import type { Identity } from '../http/request-context.ts';

/** Bytes that wait for a reader before it is dropped. A cluster of 1,000 instances is about 0.7 MB. */
export const MAX_WAITING_BYTES = 16 * 1024 * 1024;
const RECONNECT_AFTER_MS = 1_000;

/** An event as it goes over the wire; made once, written to many. */
export type Frame = string;

export function frameOf(event: DeepReadonly<LiveEvent>): Frame {
  return `data: ${JSON.stringify(event)}\n\n`;
}

export interface Connection {
  readonly id: string;
  readonly identity: Identity;
  /** What it is subscribed to. */
  clusters: ReadonlySet<ClusterId>;
  send(frame: Frame): void;
  end(): void;
}

export interface ConnectionOptions {
  readonly id: string;
  readonly request: Request;
  readonly response: Response;
  readonly onClose: () => void;
  readonly onOverrun: (waitingBytes: number) => void;
}

export function openConnection(options: ConnectionOptions): Connection {
  const { id, response } = options;
  response.status(200);
  response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store, no-transform');
  response.setHeader('X-Accel-Buffering', 'no');
  response.flushHeaders();
  response.write(`retry: ${RECONNECT_AFTER_MS}\n\n`);
  response.on('close', options.onClose);
  options.request.socket.setNoDelay(true);
  return {
    id,
    identity: identityOf(response),
    clusters: new Set(),
    send: (frame) => {
      if (response.writableEnded || response.destroyed) return;
      response.write(frame);
      if (response.writableLength <= MAX_WAITING_BYTES) return;
      options.onOverrun(response.writableLength);
      response.destroy();
    },
    end: () => response.end(),
  };
}
