/**
 * What the server writes into the page when it serves it: the path prefix, the nonce that styles must bear, and what the
 * page of the fleet shows first.
 */
import { FLEET_START_ID, fleetStart } from '@topiary/contract';
import type { FleetStart } from '@topiary/contract';

export interface PageMeta {
  /** '' or a prefix such as `/topiary`, without a slash at its end. */
  readonly basePath: string;
  readonly styleNonce: string;
  /** `null` on every other page. */
  readonly fleetStart: FleetStart | null;
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
    fleetStart: readFleetStart(document.querySelector(`#${FLEET_START_ID}`)?.textContent ?? ''),
  };
}

/** What cannot be read is not shown: the fleet itself comes in a moment. */
function readFleetStart(json: string): FleetStart | null {
  try {
    return fleetStart.parse(JSON.parse(json));
  } catch {
    return null;
  }
}

export function normaliseBasePath(text: string): string {
  const trimmed = text.trim().replace(/\/+$/, '');
  if (trimmed === '' || UNREPLACED.test(trimmed)) return '';
  return trimmed.startsWith('/') ? trimmed : `/${trimmed}`;
}
