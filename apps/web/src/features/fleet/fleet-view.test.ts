import { expect, test } from 'vitest';
import { PLAIN_VIEW, readFleetView, searchOfView, withFleetView } from './fleet-view.ts';

const parameters = (text: string) => new URLSearchParams(text);

test('a look at the fleet is read from the address, and what the address says wrongly is left out', () => {
  expect(readFleetView(parameters('find=dc:bj&group=dc&sort=lag&look=heat'))).toEqual({
    find: 'dc:bj',
    group: 'dc',
    sort: 'lag',
    look: 'heat',
  });
  expect(readFleetView(parameters('group=colour&sort=&look=3d'))).toEqual(PLAIN_VIEW);
});

test('a change leaves the rest of the address as it is, and the usual is not written', () => {
  const before = parameters('discover=&find=x&look=heat');
  expect(withFleetView(before, { look: 'table', group: 'host' }).toString()).toBe('discover=&find=x&group=host');
  expect(withFleetView(before, PLAIN_VIEW).toString()).toBe('discover=');
});

test('what is kept of a view is read as it was', () => {
  const view = { find: 'tag:"a b" -dc:*', group: 'tag', sort: 'name', look: 'heat' } as const;
  expect(readFleetView(parameters(searchOfView(view)))).toEqual(view);
  expect(searchOfView(PLAIN_VIEW)).toBe('');
});
