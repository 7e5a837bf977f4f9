/** What one source is, as values. Files are named, not read: what is in them is read anew each time, so that it may change. */

/** A credential. Never shown, logged or answered. */
export type Secret =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'file'; readonly file: string };

export interface HttpPlace {
  readonly url: string;
  /** `null`: the authorities that Node trusts. */
  readonly caFile: string | null;
}

export type SourceReading =
  | {
      readonly kind: 'srv';
      readonly record: string;
      /** `host` or `host:port`; none: those of the machine. */
      readonly dnsServers: readonly string[];
    }
  | {
      readonly kind: 'http';
      readonly place: HttpPlace;
      readonly header: { readonly name: string; readonly value: Secret } | null;
    }
  | {
      readonly kind: 'consul';
      readonly place: HttpPlace;
      readonly service: string;
      /** '' for the agent's own. */
      readonly datacenter: string;
      /** '' for all. */
      readonly tag: string;
      readonly onlyPassing: boolean;
      readonly token: Secret | null;
    };

export interface SourceSettings {
  readonly name: string;
  readonly intervalMs: number;
  /** For one read, from its first packet to its last. */
  readonly deadlineMs: number;
  /** For entries without a port. */
  readonly defaultPort: number;
  readonly reading: SourceReading;
}

/** Where it is read, for people: a url may hold credentials, which are left out. */
export function placeOf(reading: SourceReading): string {
  switch (reading.kind) {
    case 'srv':
      return reading.record;
    case 'http':
      return bareUrl(reading.place.url);
    case 'consul':
      return `${bareUrl(reading.place.url)} ${reading.service}${reading.datacenter === '' ? '' : `@${reading.datacenter}`}`;
  }
}

/** Without user, password and query: a token may be in any of them. */
export function bareUrl(text: string): string {
  const url = new URL(text);
  return `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`;
}
