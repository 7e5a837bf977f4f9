/** What a server has that its source has not, and the other way round. */
import { expect, test } from '../fixtures/test.ts';

for (const [cluster, name, missing] of [
  ['shop', 'a', /^[0-9a-f-]{36}:\d+/],
  ['ledger', 'a', /^\(?\d+-\d+-\d+/],
] as const) {
  test(`${cluster}.${name} stopped: what its source wrote since is shown, and that it has nothing of its own`, async ({
    world,
    app,
  }) => {
    const tree = world[cluster];
    const [address, source] = [tree.address(name), tree.address(tree.master)];
    const { sql } = tree.server(name);
    await tree.server(name).query(sql.stopAll());
    await app.openCluster(source);
    await app.cluster.card(address).click();
    await app.instance.tab(address, 'GTID').click();
    const compared = app.instance.of(address).getByRole('region', { name: `Compared with ${source}`, exact: true });
    await expect(compared.getByRole('region', { name: `Only on ${source}`, exact: true }).locator('code')).toHaveText(
      missing,
    );
    await expect(compared.getByRole('region', { name: 'Only on this server', exact: true })).toContainText(
      `Nothing: ${source} has executed or received all that this server has.`,
    );
  });
}
