/** The whole page in Chinese and in the dark: nothing is left in English, and both choices are remembered. */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';

type Texts = Readonly<Record<string, string>>;

const ENGLISH = textsOf('en');
const CHINESE = textsOf('zh-CN');
/** A Latin word of small letters, perhaps with a capital first: names of variables, SQL and codes are not like that. */
const WORD = /(?<![\w.@:/-])[A-Za-z]?[a-z]{2,}(?![\w.@:/-])/g;
/** The same in every language: what the Chinese texts themselves leave in Latin letters, and what servers and systems say. */
const SAME_IN_BOTH = new Set([
  'Topiary',
  hostname(),
  'uncompressed',
  'connect',
  'lin',
  'robot',
  ...Object.values(CHINESE).flatMap(wordsOf),
]);

test('in Chinese and dark, no text is left over, and a reload keeps both', async ({ world, app }) => {
  const { shop } = world;
  const { page } = app;
  await app.page.goto('/');
  await app.shell.chooseLanguage('简体中文');
  await app.shell.chooseScheme('深色');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');

  const data = new Set([world.sandbox.credentials.replication.user]);
  const look = async (name: string): Promise<void> => {
    await test.info().attach(`${name}.png`, { body: await page.screenshot(), contentType: 'image/png' });
    expect.soft(await leftovers(page, data), `left in English: ${name}`).toEqual([]);
  };
  await expect(page.getByRole('heading', { name: '总览' })).toBeVisible();
  await look('fleet');

  await page.getByRole('main').getByRole('button', { name: '发现' }).click();
  const discovery = page.getByRole('dialog');
  await discovery.getByRole('textbox').fill('127.0.0.1:1');
  await discovery.getByRole('textbox').press('Enter');
  await discovery.getByRole('alert').waitFor();
  await look('discovery');
  await page.keyboard.press('Escape');

  await app.fleet.link(shop.address('m')).click();
  await app.cluster.card(shop.address('c')).click();
  await page.getByRole('region').getByRole('tab').nth(1).click();
  await look('cluster with a server');
  await app.cluster.card(shop.address('c')).press('m');
  // Its own master is there twice: the two may change places, or it connects anew.
  await expect(page.getByRole('dialog').getByRole('option')).toHaveCount(shop.names.length + 1);
  await look('targets');

  await page
    .getByRole('dialog')
    .getByRole('combobox')
    .fill(String(shop.server('a').port));
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '确认并执行' }).waitFor();
  await look('plan');
  await page.getByRole('button', { name: '确认并执行' }).click();
  await page.getByRole('button', { name: '撤销' }).waitFor();
  await look('result');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await look('keys');
  await page.keyboard.press('Escape');

  await app.shell.auditLink.click();
  await page
    .getByRole('search')
    .getByRole('textbox', { name: '文本' })
    .fill(`移到 ${shop.address('a')} 之下：完成`);
  const entries = page.getByRole('row').filter({ has: page.getByRole('time') });
  await expect(entries.filter({ hasNotText: '之下：完成' })).toHaveCount(0);
  await expect(entries.first()).toContainText(shop.address('c'));
  await page.getByRole('table').getByRole('button', { expanded: false }).first().click();
  await page.getByRole('article').first().waitFor();
  await look('audit');
  await page.goto('/no/such/page');
  await look('nothing here');
});

test('the browser says which language and which colours to begin with', async ({ world, browser }) => {
  const { url } = await world.gateway('wei');
  await using context = await browser.newContext({ baseURL: url, locale: 'zh-CN', colorScheme: 'dark' });
  const page = await context.newPage();
  await page.goto('/');
  await expect(page.getByRole('heading', { name: '总览' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
});

function textsOf(language: string): Texts {
  const file = new URL(`../../apps/web/src/shared/i18n/${language}.json`, import.meta.url);
  return flattened(JSON.parse(readFileSync(file, 'utf8')));
}

function flattened(tree: unknown, above = ''): Texts {
  if (typeof tree === 'string') return { [above]: tree };
  if (typeof tree !== 'object' || tree === null) return {};
  const parts = Object.entries(tree).map(([key, value]) => flattened(value, above === '' ? key : `${above}.${key}`));
  return Object.assign({}, ...parts) as Texts;
}

/** What a button that copies a command would copy. */
const COMMAND = /^(?:topiary |plan=\$\()/;

/** Texts of the page, seen or heard, in which an English word or the name of a text is left. */
async function leftovers(page: Page, data: ReadonlySet<string>): Promise<readonly string[]> {
  const texts = await page.evaluate(() => {
    // Code is the same in every language, and languages are offered by their own names.
    const isText = (element: Element | null): boolean =>
      element !== null && element.closest('pre, code, kbd, [lang]:not(html)') === null && element.checkVisibility();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [document.title];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (isText(node.parentElement)) found.push(node.textContent ?? '');
    }
    for (const element of document.body.querySelectorAll('[aria-label], [title], [placeholder]')) {
      const texts = ['aria-label', 'title', 'placeholder'].map((name) => element.getAttribute(name) ?? '');
      if (isText(element)) found.push(...texts);
    }
    return found.map((text) => text.trim());
  });
  return [...new Set(texts)].filter(
    (text) =>
      !data.has(text) &&
      !COMMAND.test(text) &&
      (text in ENGLISH || wordsOf(text).some((word) => !SAME_IN_BOTH.has(word))),
  );
}

function wordsOf(text: string): readonly string[] {
  return text.replaceAll(/\{\{.*?\}\}/g, '').match(WORD) ?? [];
}
