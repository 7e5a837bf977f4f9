/** The typed client that the page and the command line share. Takes `fetch` from outside, so that it runs anywhere. */
import type { z } from 'zod';
import { apiErrorBody, sayError } from './errors.ts';
import type { ApiErrorCode } from './errors.ts';
import { exportUrl } from './exports.ts';
import type { ExportName } from './exports.ts';
import { queryText } from './query-text.ts';
import type { QueryValues } from './query-text.ts';
import { API_PREFIX, routes } from './routes.ts';
import type { RouteName } from './routes.ts';
import type { MessageView } from './views/common.ts';

type Of<Name extends RouteName> = (typeof routes)[Name];
type BodyOf<Name extends RouteName> = Of<Name>['body'] extends z.ZodType
  ? { readonly body: z.input<Of<Name>['body']> }
  : object;

export type CallInput<Name extends RouteName> = BodyOf<Name> & {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: QueryValues;
  /** For routes that change something; repeat it when repeating the request. */
  readonly idempotencyKey?: string;
};
export type CallOutput<Name extends RouteName> = z.output<Of<Name>['output']>;

/** The little of `fetch` that is used. */
export type FetchLike = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string },
) => Promise<{ readonly status: number; text(): Promise<string> }>;

export class ApiError extends Error {
  readonly code: ApiErrorCode | 'unreachable' | 'not-topiary' | 'other-version';
  readonly params: Readonly<Record<string, string | number>>;
  readonly reasons: readonly MessageView[];
  constructor(
    code: ApiError['code'],
    text: string,
    details: { params?: ApiError['params']; reasons?: readonly MessageView[] } = {},
  ) {
    super(text);
    this.name = 'ApiError';
    this.code = code;
    this.params = details.params ?? {};
    this.reasons = details.reasons ?? [];
  }
}

export interface ClientOptions {
  /** Without the API prefix, for example `http://127.0.0.1:3000` or '' for the page's own origin. */
  readonly baseUrl: string;
  readonly fetch: FetchLike;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Client {
  call<Name extends RouteName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>>;
  /** Where a list is found as a file, for a browser to fetch. */
  exportUrl(name: ExportName, query: QueryValues): string;
}

export function createClient(options: ClientOptions): Client {
  return {
    async call(name, input) {
      const route = routes[name];
      const url =
        options.baseUrl + API_PREFIX + fillPath(route.path, input.params ?? {}) + queryText(input.query ?? {});
      const body = 'body' in input ? JSON.stringify(input.body) : route.method === 'POST' ? '{}' : undefined;
      const headers: Record<string, string> = { accept: 'application/json', ...options.headers };
      if (body !== undefined) headers['content-type'] = 'application/json';
      if (input.idempotencyKey !== undefined) headers['idempotency-key'] = input.idempotencyKey;
      const answer = await send(options.fetch, url, {
        method: route.method,
        headers,
        ...(body === undefined ? {} : { body }),
      });
      const read = route.output.safeParse(answer);
      if (!read.success) {
        throw new ApiError(
          'other-version',
          `${url} answered in a form that is not known here: the Topiary there is probably of another version.`,
        );
      }
      return read.data as CallOutput<typeof name>;
    },
    exportUrl: (name, query) => exportUrl(name, { baseUrl: options.baseUrl, query }),
  };
}

async function send(fetch: FetchLike, url: string, init: Parameters<FetchLike>[1]): Promise<unknown> {
  let status: number;
  let text: string;
  try {
    const response = await fetch(url, init);
    status = response.status;
    text = await response.text();
  } catch {
    throw new ApiError('unreachable', `No answer from ${url}.`);
  }
  const json = parseJson(text);
  if (status < 400 && json !== undefined) return json;
  const failure = apiErrorBody.safeParse(json);
  if (!failure.success) throw new ApiError('not-topiary', `${url} answered ${status}, but not as Topiary does.`);
  const { code, params, reasons } = failure.data.error;
  throw new ApiError(code, sayError({ code, params }, 'en'), { params, reasons });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fillPath(path: string, params: Readonly<Record<string, string>>): string {
  return path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
}
