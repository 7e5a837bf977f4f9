/** What the server writes into the page when it serves it: the path prefix, and the nonce that styles must bear. */
export interface PageMeta {
  /** '' or a prefix such as `/topiary`, without a slash at its end. */
  readonly basePath: string;
  readonly styleNonce: string;
}

/** A placeholder that nobody replaced means that the page was not served by Topiary (tests, `vite dev`). */
const UNREPLACED = /^__\w+__$/;

export function readPageMeta(document: Document): PageMeta {
  const base = document.querySelector<HTMLMetaElement>('meta[name="topiary-base"]')?.content ?? '';
  // Browsers hide the attribute's text from scripts; the property keeps it.
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
  return { basePath: normaliseBasePath(base), styleNonce: UNREPLACED.test(nonce) ? '' : nonce };
}

export function normaliseBasePath(text: string): string {
  const trimmed = text.trim().replace(/\/+$/, '');
  if (trimmed === '' || UNREPLACED.test(trimmed)) return '';
  return trimmed.startsWith('/') ? trimmed : `/${trimmed}`;
}
