/**
 * The drawing as one SVG text, from places and lines: nothing of the page is copied, so that it is whole whatever part
 * of it is in view, and stands alone wherever it is sent.
 */
import { dashOf, lineWidthOf } from './line-style.ts';
import type { LineState } from './line-style.ts';
import { DATA_CENTER_RHYTHMS } from './rhythms.ts';
import type { EdgePath } from '../model/edge-path.ts';
import { CARD_HEIGHT, CARD_WIDTH, boundsOf } from '../model/layout.ts';
import type { GroupBox, Point } from '../model/layout.ts';
import type { Mark } from '../../../shared/topology/severity.ts';

export interface PictureCard extends Point {
  readonly name: string;
  /** `RW`, `RO`, or '' where it is not known. */
  readonly writes: string;
  readonly mark: Mark;
  /** Its kind and version, its facts, its worst problem: the lines below its name. */
  readonly lines: readonly [string, string, string];
  /** All that is known of it, in whole words. */
  readonly spoken: string;
  /** Its data center's, where those are told apart. */
  readonly slot: number | null;
  /** Hidden below it. */
  readonly folded: number;
}

export interface PictureLine {
  readonly path: EdgePath;
  readonly state: LineState;
  readonly text: string;
  readonly semiSync: boolean;
  readonly crosses: boolean;
}

/** A colour of `tokens.css` by its name without `--tp-`. */
export type Paint = (token: string) => string;

export interface Picture {
  /** What it shows, and when that was. */
  readonly title: string;
  readonly cards: readonly PictureCard[];
  readonly lines: readonly PictureLine[];
  readonly groups: readonly GroupBox[];
  readonly paint: Paint;
}

export interface PictureFile {
  readonly svg: string;
  /** In pixels at full size. */
  readonly width: number;
  readonly height: number;
}

/** Room for what leaves the box of all cards: bows of edges between masters, boxes of groups. */
const MARGIN = 60;
const TITLE_HEIGHT = 40;
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", sans-serif';
const LETTERS_OF_NAME = 22;
const LETTERS_OF_LINE = 33;

const SIGNS: Readonly<Record<Mark, string>> = { critical: '✕', warning: '!', unknown: '?', info: 'i', ok: '✓' };
const MARK_COLOURS: Readonly<Record<Mark, string>> = {
  critical: 'critical',
  warning: 'warning',
  unknown: 'muted',
  info: 'info',
  ok: 'ok',
};
const LINE_COLOURS: Partial<Record<LineState, string>> = {
  lagging: 'warning',
  connecting: 'warning',
  delayed: 'info',
  stopped: 'critical',
  error: 'critical',
  leaving: 'muted',
  arriving: 'legal',
};

