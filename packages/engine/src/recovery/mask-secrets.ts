/**
 * What looks like a secret in a command, or in what it wrote, is not shown: recoveries and their hooks are read by everybody who
 * may look. It knows the usual places; a secret that stands somewhere else is better kept in the environment or in a file.
 */
const MASK = '•••';

/** A value in quotes or a word; one that only refers to a variable is no secret. */
const VALUE = String.raw`(?!["']?\$)(?:"[^"]*"|'[^']*'|[^\s"'&;|]+)`;
const NAME = String.raw`[\w-]*(?:passw(?:or)?d|passphrase|secret|token|api[-_]?key|access[-_]?key|private[-_]?key)[\w-]*`;

const PLACES: readonly RegExp[] = [
  // --password=x, MYSQL_PWD=x, "token": "x", --token x
  new RegExp(String.raw`(\b(?:${NAME}|MYSQL_PWD)["']?\s*[=:]\s*)${VALUE}`, 'gi'),
  new RegExp(String.raw`(--?${NAME}\s+)(?!-)${VALUE}`, 'gi'),
  // Authorization: Bearer x
  /(\bauthorization["']?\s*:\s*(?:bearer|basic|token)?\s*)(?!\$)[^\s"']+/gi,
  // https://user:x@host
  /(:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/g,
  // ?key=x&sign=x
  /([?&](?:key|sign|signature|auth)=)[^&\s"']+/gi,
  // mysql -u root -px
  /(\b(?:mysql|mariadb)\w*\b[^|;&\n]*?\s-p)(?!\$)[^\s"']+/g,
];

export function maskSecrets(text: string): string {
  return PLACES.reduce((masked, place) => masked.replaceAll(place, `$1${MASK}`), text);
}
