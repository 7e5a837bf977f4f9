/**
 * Everything that a store reports as an error, as a closed list. The code decides what a caller does; the sentence
 * tells a person what is wrong and what to do. `data` holds numbers and names, never credentials.
 */
export const STORE_ERROR_CODES = [
  'store-corrupt',
  'store-foreign',
  'store-unwritable',
  'store-directory-missing',
  'store-newer-schema',
  'store-older-schema',
  'store-unreachable',
  'store-read-only',
  'store-denied',
  'store-login-refused',
  'store-locked',
  'store-timeout',
  'store-unsupported',
  'store-full',
  'store-replaced',
  'store-lease-lost',
  'store-plan-unknown',
  'store-plan-exists',
  'store-too-large',
  'store-overloaded',
  'store-crashed',
  'store-closed',
  'store-failed',
] as const;
export type StoreErrorCode = (typeof STORE_ERROR_CODES)[number];
/** What is wrong with the place where the store is kept, not with what was asked of it. */
export const STORAGE_TROUBLES: ReadonlySet<StoreErrorCode> = new Set([
  'store-corrupt',
  'store-unwritable',
  'store-locked',
  'store-timeout',
  'store-full',
  'store-unreachable',
  'store-read-only',
  'store-denied',
  'store-login-refused',
  'store-replaced',
  'store-overloaded',
  'store-crashed',
  'store-failed',
]);
export type StoreErrorData = Readonly<Record<string, string | number>>;

const SENTENCES = {
  'store-corrupt':
    'The store {file} is damaged: {detail}. Move the file away and start again (servers are discovered anew, history is lost), or put back a copy of it.',
  'store-foreign':
    'The file {file} is a SQLite database of another program, for example of orchestrator. Name a file of its own for Topiary.',
  'store-unwritable':
    'The store {file} cannot be written: {detail}. Give the user that runs Topiary the right to write the file and its directory.',
  'store-directory-missing':
    'The directory of the store {file} does not exist and could not be made, because the directory above it is missing too. Create it.',
  'store-newer-schema':
    'The store {file} was written by a newer Topiary (its schema has "{migration}"). Start that version, or name another file.',
  'store-older-schema':
    'The database {file} lacks "{migration}" of this Topiary\'s schema, and SkipOrchestratorDatabaseUpdate keeps it from being added. Set that to false for one start.',
  'store-unreachable':
    'The database {file} cannot be reached: {detail}. Look at MySQLOrchestratorHost and MySQLOrchestratorPort, at the server, and at what is between.',
  'store-read-only':
    'The database {file} takes no writes ({detail}): the server is read-only. Name its master in MySQLOrchestratorHost, or make it writable.',
  'store-denied':
    'The account of the database {file} lacks a privilege ({detail}). As an administrator of that server: {grant}',
  'store-login-refused':
    'The server of the database {file} does not let the account in ({detail}). Look at MySQLOrchestratorUser, at its password, and at the host that the account is for.',
  'store-locked':
    'The store {file} is locked by another process for longer than {milliseconds} ms. Look for a program that holds it, for example a backup.',
  'store-timeout': 'The store did not answer "{operation}" within {milliseconds} ms. Look at the disk that holds it.',
  'store-unsupported': 'This version cannot keep its store there: {detail}.',
  'store-full': 'The disk that holds the store {file} is full. Make room; what waits is written then.',
  'store-replaced': 'The file {file} was removed or replaced while Topiary had it open. Start Topiary again.',
  'store-lease-lost': 'Another Topiary took over this store (term {term}, here {ownTerm}). This one no longer acts.',
  'store-plan-unknown': 'The journal holds no start of plan {plan}. Append its "plan-started" entry first.',
  'store-plan-exists': 'The journal already holds the start of plan {plan}.',
  'store-too-large': '{what} is larger than the store takes ({size}, at most {limit}).',
  'store-overloaded': 'More than {limit} requests wait for the store. Look at the disk that holds it.',
  'store-crashed':
    'The thread that serves the store ended unexpectedly ({detail}). What was asked may or may not have been written.',
  'store-closed': 'The store is closed.',
  'store-failed': 'The store failed with {detail}.',
} as const satisfies Record<StoreErrorCode, string>;

export class StoreError extends Error {
  readonly code: StoreErrorCode;
  readonly data: StoreErrorData;

  constructor(code: StoreErrorCode, data: StoreErrorData = {}, options: ErrorOptions = {}) {
    super(sentenceOf(code, data), options);
    this.name = 'StoreError';
    this.code = code;
    this.data = data;
  }
}

function sentenceOf(code: StoreErrorCode, data: StoreErrorData): string {
  return SENTENCES[code].replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(data[name] ?? whole));
}
