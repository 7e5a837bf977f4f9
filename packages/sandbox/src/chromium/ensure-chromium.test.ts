import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findChromium } from './ensure-chromium.ts';
import { LAUNCHER } from './launcher.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'topiary-chromium-test-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function writeProgram(path: string, text: string): Promise<string> {
  const file = join(directory, path);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, text);
  await chmod(file, 0o755);
  return file;
}

describe('which browser is used', () => {
  test('the named one comes before an installed one, and that before the cache', async () => {
    const named = await writeProgram('named', '');
    const installed = await writeProgram('installed', '');
    const cached = await writeProgram('cache/chromium/chromium-1.2/chromium', '');
    const environment = { TOPIARY_CACHE: join(directory, 'cache') };
    expect(
      await findChromium({ environment: { ...environment, TOPIARY_CHROMIUM: named }, installed: [installed] }),
    ).toBe(named);
    expect(await findChromium({ environment, installed: [installed] })).toBe(installed);
    expect(await findChromium({ environment, installed: [] })).toBe(cached);
  });

  test('without any, nothing is found and nothing is fetched', async () => {
    expect(await findChromium({ environment: { TOPIARY_CACHE: directory }, installed: [] })).toBeNull();
  });

  test('a named browser that does not exist is an error', async () => {
    await expect(findChromium({ environment: { TOPIARY_CHROMIUM: join(directory, 'nothing') } })).rejects.toMatchObject(
      { code: 'named-binary-unusable' },
    );
  });
});

test('the launcher runs the unpacked program with its own libraries and fonts, wherever it was put', async () => {
  await mkdir(join(directory, 'root/usr/lib/x86_64-linux-gnu'), { recursive: true });
  await writeProgram('root/usr/lib/chromium/chromium', '#!/bin/sh\necho "$LD_LIBRARY_PATH|$FONTCONFIG_FILE|$*"\n');
  const launcher = await writeProgram('chromium', LAUNCHER);
  const { stdout } = await promisify(execFile)(launcher, ['--headless', 'a page']);
  expect(stdout.trim()).toBe(`${directory}/root/usr/lib/x86_64-linux-gnu|${directory}/fonts.conf|--headless a page`);
});
