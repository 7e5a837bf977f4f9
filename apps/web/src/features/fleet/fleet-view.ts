/** How the fleet is looked at, as it stands in the address of the page: every look at it can be kept, and sent to somebody. */

export const FLEET_GROUPS = ['none', 'dc', 'env', 'host', 'tag'] as const;
export type FleetGroupBy = (typeof FLEET_GROUPS)[number];

/** `need`: what is worst comes first. */
export const FLEET_SORTS = ['need', 'name', 'servers', 'lag'] as const;
export type FleetSort = (typeof FLEET_SORTS)[number];

export const FLEET_LOOKS = ['table', 'heat'] as const;
export type FleetLook = (typeof FLEET_LOOKS)[number];

export interface FleetView {
  /** A query (`parseQuery`). */
  readonly find: string;
  readonly group: FleetGroupBy;
  readonly sort: FleetSort;
  readonly look: FleetLook;
}

export const PLAIN_VIEW: FleetView = { find: '', group: 'none', sort: 'need', look: 'table' };

/** What the address says wrongly is as if it said nothing. */
export function readFleetView(parameters: URLSearchParams): FleetView {
  return {
    find: parameters.get('find') ?? PLAIN_VIEW.find,
    group: FLEET_GROUPS.find((one) => one === parameters.get('group')) ?? PLAIN_VIEW.group,
    sort: FLEET_SORTS.find((one) => one === parameters.get('sort')) ?? PLAIN_VIEW.sort,
    look: FLEET_LOOKS.find((one) => one === parameters.get('look')) ?? PLAIN_VIEW.look,
  };
}

/** The parameters with another look at the fleet; the others stay, and what is usual is not written. */
export function withFleetView(parameters: URLSearchParams, change: Partial<FleetView>): URLSearchParams {
  const after = new URLSearchParams(parameters);
  for (const [name, value] of Object.entries({ ...readFleetView(parameters), ...change })) {
    if (value === PLAIN_VIEW[name as keyof FleetView]) after.delete(name);
    else after.set(name, value);
  }
  return after;
}

/** As a saved view keeps it. */
export function searchOfView(view: FleetView): string {
  return withFleetView(new URLSearchParams(), view).toString();
}
