import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MAX_KEPT_ASSETS, openWebApp } from './assets.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'topiary-assets-'));
  await mkdir(join(directory, 'assets'));
  await writeFile(join(directory, 'index.html'), 'page');
});
afterEach(() => rm(directory, { recursive: true }));

const write = (name: string, text: string) => writeFile(join(directory, 'assets', name), text);

test('an asset is kept with what it is compressed', async () => {
  const webApp = openWebApp(directory);
  await write('a-1.js', 'one');
  const [first, again] = await Promise.all([webApp.asset('a-1.js'), webApp.asset('a-1.js')]);
  await write('a-1.js', 'another');
  expect(await webApp.asset('a-1.js')).toBe(first);
  expect(again).toBe(first);
  expect([first?.bytes.toString(), gunzipSync(first?.gzipped ?? '').toString()]).toEqual(['one', 'one']);
});

test('only files in the directory of assets are assets', async () => {
  const webApp = openWebApp(directory);
  await write('.hidden', 'secret');
  for (const name of ['../index.html', '..', '.hidden', 'x/../../index.html', ''])
    expect(await webApp.asset(name)).toBeNull();
});

test('beyond the bound assets are read each time, names that lead nowhere do not count', async () => {
  const webApp = openWebApp(directory);
  const names = Array.from({ length: MAX_KEPT_ASSETS }, (_, at) => `a-${at}.js`);
  expect(await Promise.all(names.map((name) => webApp.asset(`no-${name}`)))).toEqual(names.map(() => null));
  await Promise.all(names.map((name) => write(name, 'old')));
  await Promise.all(names.map((name) => webApp.asset(name)));
  await write('late.js', 'old');
  await webApp.asset('late.js');
  await Promise.all([write('late.js', 'new'), write('a-0.js', 'new')]);
  expect((await webApp.asset('late.js'))?.bytes.toString()).toBe('new');
  expect((await webApp.asset('a-0.js'))?.bytes.toString()).toBe('old');
});

test('values in the page end no element, and are read as they were', async () => {
  await writeFile(join(directory, 'index.html'), '<head></head>');
  const value = { name: `</script><b>$& __BASE__ '"` };
  const page = await openWebApp(directory).page({ nonce: 'n', base: '/b', language: 'en', data: { known: value } });
  const json = /^<head><script type="application\/json" id="known">([^<]*)<\/script><\/head>$/.exec(page ?? '')?.[1];
  expect(JSON.parse(json ?? '')).toEqual(value);
});

test('the page names the texts of the language that is wanted, and no other', async () => {
  const link = '<link rel="modulepreload" crossorigin href="./assets/zh-CN-1.js" data-language="zh-CN">';
  await writeFile(join(directory, 'index.html'), `<head>\n  ${link}\n<link rel="icon"></head>`);
  const webApp = openWebApp(directory);
  const page = (language: string) => webApp.page({ nonce: 'n', base: '', language, data: {} });
  expect(await page('zh')).toContain(link);
  expect(await page('en')).toBe('<head>\n<link rel="icon"></head>');
});

test('the page is read again when it is built again, also into a new directory', async () => {
  const webApp = openWebApp(directory);
  const page = () => webApp.page({ nonce: 'n', base: '/b', language: 'en', data: {} });
  expect(await page()).toBe('page');
  await writeFile(join(directory, 'index.html'), '__BASE__ __CSP_NONCE__');
  await expect.poll(page).toBe('/b n');
  await rm(directory, { recursive: true });
  await expect.poll(page).toBeNull();
  await mkdir(directory);
  await writeFile(join(directory, 'index.html'), 'third');
  await expect.poll(page).toBe('third');
});
