/**
 * Reads the machine's apt sources, both formats (`sources.list(5)`): one line per archive, and deb822 stanzas. Pure:
 * texts in, archives out. The mirror that serves Debian is taken from here, so no host is ever written into the project.
 */
export interface AptArchive {
  readonly uris: readonly string[];
  readonly suites: readonly string[];
  readonly components: readonly string[];
  /** A keyring's path, or a key in ASCII armour as deb822 allows; null when apt's own trusted keys are to be used. */
  readonly signedBy: string | null;
  /** Only when the machine says so itself. */
  readonly trusted: boolean;
}

/** One-line format: `deb [option=value …] uri suite [component …]`. Source archives and commented lines are left out. */
export function parseListFile(text: string): readonly AptArchive[] {
  return text.split('\n').flatMap((line) => parseListLine(line.replace(/#.*$/, '').trim()));
}

function parseListLine(line: string): readonly AptArchive[] {
  const match = /^deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*(.*)$/.exec(line);
  if (match === null) return [];
  const [, options = '', uri = '', suite = '', components = ''] = match;
  const given = new Map(
    words(options).map((option): readonly [string, string] => [
      option.split('=')[0]?.toLowerCase() ?? '',
      option.split('=').slice(1).join('='),
    ]),
  );
  return [
    {
      uris: [uri],
      suites: [suite],
      components: words(components),
      signedBy: given.get('signed-by') ?? null,
      trusted: given.get('trusted') === 'yes',
    },
  ];
}

/** Deb822 format: stanzas between blank lines; a field goes on in lines that start with a blank. */
export function parseSourcesFile(text: string): readonly AptArchive[] {
  const withoutComments = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n');
  return withoutComments.split(/\n[ \t]*\n/).flatMap((stanza) => archiveOf(fieldsOf(stanza)));
}

function archiveOf(fields: ReadonlyMap<string, string>): readonly AptArchive[] {
  const uris = words(fields.get('uris') ?? '');
  const isBinary = words(fields.get('types') ?? '').includes('deb');
  const enabled = (fields.get('enabled') ?? 'yes').toLowerCase() !== 'no';
  if (uris.length === 0 || !isBinary || !enabled) return [];
  return [
    {
      uris,
      suites: words(fields.get('suites') ?? ''),
      components: words(fields.get('components') ?? ''),
      signedBy: fields.get('signed-by') ?? null,
      trusted: fields.get('trusted')?.toLowerCase() === 'yes',
    },
  ];
}

function fieldsOf(stanza: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  let name = '';
  for (const line of stanza.split('\n')) {
    const start = /^([A-Za-z0-9-]+):\s*(.*)$/.exec(line);
    if (start !== null) {
      name = (start[1] ?? '').toLowerCase();
      fields.set(name, (start[2] ?? '').trim());
    } else if (/^[ \t]/.test(line) && name !== '') {
      fields.set(name, `${fields.get(name) ?? ''}\n${line.trimEnd()}`);
    }
  }
  return fields;
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** Debian's own names for its releases. Other archives use the same names, which is why `debianArchives` ranks. */
const DEBIAN_SUITES = new Set([
  'bullseye',
  'bookworm',
  'trixie',
  'forky',
  'duke',
  'sid',
  'oldstable',
  'stable',
  'testing',
  'unstable',
]);

/**
 * The archives that serve Debian itself, the likeliest first. Security and third-party archives carry the same suite
 * names (`…/debian-security bookworm-security`, a vendor's `…/debian bookworm main`) but do not hold other suites.
 */
export function debianArchives(archives: readonly AptArchive[]): readonly AptArchive[] {
  return archives
    .map((archive, index) => ({ archive, index, score: debianScore(archive) }))
    .filter(({ score }) => score > 0)
    .toSorted((left, right) => right.score - left.score || left.index - right.index)
    .map(({ archive }) => archive);
}

function debianScore(archive: AptArchive): number {
  const looksRight = archive.components.includes('main') && archive.suites.some((suite) => DEBIAN_SUITES.has(suite));
  if (!looksRight || archive.uris.some((uri) => uri.includes('security'))) return 0;
  const signedByDebian = archive.signedBy?.includes('debian-archive') ?? false;
  const pathIsDebian = archive.uris.some((uri) => /\/debian\/?$/.test(uri));
  const hostIsDebian = archive.uris.some((uri) => /^[a-z+]+:\/\/[^/]*debian/.test(uri));
  return 1 + (signedByDebian ? 4 : 0) + (pathIsDebian ? 2 : 0) + (hostIsDebian ? 2 : 0);
}

/** The same archive for one other suite, in deb822 format. */
export function sourcesFor(archive: AptArchive, suite: string): string {
  const lines = ['Types: deb', `URIs: ${archive.uris.join(' ')}`, `Suites: ${suite}`, 'Components: main'];
  if (archive.signedBy !== null) lines.push(`Signed-By: ${archive.signedBy}`);
  if (archive.trusted) lines.push('Trusted: yes');
  return `${lines.join('\n')}\n`;
}
