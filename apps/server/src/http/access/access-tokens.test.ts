import { randomBytes } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { AccessTokens, issueToken, MAX_CLAIMED } from './access-tokens.ts';

const KEY = randomBytes(32);
let now = 1_800_000_000_000;
let tokens: AccessTokens;

beforeEach(() => {
  tokens = new AccessTokens({ key: KEY, now: () => now, claimMs: 60_000, sessionMs: 3_600_000 });
});

function session(): string {
  const claimed = tokens.claim(issueToken(KEY, now));
  return claimed.kind === 'claimed' ? claimed.session : '';
}

test('a token is claimed once, for a session that ends', () => {
  const token = issueToken(KEY, now);
  const claimed = tokens.claim(token);
  expect(claimed.kind).toBe('claimed');
  expect(tokens.claim(token)).toEqual({ kind: 'refused', why: expect.stringContaining('used already') });
  const cookie = claimed.kind === 'claimed' ? claimed.session : '';
  now += 3_600_000;
  expect(tokens.isSession(cookie)).toBe(true);
  now += 1;
  expect(tokens.isSession(cookie)).toBe(false);
});

test('a session outlives a restart, a token that was not claimed does not', () => {
  const cookie = session();
  const token = issueToken(KEY, now);
  now += 1;
  const next = new AccessTokens({ key: KEY, now: () => now, claimMs: 60_000, sessionMs: 3_600_000 });
  expect(next.isSession(cookie)).toBe(true);
  expect(next.claim(token)).toMatchObject({ kind: 'refused' });
});

test('late, future and foreign tokens are refused', () => {
  const token = issueToken(KEY, now);
  now += 60_001;
  expect(tokens.claim(token)).toMatchObject({ why: expect.stringContaining('too old') });
  expect(tokens.claim(issueToken(KEY, now + 5_000))).toMatchObject({ kind: 'refused' });
  for (const foreign of [
    '',
    'x',
    issueToken(randomBytes(32), now),
    `${issueToken(KEY, now)}0`,
    session().replace(':', '.'),
  ])
    expect(tokens.claim(foreign)).toMatchObject({ why: expect.stringContaining('no access token') });
});

test('neither a token nor anything malformed is a session', () => {
  const cookie = session();
  const [body = '', signature = ''] = cookie.split(':');
  const token = issueToken(KEY, now);
  for (const wrong of [
    '',
    ':',
    'no-colon',
    token,
    token.replace(/\.(?=[^.]*$)/, ':'),
    `${body}:`,
    `${body}:${signature.slice(1)}0`,
  ])
    expect([wrong, tokens.isSession(wrong)]).toEqual([wrong, false]);
  expect(tokens.isSession(cookie)).toBe(true);
});

test('tokens that were claimed are remembered only while they could be claimed again', () => {
  for (let count = 0; count < MAX_CLAIMED; count++) expect(session()).not.toBe('');
  expect(session()).toBe('');
  now += 60_001;
  expect(session()).not.toBe('');
});