export function drawPicture(picture: Picture): PictureFile {
  const { title, cards, lines, groups, paint } = picture;
  const box = boundsOf([...cards, ...bowsOf(lines)]);
  const [left, top] = [box.x - MARGIN, box.y - MARGIN - TITLE_HEIGHT];
  const [width, height] = [box.width + 2 * MARGIN, box.height + 2 * MARGIN + TITLE_HEIGHT];
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${left} ${top} ${width} ${height}" font-family="${escaped(FONT)}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="${paint('canvas')}"/>`,
    text({ x: left + 24, y: top + 32, size: 16, weight: 650, fill: paint('text') }, title),
    ...groups.map((group) => groupOf(group, paint)),
    ...lines.map((line) => lineOf(line, paint)),
    // After all lines: none of them runs through what another one says.
    ...lines.flatMap((line) => (line.text === '' ? [] : [labelOf(line, paint)])),
    ...cards.map((card) => cardOf(card, paint)),
    '</svg>',
  ].join('\n');
  return { svg, width, height };
}

/** Labels stand where a line bows out farthest. */
function bowsOf(lines: readonly PictureLine[]): readonly Point[] {
  return lines.map(({ path }) => ({ x: path.label.x, y: path.label.y - CARD_HEIGHT / 2 }));
}

function groupOf({ x, y, width, height, name }: GroupBox, paint: Paint): string {
  const frame = `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="10" fill="none" stroke="${paint('muted')}" stroke-dasharray="6 4"/>`;
  return `<g>${frame}${text({ x: x + 12, y: y + 22, size: 13, weight: 600, fill: paint('muted') }, name)}</g>`;
}

function lineOf({ path, state, semiSync, crosses }: PictureLine, paint: Paint): string {
  const colour = colourOf(state, paint);
  const width = lineWidthOf({ state, semiSync, crosses });
  const dash = dashOf(state);
  const parts = [
    `<path d="${path.d}" fill="none" stroke="${colour}" stroke-width="${width}"${state === 'stopped' ? ' stroke-linecap="round"' : ''}${dash === null ? '' : ` stroke-dasharray="${dash}"`}/>`,
    // Two lines beside each other: the ground runs in the middle of a wide one.
    ...(crosses ? [`<path d="${path.d}" fill="none" stroke="${paint('canvas')}" stroke-width="2"/>`] : []),
    `<path d="${path.head}" fill="${colour}"/>`,
  ];
  return `<g>${parts.join('')}</g>`;
}

function colourOf(state: LineState, paint: Paint): string {
  return paint(LINE_COLOURS[state] ?? 'edge');
}

function labelOf({ path: { label: at }, state, text: label }: PictureLine, paint: Paint): string {
  const width = widthOf(label) * 7.2 + 12;
  const x = at.anchor === 'end' ? at.x - width : at.x - width / 2;
  const frame = `<rect x="${x}" y="${at.y - 9}" width="${width}" height="18" rx="5" fill="${paint('canvas')}"/>`;
  return frame + text({ x: x + 6, y: at.y + 4, size: 11, weight: 600, fill: colourOf(state, paint) }, label);
}

function cardOf(card: PictureCard, paint: Paint): string {
  const { x, y, mark, lines, slot, folded } = card;
  const colour = paint(MARK_COLOURS[mark]);
  const isBad = mark === 'critical';
  const [kind, facts, state] = lines;
  const muted = paint('muted');
  const parts = [
    `<title>${escaped(card.spoken)}</title>`,
    `<rect x="0.5" y="0.5" width="${CARD_WIDTH - 1}" height="${CARD_HEIGHT - 1}" rx="8" fill="${paint(isBad ? 'critical-soft' : 'card')}" stroke="${isBad || mark === 'warning' ? colour : paint('card-border')}"/>`,
    `<rect y="8" width="${isBad ? 8 : 5}" height="${CARD_HEIGHT - 16}" fill="${colour}"/>`,
    `<circle cx="24" cy="19" r="9" fill="${colour}"/>`,
    text({ x: 24, y: 23.5, size: 12, weight: 700, fill: paint('on-mark'), anchor: 'middle' }, SIGNS[mark]),
    text({ x: 39, y: 24, size: 13.5, weight: 650, fill: paint('text') }, shortened(card.name, LETTERS_OF_NAME)),
    text({ x: CARD_WIDTH - 10, y: 23, size: 11, weight: 600, fill: muted, anchor: 'end' }, card.writes),
    text({ x: 39, y: 43, size: 12, fill: muted }, shortened(kind, LETTERS_OF_LINE)),
    text({ x: 39, y: 62, size: 12, fill: paint('text') }, shortened(facts, LETTERS_OF_LINE)),
    text({ x: 39, y: 81, size: 12, weight: 600, fill: colour }, shortened(state, LETTERS_OF_LINE)),
    ...(slot === null ? [] : [bandOf(slot, paint)]),
    ...(folded === 0
      ? []
      : [text({ x: CARD_WIDTH - 10, y: 81, size: 12, weight: 600, fill: muted, anchor: 'end' }, `+${folded}`)]),
  ];
  return `<svg x="${x}" y="${y}" width="${CARD_WIDTH}" height="${CARD_HEIGHT}">${parts.join('')}</svg>`;
}

function bandOf(slot: number, paint: Paint): string {
  const y = CARD_HEIGHT - 4;
  const dash = DATA_CENTER_RHYTHMS[slot] ?? null;
  return `<path d="M8,${y}H${CARD_WIDTH - 8}" stroke="${paint(`dc-${slot}`)}" stroke-width="5"${dash === null ? '' : ` stroke-dasharray="${dash}"`}/>`;
}

interface TextStyle extends Point {
  readonly size: number;
  readonly weight?: number;
  readonly fill: string;
  readonly anchor?: 'middle' | 'end';
}

function text({ x, y, size, weight = 400, fill, anchor }: TextStyle, content: string): string {
  const anchored = anchor === undefined ? '' : ` text-anchor="${anchor}"`;
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${fill}"${anchored}>${escaped(content)}</text>`;
}

/** In Latin letters: a Chinese sign is about two of them wide. */
function widthOf(content: string): number {
  return [...content].reduce((sum, letter) => sum + widthOfLetter(letter), 0);
}

function widthOfLetter(letter: string): number {
  return (letter.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1;
}

function shortened(content: string, room: number): string {
  if (widthOf(content) <= room) return content;
  let kept = '';
  for (const letter of content) {
    if (widthOf(kept) + widthOfLetter(letter) > room - 1) break;
    kept += letter;
  }
  return `${kept}…`;
}

/** What XML keeps for itself, and what it does not know at all. */
function escaped(content: string): string {
  return content
    .replaceAll(/[\p{Cc}]/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
