/**
 * Tokens that let somebody change things, as orchestrator's `access-token` gives them. Who can read the key file on this
 * machine makes one; it is claimed once, soon, for a session that is kept in a cookie. Nothing is stored: both are signed.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const NONCE_BYTES = 16;
/** Tokens that were claimed and are not over yet; more at one time than people could claim. */
export const MAX_CLAIMED = 10_000;
/** Clocks of two processes of one machine are the same; the difference is between reading and signing. */
const CLOCK_SLACK_MS = 1_000;

export interface AccessTokensOptions {
  readonly key: Buffer;
  readonly now: () => number;
  readonly claimMs: number;
  readonly sessionMs: number;
}

export type Claimed =
  | { readonly kind: 'claimed'; /** The value of the cookie. */ readonly session: string }
  | { readonly kind: 'refused'; readonly why: string };

/** `<when>.<nonce>.<signature>`, of which nothing has to be escaped in an address. */
export function issueToken(key: Buffer, now: number): string {
  const body = `${now.toString(36)}.${randomBytes(NONCE_BYTES).toString('hex')}`;
  return `${body}.${sign(key, `token ${body}`)}`;
}

export class AccessTokens {
  readonly #options: AccessTokensOptions;
  readonly #claimed = new Map<string, number>();
  /** What was claimed before is not known: tokens from before are not taken. */
  readonly #startedAt: number;

  constructor(options: AccessTokensOptions) {
    this.#options = options;
    this.#startedAt = options.now();
  }

  claim(token: string): Claimed {
    const { key, now, claimMs } = this.#options;
    const issuedAt = readSigned(key, 'token', token);
    if (issuedAt === null) return refused('this is no access token of this Topiary');
    const age = now() - issuedAt;
    if (age > claimMs || age < -CLOCK_SLACK_MS) return refused('the access token is too old: make a new one');
    if (issuedAt < this.#startedAt) return refused('the access token is from before Topiary started: make a new one');
    this.#forgetOld(claimMs);
    if (this.#claimed.has(token)) return refused('the access token was used already: make a new one');
    if (this.#claimed.size >= MAX_CLAIMED) return refused('too many access tokens were used just now: try again later');
    this.#claimed.set(token, now());
    const body = `${now().toString(36)}.${randomBytes(NONCE_BYTES).toString('hex')}`;
    return { kind: 'claimed', session: `${body}:${sign(key, `session ${body}`)}` };
  }

  /** Whether a cookie is a session that is not over. */
  isSession(cookie: string): boolean {
    const { key, now, sessionMs } = this.#options;
    const colon = cookie.lastIndexOf(':');
    if (colon < 0) return false;
    const since = readSigned(key, 'session', `${cookie.slice(0, colon)}.${cookie.slice(colon + 1)}`);
    return since !== null && now() - since <= sessionMs;
  }

  #forgetOld(claimMs: number): void {
    for (const [token, at] of this.#claimed) if (this.#options.now() - at > claimMs) this.#claimed.delete(token);
  }
}

/** When it was signed; `null`: not by this key. */
function readSigned(key: Buffer, what: 'token' | 'session', text: string): number | null {
  const found = /^([0-9a-z]{1,11})\.([0-9a-f]{32})\.([0-9a-f]{64})$/.exec(text);
  if (found === null) return null;
  const [, when = '', nonce = '', signature = ''] = found;
  const expected = sign(key, `${what} ${when}.${nonce}`);
  return timingSafeEqual(Buffer.from(signature), Buffer.from(expected)) ? Number.parseInt(when, 36) : null;
}

function sign(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}

function refused(why: string): Claimed {
  return { kind: 'refused', why };
}
