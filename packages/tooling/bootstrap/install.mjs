// Installs what the lock file says, once: a fingerprint of everything that decides the result is kept inside node_modules.

import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { runChild } from './child.mjs';
import { withFileLock } from './file-lock.mjs';
import { CACHE, ROOT, bin } from './paths.mjs';
import { withProgress } from './progress.mjs';

/** Written down here and nowhere else: a machine needs only npm, which fetches this. */
const PNPM_VERSION = '12.21.0';
const INSTALL_LIMIT_MS = 10 * 60_000;
const PROBE_LIMIT_MS = 15_000;
const LOCK_WAIT_MS = 15 * 60_000;
const LOG = path.join(CACHE, 'install.log');
const RECORD = path.join(ROOT, 'node_modules/.topiary-install');
/** What an install script makes outside node_modules. */
const MADE = path.join(ROOT, 'packages/store/dist/kysely/index.js');
const LOG_LINES_SHOWN = 12;

/** Few words, and no minute of retries where there is no network: npm's own waits are 10 s and 60 s. */
const NPM_SETTINGS = {
  CI: 'true',
  npm_config_loglevel: 'error',
  npm_config_update_notifier: 'false',
  npm_config_fetch_retry_mintimeout: '2000',
  npm_config_fetch_retry_maxtimeout: '5000',
};

/** @returns {string[]} the manifests of the workspace, relative to the root */
function manifests() {
  const members = ['apps', 'packages'].flatMap((folder) =>
    existsSync(path.join(ROOT, folder)) ? readdirSync(path.join(ROOT, folder)).map((name) => `${folder}/${name}`) : [],
  );
  return ['.', ...members, 'e2e']
    .map((folder) => path.join(folder, 'package.json'))
    .filter((file) => existsSync(path.join(ROOT, file)))
    .toSorted();
}

/** @returns {string} */
function fingerprint() {
  const hash = createHash('sha256').update(`${PNPM_VERSION} ${process.platform} ${process.arch}\n`);
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests()]) {
    hash.update(`${file}\n`).update(readFileSync(path.join(ROOT, file)));
  }
  return hash.digest('hex');
}

/**
 * @param {string} wanted
 * @returns {boolean}
 */
function isInstalled(wanted) {
  return (
    missingCommand() === undefined && existsSync(MADE) && existsSync(RECORD) && readFileSync(RECORD, 'utf8') === wanted
  );
}

/** @returns {string | undefined} a command without which nothing runs and which is not there */
function missingCommand() {
  return ['node', 'topiary'].find((name) => !existsSync(bin(name)));
}

/**
 * npm and pnpm warn about settings of the outer npm that they do not know: a child gets those that decide where packages
 * come from, and none of the rest.
 *
 * @returns {NodeJS.ProcessEnv}
 */
function quietEnvironment() {
  const dropped = /^npm_(config|package|lifecycle|command|execpath|node_execpath)/i;
  const kept = /^npm_config_(registry|cache|userconfig|globalconfig|cafile|ca|strict_ssl|proxy|https_proxy|noproxy)$/i;
  const entries = Object.entries(process.env).filter(([name]) => !dropped.test(name) || kept.test(name));
  return { ...Object.fromEntries(entries), ...NPM_SETTINGS };
}

/** @returns {Promise<string | undefined>} what went wrong, or nothing */
async function runPnpm() {
  mkdirSync(CACHE, { recursive: true });
  const log = openSync(LOG, 'w');
  try {
    const end = await runChild({
      command: 'npx',
      args: [
        '--yes',
        '--prefer-offline',
        `pnpm@${PNPM_VERSION}`,
        'install',
        '--frozen-lockfile',
        '--reporter=append-only',
      ],
      cwd: ROOT,
      env: quietEnvironment(),
      stdio: ['ignore', log, log],
      limitMs: INSTALL_LIMIT_MS,
    });
    if (end.why === 'not-found') {
      return 'npx is not on the PATH: install npm 9 or newer, then run `npm run setup` again.';
    }
    if (end.why === 'interrupted') {
      return 'interrupted.';
    }
    if (end.why === 'timed-out') {
      return `the package registry did not deliver within ${INSTALL_LIMIT_MS / 60_000} minutes: check the network, then run \`npm run setup\` again.`;
    }
    return end.code === 0 ? withoutCommand() : await whyFailed(end.code ?? end.signal ?? end.why);
  } finally {
    closeSync(log);
  }
}

/**
 * The repository's own Node arrives by an install script.
 *
 * @returns {string | undefined}
 */
function withoutCommand() {
  const missing = missingCommand();
  return missing === undefined
    ? undefined
    : `there is no node_modules/.bin/${missing} after it: allow install scripts (npm's setting ignore-scripts), delete node_modules, then run \`npm run setup\` again.`;
}

/**
 * Whether the registry answers is asked of npm, because the installer says why it failed in words only.
 *
 * @param {number | string} how the installer ended
 * @returns {Promise<string>}
 */
async function whyFailed(how) {
  // An empty cache: npm answers from its own when it can.
  const cache = mkdtempSync(path.join(CACHE, 'npm-probe-'));
  const probe = await runChild({
    command: 'npm',
    args: ['view', `pnpm@${PNPM_VERSION}`, 'version', '--fetch-retries=0', `--cache=${cache}`],
    cwd: ROOT,
    env: quietEnvironment(),
    stdio: 'ignore',
    limitMs: PROBE_LIMIT_MS,
  });
  rmSync(cache, { recursive: true, force: true });
  if (probe.code !== 0) {
    return 'the package registry cannot be reached: connect to the network, then run `npm run setup` again.';
  }
  const lines = readFileSync(LOG, 'utf8').trimEnd().split('\n').slice(-LOG_LINES_SHOWN);
  return `pnpm ended with ${how}; it last said:\n${lines.map((line) => `    ${line}`).join('\n')}`;
}

/**
 * Brings node_modules to what the lock file says. Safe to call again, and from two processes at once.
 *
 * @returns {Promise<string | undefined>} why it could not be done and what to do, or nothing
 */
export async function installPackages() {
  if (isInstalled(fingerprint())) {
    return undefined;
  }
  const lock = {
    file: path.join(CACHE, 'install.lock'),
    waitMs: LOCK_WAIT_MS,
    onWait: (/** @type {number} */ pid) =>
      console.log(`Another set-up (process ${pid}) is installing packages: waiting for it.`),
  };
  return withFileLock(lock, async () => {
    const wanted = fingerprint();
    if (isInstalled(wanted)) {
      return undefined;
    }
    const problem = await withProgress('Installing packages', runPnpm);
    if (problem !== undefined) {
      return `The packages could not be installed: ${problem}`;
    }
    writeFileSync(RECORD, wanted);
    return undefined;
  });
}
