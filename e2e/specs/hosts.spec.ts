/** Many servers live on one host: found as a thing of its own, and its death is one event. */
import { startSandbox } from '@topiary/sandbox';
import type { Sandbox } from '@topiary/sandbox';
import { TopiaryProcess } from '../fixtures/topiary-process.ts';
import { IS_SOAK, ONLY_IN_SOAK } from '../fixtures/soak.ts';
import { expect, test } from '../fixtures/test.ts';

/** Where the sandbox's servers live. */
const HOST = '127.0.0.1';

test('a host is found by the name of a cluster, and leads to the servers on it', async ({ world, app }) => {
  const { shop, ledger } = world;
  await app.page.goto('/');
  await app.shell.hostsLink.click();
  const hosts = app.page.getByRole('table', { name: 'Hosts' });
  const servers = shop.names.length + ledger.names.length;
  await expect(hosts.getByRole('row', { name: new RegExp(`^${HOST} OK ${servers} 2 2$`) })).toBeVisible();
  const search = app.page.getByRole('searchbox', { name: 'Search hosts' });
  await search.fill('nowhere');
  await expect(app.page.getByText('No host has “nowhere” in its name')).toBeVisible();
  await search.fill(shop.address('m'));
  await hosts.getByRole('link', { name: HOST }).click();

  await expect(app.page.getByRole('heading', { name: HOST })).toBeVisible();
  const death = app.page.getByRole('region', { name: 'What its death would do' });
  await expect(death).toContainText('2 clusters would lose a master.');
  await expect(death).toContainText('2 clusters would be gone altogether.');
  const byPort = app.page.getByRole('table', { name: 'Servers' });
  await expect(byPort.getByRole('row')).toHaveCount(servers + 1);
  await byPort.getByRole('link', { name: ledger.address('b'), exact: true }).click();
  await expect(app.instance.of(ledger.address('b'))).toBeVisible();
  await app.instance.of(ledger.address('b')).getByRole('link', { name: HOST, exact: true }).click();
  await expect(death).toBeVisible();
});

test('on a phone, nothing is wider than the screen and every number says what it counts', async ({ app }) => {
  const { page } = app;
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ['/', '/hosts', `/hosts/${HOST}`]) {
    await page.goto(path);
    await expect(page.getByRole('table').first()).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  }
  const port = page.getByRole('table', { name: 'Servers' }).getByRole('cell').nth(2);
  expect(await port.evaluate((cell) => getComputedStyle(cell, '::before').content)).toBe('"Role"');
});

test.describe('on a host of its own', () => {
  test.skip(!IS_SOAK, ONLY_IN_SOAK);

  let sandbox: Sandbox;
  let topiary: TopiaryProcess;

  test.beforeEach(async () => {
    sandbox = await startSandbox({
      name: 'e2e-host',
      clusters: [{ name: 'pair', tree: 'm > (a, b); flavor mariadb' }],
    });
    topiary = await TopiaryProcess.start({
      account: sandbox.credentials.topology,
      seeds: [sandbox.server('pair.m').address],
      config: { TopiaryPollIntervalMilliseconds: 500 },
    });
  });
  test.afterEach(async () => {
    await topiary[Symbol.asyncDispose]();
    await sandbox.stop();
  });

  test('all servers that die together are one event, which ends when one is back', async ({ visitAt }) => {
    const app = await visitAt(topiary.url);
    const servers = ['m', 'a', 'b'].map((name) => sandbox.server(`pair.${name}`));
    await app.page.goto('/');
    const fleet = app.page.getByRole('table', { name: 'Fleet' });
    await expect(fleet.getByRole('row', { name: /OK 3/ })).toBeVisible();
    await Promise.all(servers.map((server) => server.kill()));

    const warnings = app.page.getByRole('region', { name: 'Warnings' });
    await expect(warnings).toContainText(`Host ${HOST} is down: none of its 3 servers answers; 1 of them is a master.`);
    await expect(fleet.getByText(`${HOST}: Host is down`)).toHaveCount(1);
    await expect(fleet.getByText(/Unreachable/)).toHaveCount(0);
    await warnings.getByRole('link', { name: 'Show host' }).click();
    await expect(app.page.getByRole('note').getByText('Host is down')).toBeVisible();
    await expect(app.page.getByRole('table', { name: 'Servers' }).getByText('Unreachable')).toHaveCount(3);

    await sandbox.server('pair.b').start();
    await expect(warnings.getByText(/is down/)).toHaveCount(0);
    await app.shell.auditLink.click();
    const audit = app.page.getByRole('table', { name: 'Audit' });
    await expect(audit.getByText(`Host ${HOST} answers again, after`)).toHaveCount(1);
    await expect(audit.getByText(`Host ${HOST} is down: none of its 3 servers answers`)).toHaveCount(1);
  });
});
