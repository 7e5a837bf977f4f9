/**
 * What the server writes into the page when it serves it: the path prefix, the nonce that styles must bear, how things are
 * to be shown, and what the page of the fleet shows first.
 */
import { FLEET_START_ID, fleetStart, PAGE_DISPLAY_ID, pageDisplay } from '@topiary/contract';
import type { FleetStart, PageDisplay } from '@topiary/contract';
import { PLAIN_DISPLAY } from './page-display.ts';

export interface PageMeta {
  /** '' or a prefix such as `/topiary`, without a slash at its end. */
  readonly basePath: string;
  readonly styleNonce: string;
  /** `null` on every other page. */
  readonly fleetStart: FleetStart | null;
  readonly display: PageDisplay;
}

/** A placeholder that nobody replaced means that the page was not served by Topiary (tests, `vite dev`). */
const UNREPLACED = /^__\w+__$/;

export function readPageMeta(document: Document): PageMeta {
  const base = document.querySelector<HTMLMetaElement>('meta[name="topiary-base"]')?.content ?? '';
  // Browsers hide the attribute's text from scripts; the property keeps it.
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
  return {
    basePath: normaliseBasePath(base),
    styleNonce: UNREPLACED.test(nonce) ? '' : nonce,
    fleetStart: readData(document, FLEET_START_ID, (data) => fleetStart.parse(data)),
    display: readData(document, PAGE_DISPLAY_ID, (data) => pageDisplay.parse(data)) ?? PLAIN_DISPLAY,
  };
}

/** What cannot be read is done without: the fleet itself comes in a moment. */
function readData<Data>(document: Document, id: string, parse: (data: unknown) => Data): Data | null {
  try {
    return parse(JSON.parse(document.querySelector(`#${id}`)?.textContent ?? ''));
  } catch {
    return null;
  }
}

export function normaliseBasePath(text: string): string {
  const trimmed = text.trim().replace(/\/+$/, '');
  if (trimmed === '' || UNREPLACED.test(trimmed)) return '';
  return trimmed.startsWith('/') ? trimmed : `/${trimmed}`;
}
