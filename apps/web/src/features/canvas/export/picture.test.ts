import { expect, test } from 'vitest';
import { CARD_WIDTH } from '../model/layout.ts';
import { drawPicture } from './picture.ts';
import type { PictureCard, PictureLine } from './picture.ts';

const CARD: PictureCard = {
  x: 0,
  y: 0,
  name: 'db-1',
  writes: 'RW',
  mark: 'ok',
  lines: ['Master', '', 'No problems'],
  spoken: 'db-1, master',
  slot: null,
  folded: 0,
};
const LINE: PictureLine = {
  path: { d: 'M0,0L10,0', head: 'M10,0z', label: { x: 5, y: 0, anchor: 'middle' } },
  state: 'replicating',
  text: '2 s',
  semiSync: false,
  crosses: false,
};

function draw(cards: readonly Partial<PictureCard>[], lines: readonly Partial<PictureLine>[] = []) {
  return drawPicture({
    title: 'shop',
    cards: cards.map((card) => ({ ...CARD, ...card })),
    lines: lines.map((line) => ({ ...LINE, ...line })),
    groups: [],
    paint: (token) => `[${token}]`,
  });
}

test('names cannot break out of the drawing', () => {
  const { svg } = draw([{ name: '<a&"b', spoken: '</title><script>' }]);
  expect(svg).toContain('&lt;a&amp;&quot;b');
  expect(svg).not.toContain('<script>');
});

test('every card is inside, wherever it stands', () => {
  const { svg, width } = draw([{ x: -500 }, { x: 900 }]);
  const [left = 0] = /viewBox="([^"]+)"/.exec(svg)?.[1]?.split(' ').map(Number) ?? [];
  expect(left).toBeLessThan(-500);
  expect(left + width).toBeGreaterThan(900 + CARD_WIDTH);
});

test('a long name ends in an ellipsis, and is told whole', () => {
  const name = 'a-server-with-a-very-long-name';
  const { svg } = draw([{ name, spoken: name }]);
  expect(svg).toContain('a-server-with-a-very-…');
  expect(svg).toContain(`<title>${name}</title>`);
});

test('an edge between data centers is two lines, one with an error is dashed in its colour', () => {
  const { svg } = draw([{}], [{ crosses: true }, { state: 'error' }]);
  expect(svg).toContain('stroke="[canvas]" stroke-width="2"');
  expect(svg).toContain('stroke="[critical]" stroke-width="2.5" stroke-dasharray="7 5"');
});
