/** What an account may do everywhere, from what the server prints of its grants. */
import { textOf, type ResultSet } from './result-set.ts';

/** `GRANT a, b ON *.* TO …`. */
const EVERYWHERE = /^GRANT (.+) ON \*\.\* TO /;
/** Between privileges that MySQL calls dynamic there is no space. */
const SEPARATOR = /, ?/;
/** A role is granted without ON: what it gives depends on whether it is switched on. */
const ROLE = /^GRANT (?!.* ON )/;

/** Their words are apart by spaces, however the server joins them. `null`: there was no answer, or the account has roles. */
export function privilegesIn(grants: ResultSet | undefined): ReadonlySet<string> | null {
  if (grants === undefined) return null;
  const lines = grants.rows.map(([line]) => textOf(line));
  if (lines.length === 0 || lines.some((line) => ROLE.test(line))) return null;
  const privileges = lines.flatMap((line) => (EVERYWHERE.exec(line)?.[1] ?? '').toUpperCase().split(SEPARATOR));
  return new Set(privileges.map(asGranted));
}

const EVERYTHING = 'ALL PRIVILEGES';

/** Whether none of those that would be enough is there; false where nobody knows. Asked of every probe. */
export function lacksAll(privileges: ReadonlySet<string> | null, enough: readonly string[]): boolean {
  if (privileges === null || privileges.has(EVERYTHING)) return false;
  return !enough.some((name) => privileges.has(asGranted(name)));
}

/** MariaDB prints READ_ONLY ADMIN for what its documentation calls READ ONLY ADMIN; GRANT takes both. */
function asGranted(name: string): string {
  return name.replaceAll('_', ' ');
}
