/**
 * Every error of a driver, the system or a server becomes a value here, by its number or code and never by its text.
 * Sources: MySQL error reference, spec/dialects §12, Node's system error codes, mysql2's own codes.
 */
import type { ProbeFailure, ProbeFailureKind } from '@topiary/domain';
import { MAX_ERROR_TEXT } from './limits.ts';

/** What is known of an error, whoever raised it. `errorNumber` is the server's; 0 where no server spoke. */
export interface Fault {
  readonly errorNumber: number;
  readonly code: string;
  readonly text: string;
}

const KIND_OF_NUMBER: ReadonlyMap<number, ProbeFailureKind> = new Map([
  [1040, 'too-many-connections'],
  [1203, 'too-many-connections'],
  [1226, 'too-many-connections'],
  [1044, 'access-denied'],
  [1045, 'access-denied'],
  [1129, 'access-denied'],
  [1130, 'access-denied'],
  [1251, 'access-denied'],
  [1524, 'access-denied'],
  [1698, 'access-denied'],
  [1820, 'access-denied'],
  [1862, 'access-denied'],
  [3118, 'access-denied'],
  [3159, 'tls'],
  [3955, 'access-denied'],
  [4151, 'access-denied'],
  [1142, 'missing-grant'],
  [1143, 'missing-grant'],
  [1227, 'missing-grant'],
  [1370, 'missing-grant'],
  [1053, 'connection-lost'],
  [1077, 'connection-lost'],
  [1079, 'connection-lost'],
  [1152, 'connection-lost'],
  [1158, 'connection-lost'],
  [1159, 'connection-lost'],
  [1160, 'connection-lost'],
  [1161, 'connection-lost'],
  [1184, 'connection-lost'],
  [1317, 'connection-lost'],
  [1927, 'connection-lost'],
  [4031, 'connection-lost'],
]);

const KIND_OF_CODE: ReadonlyMap<string, ProbeFailureKind> = new Map([
  ['ECONNREFUSED', 'refused'],
  ['ENOTFOUND', 'name-not-found'],
  ['EAI_AGAIN', 'name-not-found'],
  ['EAI_FAIL', 'name-not-found'],
  ['EAI_NODATA', 'name-not-found'],
  ['EAI_NONAME', 'name-not-found'],
  ['EHOSTUNREACH', 'unreachable'],
  ['EHOSTDOWN', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
  ['ENETDOWN', 'unreachable'],
  ['EADDRNOTAVAIL', 'unreachable'],
  ['EACCES', 'unreachable'],
  ['EPERM', 'unreachable'],
  ['EINVAL', 'unreachable'],
  ['ETIMEDOUT', 'timeout'],
  ['ECONNRESET', 'connection-lost'],
  ['ECONNABORTED', 'connection-lost'],
  ['EPIPE', 'connection-lost'],
  ['PROTOCOL_CONNECTION_LOST', 'connection-lost'],
  ['HANDSHAKE_NO_SSL_SUPPORT', 'tls'],
  ['HANDSHAKE_SSL_ERROR', 'tls'],
  ['EPROTO', 'tls'],
  ['AUTH_SWITCH_PLUGIN_ERROR', 'access-denied'],
  ['MYSQL_CLEAR_PASSWORD_NOT_ENABLED', 'access-denied'],
  ['HANDSHAKE_UNKNOWN_ERROR', 'not-mysql'],
  ['PROTOCOL_UNEXPECTED_PACKET', 'not-mysql'],
  ['PROTOCOL_ERROR', 'not-mysql'],
]);

/** Node's families of codes for what OpenSSL and certificate checks say. */
const TLS_CODES = /^(ERR_SSL_|ERR_TLS_|ERR_OSSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_)/;

/** Refusals for want of a privilege: a probe goes on without the statement. */
const PRIVILEGE_NUMBERS: ReadonlySet<number> = new Set([1044, 1045, 1095, 1142, 1143, 1227, 1370]);

/** A statement names a variable or table that the server had when it was learned and has no longer. */
const CHANGED_NUMBERS: ReadonlySet<number> = new Set([1064, 1109, 1146, 1193, 1054]);

/** Of a database, table or storage engine that is not there. */
const ABSENCE_NUMBERS: ReadonlySet<number> = new Set([1049, 1109, 1146, 1286]);

export const isPrivilegeError = (errorNumber: number): boolean => PRIVILEGE_NUMBERS.has(errorNumber);
export const isChangedServerError = (errorNumber: number): boolean => CHANGED_NUMBERS.has(errorNumber);
export const isAbsenceError = (errorNumber: number): boolean => ABSENCE_NUMBERS.has(errorNumber);

export function faultOf(error: unknown): Fault {
  if (!(error instanceof Error)) return { errorNumber: 0, code: 'UNKNOWN', text: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';
  // System errors carry negative numbers, which mean nothing to a reader of MySQL's list.
  const errorNumber = 'errno' in error && typeof error.errno === 'number' && error.errno > 0 ? error.errno : 0;
  const text = 'sqlMessage' in error && typeof error.sqlMessage === 'string' ? error.sqlMessage : error.message;
  return { errorNumber, code, text: text.slice(0, MAX_ERROR_TEXT) };
}

export function kindOfFault(fault: Fault): ProbeFailureKind {
  const known = KIND_OF_NUMBER.get(fault.errorNumber) ?? KIND_OF_CODE.get(fault.code);
  if (known !== undefined) return known;
  return TLS_CODES.test(fault.code) ? 'tls' : 'server-error';
}

export function failureOfFault(fault: Fault): ProbeFailure {
  return failure({ kind: kindOfFault(fault), code: codeOf(fault), detail: fault.text });
}

/** A server's number where a server spoke, else the system's or library's code. */
export function codeOf(fault: Fault): string {
  return fault.errorNumber > 0 ? String(fault.errorNumber) : fault.code;
}

export interface FailureParts {
  readonly kind: ProbeFailureKind;
  readonly code: string;
  readonly detail: string;
  readonly grant?: string;
  readonly waitingFor?: string;
}

export function failure(parts: FailureParts): ProbeFailure {
  return {
    kind: parts.kind,
    code: parts.code,
    detail: parts.detail,
    grant: parts.grant ?? null,
    waitingFor: parts.waitingFor ?? null,
  };
}
