/** What clusters and hosts are called, and where they listen: a block of loopback addresses per cluster. */

const SERVICES = [
  'shop', 'billing', 'crm', 'search', 'users', 'catalog', 'orders', 'payments', 'stock', 'mail',
  'chat', 'media', 'reports', 'ledger', 'pricing', 'reviews', 'tickets', 'sessions', 'audit', 'ads',
  'maps', 'fleet', 'loyalty', 'refunds', 'shipping', 'returns', 'feeds', 'metrics', 'forum', 'wiki',
  'jobs', 'events', 'coupons', 'invoices', 'partners', 'travel', 'games', 'music', 'news', 'weather',
] as const; // prettier-ignore
const REGIONS = ['eu', 'us', 'ap', 'sa', 'af', 'me'] as const;
/** The second number of the addresses of the first clusters. */
const FIRST_BLOCK = 10;
/** Clusters per second number. */
const CLUSTERS_PER_BLOCK = 250;

/** `shop-eu`, `billing-eu`, …, `shop-us`, …, and a number once all are taken: `shop-eu2`. */
export function clusterName(index: number): string {
  const service = SERVICES[index % SERVICES.length] ?? '';
  const turn = Math.floor(index / SERVICES.length);
  const region = REGIONS[turn % REGIONS.length] ?? '';
  const round = Math.floor(turn / REGIONS.length);
  return `${service}-${region}${round === 0 ? '' : round + 1}`;
}

/** Cluster and server count from 0: the third server of the first cluster is at 127.10.1.3. */
export function hostAddress(cluster: number, server: number): string {
  const block = FIRST_BLOCK + Math.floor(cluster / CLUSTERS_PER_BLOCK);
  return `127.${block}.${(cluster % CLUSTERS_PER_BLOCK) + 1}.${server + 1}`;
}
