import { describe, expect, test } from 'vitest';
import { debianArchives, parseListFile, parseSourcesFile, sourcesFor } from './apt-sources.ts';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const DEB822 = `# written by an installer
Types: deb deb-src
URIs: http://mirror.example/debian
Suites: bookworm
 bookworm-updates
Components: main contrib
Signed-By: ${KEYRING}

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
Signed-By: ${KEYRING}
`;

describe('deb822 files', () => {
  test('every stanza is an archive, and fields go on in indented lines', () => {
    const [debian, security] = parseSourcesFile(DEB822);
    expect(debian).toEqual({
      uris: ['http://mirror.example/debian'],
      suites: ['bookworm', 'bookworm-updates'],
      components: ['main', 'contrib'],
      signedBy: KEYRING,
      trusted: false,
    });
    expect(security?.suites).toEqual(['bookworm-security']);
  });

  test('disabled stanzas and archives of sources are left out', () => {
    expect(parseSourcesFile('Enabled: no\nTypes: deb\nURIs: http://a/debian\nSuites: sid\nComponents: main')).toEqual(
      [],
    );
    expect(parseSourcesFile('Types: deb-src\nURIs: http://a/debian\nSuites: sid\nComponents: main')).toEqual([]);
  });

  test('a key that stands in the file itself is kept whole', () => {
    const [archive] = parseSourcesFile(
      'Types: deb\nURIs: http://a/debian\nSuites: sid\nComponents: main\nSigned-By:\n -----BEGIN KEY-----\n .\n abc\n -----END KEY-----',
    );
    expect(archive?.signedBy).toBe('\n -----BEGIN KEY-----\n .\n abc\n -----END KEY-----');
  });
});

describe('one-line files', () => {
  test('options, several components and comments are understood', () => {
    const text = `# deb http://old.example/debian jessie main\ndeb [arch=amd64 signed-by=${KEYRING} trusted=yes] http://a.example/debian trixie main contrib # ours\ndeb-src http://a.example/debian trixie main\n`;
    expect(parseListFile(text)).toEqual([
      {
        uris: ['http://a.example/debian'],
        suites: ['trixie'],
        components: ['main', 'contrib'],
        signedBy: KEYRING,
        trusted: true,
      },
    ]);
  });
});

describe('choosing the Debian archive', () => {
  test('security archives and archives of vendors do not count', () => {
    const vendors = parseListFile(
      'deb https://packages.vendor.example/apt vendor-bookworm main\ndeb https://download.vendor.example/linux/debian bookworm stable',
    );
    const chosen = debianArchives([...vendors, ...parseSourcesFile(DEB822)]);
    expect(chosen.map(({ uris }) => uris[0])).toEqual(['http://mirror.example/debian']);
  });

  test('an archive signed by Debian comes before one that only looks like it', () => {
    const chosen = debianArchives([
      ...parseListFile('deb [signed-by=/etc/vendor.gpg] https://deb.vendor.example/10.11/debian bookworm main'),
      ...parseListFile(`deb [signed-by=${KEYRING}] http://cache.example/mirror bookworm main`),
    ]);
    expect(chosen.map(({ uris }) => uris[0])).toEqual([
      'http://cache.example/mirror',
      'https://deb.vendor.example/10.11/debian',
    ]);
  });

  test('a machine without Debian has none', () => {
    expect(debianArchives(parseListFile('deb http://archive.ubuntu.example/ubuntu noble main universe'))).toEqual([]);
  });

  test('the same archive is asked for another release, with its key', () => {
    const [archive] = debianArchives(parseSourcesFile(DEB822));
    if (archive === undefined) throw new Error('no archive');
    expect(sourcesFor(archive, 'sid')).toBe(
      `Types: deb\nURIs: http://mirror.example/debian\nSuites: sid\nComponents: main\nSigned-By: ${KEYRING}\n`,
    );
  });
});
