import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chooseServer, ensureServers } from './ensure-servers.ts';
import { findServers } from './find-servers.ts';
import { readVersionLine } from './probe-binary.ts';
import { isOfSeries, newerFirst } from './server-binaries.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'topiary-find-test-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** A program that answers as a server does when asked for its version and for its settings. */
async function installFake(name: string, versionLine: string): Promise<string> {
  const path = join(directory, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(
    path,
    `#!/bin/sh\ncase "$*" in *--help*) echo "plugin-dir   /plugins/"; echo "lc-messages-dir   /share/";; *) echo "${versionLine}";; esac\n`,
  );
  await chmod(path, 0o755);
  return path;
}

const MYSQL_LINE = '/usr/sbin/mysqld  Ver 8.4.3 for Linux on x86_64 (MySQL Community Server - GPL)';
const MARIADB_LINE = 'mariadbd  Ver 10.11.6-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)';

describe('version lines', () => {
  test('family and version are read from what servers print', () => {
    expect(readVersionLine(MYSQL_LINE)).toEqual({ family: 'mysql', version: '8.4.3' });
    expect(readVersionLine(MARIADB_LINE)).toEqual({ family: 'mariadb', version: '10.11.6' });
    expect(readVersionLine('command not found')).toBeNull();
  });

  test('versions are ordered as numbers, the newest first', () => {
    expect(['26.10.0', '8.4.3', '26.7.0', '9.7.1', '8.0.36'].toSorted(newerFirst)).toEqual([
      '26.10.0',
      '26.7.0',
      '9.7.1',
      '8.4.3',
      '8.0.36',
    ]);
  });

  test('a series holds the versions below it and not its neighbours', () => {
    expect(isOfSeries('10.11.6', '10.11')).toBe(true);
    expect(isOfSeries('10.11.6', '10.1')).toBe(false);
  });
});

describe('the order of the search', () => {
  test('a server that the user names comes before one on PATH', async () => {
    const named = await installFake('named/mysqld', MYSQL_LINE);
    await installFake('bin/mysqld', MYSQL_LINE.replace('8.4.3', '8.0.30'));
    const found = await findServers({
      environment: { TOPIARY_MYSQLD: named, PATH: join(directory, 'bin'), TOPIARY_CACHE: join(directory, 'cache') },
    });
    expect(found.slice(0, 2).map(({ origin, version }) => [origin, version])).toEqual([
      ['named', '8.4.3'],
      ['path', '8.0.30'],
    ]);
    expect(chooseServer(found, { family: 'mysql', series: '8.0' })?.origin).toBe('path');
    expect(found[0]).toMatchObject({ pluginDirectory: '/plugins/', shareDirectory: '/share/' });
  });

  test('a mysqld that is really MariaDB is not taken for MySQL', async () => {
    await installFake('bin/mysqld', MARIADB_LINE);
    await installFake('bin/mariadbd', MARIADB_LINE);
    const found = await findServers({
      environment: { PATH: join(directory, 'bin'), TOPIARY_CACHE: join(directory, 'cache') },
    });
    expect(found.filter(({ command }) => command[0]?.startsWith(directory)).map(({ family }) => family)).toEqual([
      'mariadb',
    ]);
  });

  test('a named program that is no server is an error that names the variable', async () => {
    const named = await installFake('named/mysqld', 'hello');
    await expect(
      findServers({ environment: { TOPIARY_MYSQLD: named, TOPIARY_CACHE: join(directory, 'cache') } }),
    ).rejects.toMatchObject({ code: 'named-binary-unusable', data: { variable: 'TOPIARY_MYSQLD' } });
  });

  test('what is neither there nor to be fetched is said in one sentence', async () => {
    const problem = ensureServers({
      wishes: [{ family: 'mariadb', series: '5.5' }],
      environment: { TOPIARY_CACHE: join(directory, 'cache') },
    });
    await expect(problem).rejects.toMatchObject({ code: 'no-server-binaries' });
    await expect(problem).rejects.toThrow('TOPIARY_MARIADBD');
  });
});
