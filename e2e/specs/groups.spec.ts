/** A replication group: who belongs to it, who is its primary, and whether it can still commit. */
import { startSandbox } from '@topiary/sandbox';
import type { Sandbox } from '@topiary/sandbox';
import { TopiaryProcess } from '../fixtures/topiary-process.ts';
import { expect, test } from '../fixtures/test.ts';

/** A group that is left by two of its three members suspects them after 5 s. */
const LOST_WITHIN_MS = 40_000;
const POLL_INTERVAL_MS = 500;

test.describe('a group of three, with a replica', () => {
  let sandbox: Sandbox;
  let topiary: TopiaryProcess;

  test.beforeEach(async () => {
    sandbox = await startSandbox({ name: 'e2e-group', clusters: [{ name: 'bank', tree: 'group a, b, c; b > r' }] });
    topiary = await TopiaryProcess.start({
      account: sandbox.credentials.topology,
      // From a replica of a secondary the whole group is found.
      seeds: [sandbox.server('r').address],
      config: { TopiaryPollIntervalMilliseconds: POLL_INTERVAL_MS },
    });
  });
  test.afterEach(async () => {
    await topiary[Symbol.asyncDispose]();
    await sandbox.stop();
  });

  test('is found and drawn as one, and its alarm is raised when it loses its majority', async ({ visitAt }) => {
    const at = (name: string): string => sandbox.server(name).address;
    const app = await visitAt(topiary.url);
    await app.openCluster(at('a'));
    await expect(app.cluster.cards).toHaveCount(4);
    await expect(app.cluster.group(/3 of 3 ONLINE, quorum, single primary$/)).toBeVisible();
    await expect(app.cluster.card(at('a'))).toHaveAccessibleName(/Primary, ONLINE, Reachable, .*Writable/);
    for (const name of ['b', 'c'])
      await expect(app.cluster.card(at(name))).toHaveAccessibleName(/Secondary, ONLINE, Reachable, .*Read-only/);
    await expect(app.page.getByRole('treeitem', { name: new RegExp(`^${at('r')},`), level: 2 })).toBeVisible();
    await expect(app.cluster.lines).toHaveCount(1);

    await Promise.all([sandbox.server('b').kill(), sandbox.server('c').kill()]);
    await expect(app.cluster.group(/1 of 3 ONLINE, NO QUORUM, single primary$/)).toBeVisible({
      timeout: LOST_WITHIN_MS,
    });
    await expect(app.cluster.card(at('a'))).toHaveAccessibleName(/Group has no quorum/);

    await app.page.getByRole('radiogroup', { name: 'Look' }).getByText('Table').click();
    await expect(app.page.getByText(/^Replication group .*: 1 of 3 ONLINE, NO QUORUM/)).toBeVisible();
    await expect(app.page.getByRole('row').filter({ hasText: at('a') })).toContainText('Group has no quorum');
  });
});
