import { describe, expect, test } from 'vitest';
import { failureOfFault, faultOf, isPrivilegeError } from './errors.ts';

const serverError = (errno: number, code: string, sqlMessage: string): Error =>
  Object.assign(new Error(sqlMessage), { errno, code, sqlMessage });
const systemError = (code: string): Error =>
  Object.assign(new Error(`connect ${code} 10.0.0.1:3306`), { errno: -111, code });

describe('a failure', () => {
  test.each([
    [1040, 'too-many-connections'],
    [1045, 'access-denied'],
    [1698, 'access-denied'],
    [3118, 'access-denied'],
    [1227, 'missing-grant'],
    [1142, 'missing-grant'],
    [3159, 'tls'],
    [1053, 'connection-lost'],
    [1105, 'server-error'],
  ])('of server error %i is %s, whatever its text', (errno, kind) => {
    const failure = failureOfFault(faultOf(serverError(errno, 'ER_X', 'text in any language')));
    expect(failure).toMatchObject({ kind, code: String(errno), detail: 'text in any language' });
  });

  test.each([
    ['ECONNREFUSED', 'refused'],
    ['ENOTFOUND', 'name-not-found'],
    ['EAI_AGAIN', 'name-not-found'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ENETUNREACH', 'unreachable'],
    ['ETIMEDOUT', 'timeout'],
    ['ECONNRESET', 'connection-lost'],
    ['HANDSHAKE_SSL_ERROR', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls'],
    ['SOMETHING_NEW', 'server-error'],
  ])('of code %s is %s', (code, kind) => {
    expect(failureOfFault(faultOf(systemError(code)))).toMatchObject({ kind, code });
  });

  test('of something that is no error is kept in words', () => {
    expect(failureOfFault(faultOf('odd'))).toMatchObject({ kind: 'server-error', detail: 'odd' });
  });

  test('keeps a bounded part of a text', () => {
    expect(failureOfFault(faultOf(serverError(1105, 'ER_X', 'x'.repeat(100_000)))).detail.length).toBeLessThanOrEqual(
      1_000,
    );
  });
});

test('refusals for want of a privilege are told from other errors', () => {
  expect([1227, 1142, 1045].every(isPrivilegeError)).toBe(true);
  expect([1193, 1205, 1064].some(isPrivilegeError)).toBe(false);
});
