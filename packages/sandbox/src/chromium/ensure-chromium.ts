import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fetchPackages } from '../apt/debian-fetch.ts';
import { cacheDirectory, type Environment } from '../cache/cache-directory.ts';
import { withFileLock } from '../cache/file-lock.ts';
import { exists, installOnce } from '../cache/install-once.ts';
import { SandboxError } from '../shared/errors.ts';
import { SILENT, type OnProgress } from '../shared/progress.ts';
import { runCommand } from '../shared/run-command.ts';
import { FONTS_CONF, LAUNCHER } from './launcher.ts';

export interface ChromiumOptions {
  readonly environment?: Environment;
  readonly onProgress?: OnProgress;
  /** Where a browser may be installed; the usual places when left out. */
  readonly installed?: readonly string[];
}

/** The oldest release that is still kept: its binaries ask least of the machine's C library. */
const SUITE = 'bookworm';
const PACKAGES = ['chromium', 'fonts-wqy-microhei'];
/** The C library must be the machine's own; the rest is graphics drivers, services and icons, which a headless browser never opens. */
const LEFT_OUT =
  /^(libc6|libc-bin|libllvm|libgl1-mesa-dri|mesa-|libz3|systemd|dbus|dconf|adwaita-icon-theme|dpkg|linux-|kmod|udev|upower|x11-|xdg-)/;
const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const VERSION_TIMEOUT_MS = 60_000;

/**
 * The browser to give to Playwright as `executablePath`: the one that `TOPIARY_CHROMIUM` names, an installed one, or the
 * one in the cache. Null when there is none; fetches nothing.
 */
export async function findChromium(options: ChromiumOptions = {}): Promise<string | null> {
  const environment = options.environment ?? process.env;
  const named = environment['TOPIARY_CHROMIUM'];
  if (named !== undefined && named !== '') {
    if (await exists(named)) return named;
    throw new SandboxError(
      'named-binary-unusable',
      `TOPIARY_CHROMIUM names ${named}, which does not exist: correct or unset it.`,
      { data: { program: named } },
    );
  }
  const candidates = [...(options.installed ?? INSTALLED), ...(await cachedLaunchers(environment))];
  for (const candidate of candidates) if (await exists(candidate)) return candidate;
  return null;
}

/** `findChromium`, and when there is none, Debian's is fetched into the cache (225 MB), with a font for Chinese. */
export async function ensureChromium(options: ChromiumOptions = {}): Promise<string> {
  const environment = options.environment ?? process.env;
  const onProgress = options.onProgress ?? SILENT;
  const present = await findChromium(options);
  if (present !== null) return present;
  return withFileLock(
    join(cacheDirectory(environment), 'locks', 'chromium'),
    async () => {
      const meanwhile = await findChromium(options);
      return meanwhile ?? fetchChromium(environment, onProgress);
    },
    { onProgress, purpose: 'it is fetching Chromium' },
  );
}

async function fetchChromium(environment: Environment, onProgress: OnProgress): Promise<string> {
  const parent = chromiumCache(environment);
  const target = await installOnce(parent, async (directory) => {
    await fetchPackages({ suite: SUITE, packages: PACKAGES, leaveOut: LEFT_OUT, directory, onProgress });
    await writeFile(join(directory, 'fonts.conf'), FONTS_CONF);
    const launcher = join(directory, LAUNCHER_NAME);
    await writeFile(launcher, LAUNCHER);
    await chmod(launcher, 0o755);
    return join(parent, `chromium-${await versionOf(launcher)}`);
  });
  return join(target, LAUNCHER_NAME);
}

const LAUNCHER_NAME = 'chromium';

async function versionOf(launcher: string): Promise<string> {
  try {
    const { stdout } = await runCommand(launcher, { args: ['--version'], timeoutMs: VERSION_TIMEOUT_MS });
    return /\d+(\.\d+)+/.exec(stdout)?.[0] ?? 'unknown';
  } catch (cause) {
    throw new SandboxError(
      'chromium-missing',
      "Debian's Chromium was fetched and does not run on this machine: install Chromium yourself, or name it in TOPIARY_CHROMIUM.",
      { cause },
    );
  }
}

async function cachedLaunchers(environment: Environment): Promise<readonly string[]> {
  const parent = chromiumCache(environment);
  const names: readonly string[] = await readdir(parent).catch(() => []);
  return names
    .filter((name) => !name.startsWith('.'))
    .toSorted()
    .toReversed()
    .map((name) => join(parent, name, LAUNCHER_NAME));
}

function chromiumCache(environment: Environment): string {
  return join(cacheDirectory(environment), 'chromium');
}
