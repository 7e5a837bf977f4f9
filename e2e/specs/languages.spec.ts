/** The whole page in Chinese and in the dark: nothing is left in English, and both choices are remembered. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { MESSAGES } from '@topiary/contract';
import { expect, test } from '../fixtures/test.ts';
import { escaped } from '../pages/words.ts';

type Texts = Readonly<Record<string, string>>;

const ENGLISH = textsOf('en');
const CHINESE = textsOf('zh-CN');
/** Words that are the same in every language: names of products, of variables, of languages, and SQL. */
const SAME_IN_BOTH = new Set(Object.keys(ENGLISH).filter((key) => ENGLISH[key] === CHINESE[key]).map((key) => ENGLISH[key]));
/** Three Latin words with small letters in a row are a sentence. */
const SENTENCE = /[A-Za-z][a-z']*(?:[ ,:]+[a-z']{2,}){2,}/;

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

  const look = async (name: string): Promise<void> => {
    await test.info().attach(`${name}.png`, { body: await page.screenshot(), contentType: 'image/png' });
    expect.soft(await leftovers(page), `left in English: ${name}`).toEqual([]);
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
  await expect(page.getByRole('dialog').getByRole('option')).toHaveCount(shop.names.length);
  await look('targets');

  await page.getByRole('dialog').getByRole('combobox').fill(String(shop.server('a').port));
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

/** Texts of the page that are names of texts, English texts of the page or the server, or read like English sentences. */
async function leftovers(page: Page): Promise<readonly string[]> {
  const texts = await page.evaluate(() => {
    // Code is the same in every language, and languages are offered by their own names.
    const isCode = (node: Node): boolean => node.parentElement?.closest('pre, code, kbd, [lang]:not(html)') != null;
    // Out of sight is not enough: what is drawn nowhere but read aloud counts.
    const isRendered = (node: Node): boolean => node.parentElement?.checkVisibility() === true;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (!isCode(node) && isRendered(node)) found.push(node.textContent ?? '');
    }
    for (const element of document.body.querySelectorAll('[aria-label], [title], [placeholder]')) {
      found.push(...['aria-label', 'title', 'placeholder'].map((name) => element.getAttribute(name) ?? ''));
    }
    return [document.title, ...found].map((text) => text.trim()).filter((text) => text !== '');
  });
  return [...new Set(texts)].filter((text) => isKey(text) || isEnglish(text) || SENTENCE.test(text));
}

function isKey(text: string): boolean {
  return Object.keys(ENGLISH).some((key) => text.includes(key) && key.includes('.'));
}

const PATTERNS = [...Object.values(ENGLISH), ...Object.values(MESSAGES).map(({ en }) => en)]
  .filter((text) => /[A-Za-z]{3}/.test(text.replaceAll(/\{\{?\w+\}?\}/g, '')) && !SAME_IN_BOTH.has(text))
  .map((text) => new RegExp(`^${escaped(text).replaceAll(/(\\\{){1,2}\w+(\\\}){1,2}/g, '.+')}$`));

function isEnglish(text: string): boolean {
  return PATTERNS.some((pattern) => pattern.test(text));
}
