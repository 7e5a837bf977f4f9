/**
 * Every way in which the sandbox says no. The message is one sentence for a person, with what to do about it; programs
 * look at the code only.
 */
export type SandboxErrorCode =
  | 'platform-not-supported'
  | 'no-server-binaries'
  | 'named-binary-unusable'
  | 'chromium-missing'
  | 'no-apt'
  | 'no-debian-mirror'
  | 'fetch-failed'
  | 'tree-syntax'
  | 'tree-meaning'
  | 'no-free-port'
  | 'lock-timeout'
  | 'directory-in-use'
  | 'not-a-sandbox'
  | 'unknown-server'
  | 'template-failed'
  | 'server-did-not-start'
  | 'server-did-not-stop'
  | 'server-not-running'
  | 'replication-did-not-start'
  | 'pool-full'
  | 'rooms-not-supported'
  | 'not-resettable'
  | 'query-failed'
  | 'command-failed';

export interface SandboxErrorDetails {
  readonly data?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

export class SandboxError extends Error {
  readonly code: SandboxErrorCode;
  /** Fields for logs; never credentials. */
  readonly data: Readonly<Record<string, unknown>>;

  constructor(code: SandboxErrorCode, sentence: string, details: SandboxErrorDetails = {}) {
    super(sentence, details.cause === undefined ? {} : { cause: details.cause });
    this.name = 'SandboxError';
    this.code = code;
    this.data = details.data ?? {};
  }
}

/** Whether a Node system error carries this `code`, for example `ENOENT`. */
export function isSystemError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
