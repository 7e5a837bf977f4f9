/** One notification, with a deadline for each try and a bound on how many there are. */
import type { Clock, HookEnd } from '@topiary/engine';
import { codeOf } from '../runtime/error-code.ts';
import type { NotificationTarget } from './notification.ts';
import { signedRequest } from './notification-request.ts';

export const MAX_TRIES = 3;
/** Between two tries; twice as long before the third. */
export const RETRY_MS = 1_000;
/** Of an answer; robots answer with a line. */
const MAX_ANSWER_CHARACTERS = 10_000;
const MAX_CODE_CHARACTERS = 40;

export interface SendOptions {
  readonly clock: Clock;
  readonly retryMs?: number;
}

type Try = { readonly kind: 'told' } | { readonly kind: 'failed'; readonly status: string; readonly again: boolean };

/** Never rejects. Nothing of the address or the answer is told: both may hold a credential. */
export async function sendNotification(
  target: NotificationTarget,
  body: string,
  { clock, retryMs = RETRY_MS }: SendOptions,
): Promise<HookEnd> {
  const startedAt = clock.monotonicMs();
  let last = 'not tried';
  for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
    const tried = await trySending(target, body, clock);
    const ms = clock.monotonicMs() - startedAt;
    if (tried.kind === 'told') return { kind: 'ended', status: '0', ms, output: '' };
    last = tried.status;
    if (!tried.again || attempt === MAX_TRIES) break;
    await clock.sleep(retryMs * attempt);
  }
  return { kind: 'failed', status: last, ms: clock.monotonicMs() - startedAt, output: '' };
}

async function trySending(target: NotificationTarget, body: string, clock: Clock): Promise<Try> {
  const controller = new AbortController();
  const cancel = clock.schedule(target.deadlineMs, () => controller.abort());
  try {
    const { url, headers, body: signed } = signedRequest(target, body, clock.now());
    const sent = { method: 'POST', headers, body: signed, redirect: 'manual', signal: controller.signal } as const;
    const response = await fetch(url, sent);
    const text = (await response.text()).slice(0, MAX_ANSWER_CHARACTERS);
    if (!response.ok) return failed(`HTTP ${response.status}`, response.status === 429 || response.status >= 500);
    const code = refusalIn(target, text);
    return code === null ? { kind: 'told' } : failed(`code ${code}`, false);
  } catch (error) {
    if (controller.signal.aborted) return failed(`no answer within ${target.deadlineMs} ms`, true);
    return failed(codeOf((error as Error).cause) ?? codeOf(error) ?? 'not sent', true);
  } finally {
    cancel();
  }
}

function failed(status: string, again: boolean): Try {
  return { kind: 'failed', status, again };
}

const CODE_FIELD = { wecom: 'errcode', dingtalk: 'errcode', feishu: 'code' } as const;

/** These answer 200 also where they refuse; the number says why. `null`: taken. */
function refusalIn({ format }: NotificationTarget, text: string): string | null {
  if (format === 'slack' || format === 'webhook') return null;
  try {
    const code = (JSON.parse(text) as Readonly<Record<string, unknown>>)[CODE_FIELD[format]] ?? 0;
    return code === 0 ? null : JSON.stringify(code).slice(0, MAX_CODE_CHARACTERS);
  } catch {
    return 'unreadable';
  }
}
