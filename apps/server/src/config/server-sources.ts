/**
 * `TopiarySources`: where servers come from, beside seeds. Each entry is an object with a `Name`, a `Kind` and what that
 * kind needs; docs/sources.md shows them. What is wrong is said by entry and field, and never with a value: it may be a
 * credential.
 */
import { z } from 'zod';
import type { SourceReading, SourceSettings } from '../sources/source-settings.ts';
import type { Configuration } from './schema.ts';

const MAX_SOURCES = 20;
const MAX_TEXT_LENGTH = 2_000;
const MS_PER_SECOND = 1000;

const text = z.string().max(MAX_TEXT_LENGTH);
const filled = text.min(1, 'must not be empty');
const url = filled.refine(isHttpUrl, 'must be an address that begins with http:// or https://');

const common = {
  /** In API, command line and page. */
  Name: z.string().regex(/^[\w.-]{1,100}$/, 'must have 1 to 100 letters, digits, dots, hyphens and underscores'),
  IntervalSeconds: z.int().min(5).max(86_400).default(60),
  TimeoutSeconds: z.int().min(1).max(60).default(10),
};
const http = { Url: url, CAFile: text.default('') };

const entry = z.discriminatedUnion('Kind', [
  z.strictObject({
    Kind: z.literal('srv'),
    ...common,
    Record: filled,
    DNSServers: z.array(filled.refine(isDnsServer, 'must be an IP address, with or without a port')).max(5).default([]),
  }),
  z.strictObject({
    Kind: z.literal('http'),
    ...common,
    ...http,
    Header: z
      .string()
      .regex(/^[\w-]*$/, 'must be the name of a header')
      .default(''),
    HeaderValue: text.default(''),
    HeaderValueFile: text.default(''),
  }),
  z.strictObject({
    Kind: z.literal('consul'),
    ...common,
    ...http,
    Service: filled,
    Datacenter: text.default(''),
    Tag: text.default(''),
    OnlyPassing: z.boolean().default(false),
    Token: text.default(''),
    TokenFile: text.default(''),
  }),
]);

type Entry = z.output<typeof entry>;

export type ParsedSources =
  | { readonly ok: true; readonly sources: readonly SourceSettings[] }
  | { readonly ok: false; readonly problems: readonly string[] };

export function parseSources({
  TopiarySources,
  DefaultInstancePort,
}: Pick<Configuration, 'TopiarySources' | 'DefaultInstancePort'>): ParsedSources {
  const problems: string[] = [];
  const sources: SourceSettings[] = [];
  if (TopiarySources.length > MAX_SOURCES)
    problems.push(`TopiarySources: there are ${TopiarySources.length} sources; at most ${MAX_SOURCES} are read.`);
  for (const [index, given] of TopiarySources.entries()) {
    const where = `TopiarySources: source ${index + 1}`;
    const parsed = entry.safeParse(given);
    if (!parsed.success) {
      problems.push(...parsed.error.issues.map((issue) => `${where}: ${sayIssue(issue)}.`));
      continue;
    }
    const own = problemsOf(parsed.data, sources);
    problems.push(...own.map((problem) => `${where}: ${problem}.`));
    if (own.length === 0) sources.push(settingsOf(parsed.data, DefaultInstancePort));
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, sources };
}

/** The words of the schema name what was expected; zod's own never repeat the value. */
function sayIssue(issue: z.core.$ZodIssue): string {
  const field = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') return `it has fields that are not known: ${issue.keys.join(', ')}`;
  if (field === 'Kind') return 'Kind must be "srv", "http" or "consul"';
  return `${field} ${issue.message.startsWith('must') ? issue.message : `is not right (${issue.message})`}`;
}

function problemsOf(given: Entry, before: readonly SourceSettings[]): readonly string[] {
  const problems: string[] = [];
  if (before.some(({ name }) => name === given.Name)) problems.push(`the name "${given.Name}" stands there twice`);
  if (given.Kind === 'http') {
    if (given.HeaderValue !== '' && given.HeaderValueFile !== '')
      problems.push('HeaderValue and HeaderValueFile are both set; remove one');
    const hasValue = given.HeaderValue !== '' || given.HeaderValueFile !== '';
    if (hasValue !== (given.Header !== ''))
      problems.push('Header needs HeaderValue or HeaderValueFile, and these need it');
  }
  if (given.Kind === 'consul' && given.Token !== '' && given.TokenFile !== '')
    problems.push('Token and TokenFile are both set; remove one');
  return problems;
}

function settingsOf(given: Entry, defaultPort: number): SourceSettings {
  return {
    name: given.Name,
    intervalMs: given.IntervalSeconds * MS_PER_SECOND,
    deadlineMs: given.TimeoutSeconds * MS_PER_SECOND,
    defaultPort,
    reading: readingOf(given),
  };
}

function readingOf(given: Entry): SourceReading {
  if (given.Kind === 'srv') return { kind: 'srv', record: given.Record, dnsServers: given.DNSServers };
  const place = { url: given.Url, caFile: given.CAFile === '' ? null : given.CAFile };
  if (given.Kind === 'http') {
    const value = secretOf(given.HeaderValue, given.HeaderValueFile);
    return { kind: 'http', place, header: value === null ? null : { name: given.Header, value } };
  }
  return {
    kind: 'consul',
    place,
    service: given.Service,
    datacenter: given.Datacenter,
    tag: given.Tag,
    onlyPassing: given.OnlyPassing,
    token: secretOf(given.Token, given.TokenFile),
  };
}

function secretOf(value: string, file: string) {
  if (value !== '') return { kind: 'value', value } as const;
  return file === '' ? null : ({ kind: 'file', file } as const);
}

function isHttpUrl(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text);
}

/** As Node's resolver takes them: a name would have to be resolved first. */
function isDnsServer(text: string): boolean {
  return /^(?:\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?|[\da-f:]+|\[[\da-f:]+\](?::\d{1,5})?)$/i.test(text);
}
