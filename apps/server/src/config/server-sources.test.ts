import { describe, expect, test } from 'vitest';
import { loaded, loadText } from '../testing/load-text.ts';
import { placeOf } from '../sources/source-settings.ts';
import { parseSources } from './server-sources.ts';
import { deriveSettings } from './settings.ts';

const SECRET = 'never-to-be-shown';

function parse(sources: unknown) {
  const { configuration } = loaded(loadText(JSON.stringify({ TopiarySources: sources, DefaultInstancePort: 3307 })));
  return parseSources(configuration);
}

function problems(...sources: readonly unknown[]): readonly string[] {
  const parsed = parse(sources);
  return parsed.ok ? [] : parsed.problems;
}

const srv = { Name: 'dns', Kind: 'srv', Record: '_mysql._tcp.example.com' };
const http = { Name: 'cmdb', Kind: 'http', Url: 'https://cmdb.example.com/servers' };
const consul = { Name: 'consul', Kind: 'consul', Url: 'http://127.0.0.1:8500', Service: 'mysql' };

describe('sources', () => {
  test('are read with their defaults', () => {
    expect(parse([srv, http, consul])).toEqual({
      ok: true,
      sources: [
        {
          name: 'dns',
          intervalMs: 60_000,
          deadlineMs: 10_000,
          defaultPort: 3307,
          reading: { kind: 'srv', record: '_mysql._tcp.example.com', dnsServers: [] },
        },
        expect.objectContaining({ reading: { kind: 'http', place: { url: http.Url, caFile: null }, header: null } }),
        expect.objectContaining({
          reading: {
            kind: 'consul',
            place: { url: consul.Url, caFile: null },
            service: 'mysql',
            datacenter: '',
            tag: '',
            onlyPassing: false,
            token: null,
          },
        }),
      ],
    });
  });

  test('are shown without credentials', () => {
    const url = `https://user:${SECRET}@cmdb.example.com/servers?token=${SECRET}`;
    const parsed = parse([
      { ...http, Url: url },
      { ...consul, Datacenter: 'dc2', Token: SECRET },
    ]);
    expect(parsed.ok && parsed.sources.map(({ reading }) => placeOf(reading))).toEqual([
      'https://cmdb.example.com/servers',
      'http://127.0.0.1:8500 mysql@dc2',
    ]);
  });

  test.each([
    [{ ...srv, Kind: 'etcd' }, 'Kind must be "srv", "http" or "consul"'],
    [{ ...srv, Name: 'a b' }, 'Name must have 1 to 100 letters, digits, dots, hyphens and underscores'],
    [{ ...srv, Record: '' }, 'Record must not be empty'],
    [{ ...srv, DNSServers: ['ns.example.com'] }, 'DNSServers.0 must be an IP address, with or without a port'],
    [{ ...srv, Interval: 5 }, 'it has fields that are not known: Interval'],
    [{ ...http, Url: `ftp://${SECRET}@x` }, 'Url must be an address that begins with http:// or https://'],
    [{ ...http, Header: 'X-Key' }, 'Header needs HeaderValue or HeaderValueFile, and these need it'],
    [{ ...http, HeaderValue: SECRET }, 'Header needs HeaderValue or HeaderValueFile, and these need it'],
    [
      { ...http, Header: 'X-Key', HeaderValue: SECRET, HeaderValueFile: 'f' },
      'HeaderValue and HeaderValueFile are both set; remove one',
    ],
    [{ ...consul, Token: SECRET, TokenFile: 'f' }, 'Token and TokenFile are both set; remove one'],
  ])('%j is refused', (source, sentence) => {
    expect(problems(source)).toEqual([`TopiarySources: source 1: ${sentence}.`]);
  });

  test.each([
    [{ ...srv, IntervalSeconds: 1 }, 'IntervalSeconds'],
    [{ ...consul, Token: [SECRET] }, 'Token'],
    [{ Name: 'x', Kind: 'srv' }, 'Record'],
  ])('%j is refused by the field', (source, field) => {
    const [problem = ''] = problems(source);
    expect(problem).toMatch(new RegExp(`^TopiarySources: source 1: ${field} is not right`));
    expect(problem).not.toContain(SECRET);
  });

  test('have different names, and there are not too many', () => {
    expect(problems(srv, { ...http, Name: 'dns' })).toEqual([
      'TopiarySources: source 2: the name "dns" stands there twice.',
    ]);
    expect(problems(...Array.from({ length: 21 }, (_, at) => ({ ...srv, Name: `s${at}` })))).toEqual([
      'TopiarySources: there are 21 sources; at most 20 are read.',
    ]);
  });

  test('that cannot be read keep Topiary from starting, beside what else is wrong', () => {
    const { configuration, stated } = loaded(
      loadText(JSON.stringify({ TopiarySources: [{ ...srv, Record: '' }], DiscoverySeeds: ['a:b'] })),
    );
    expect(deriveSettings({ configuration, stated, places: { dataDirectory: '/data' } })).toMatchObject({
      ok: false,
      problems: [expect.stringContaining('DiscoverySeeds'), expect.stringContaining('TopiarySources')],
    });
  });

  test('of another form are not shown in the message', () => {
    const result = loadText(JSON.stringify({ TopiarySources: { Token: SECRET } }));
    expect(result.kind).toBe('refused');
    expect(JSON.stringify(result)).toContain('TopiarySources must be a list of objects');
    expect(JSON.stringify(result)).not.toContain(SECRET);
  });

  test('may take credentials from the environment', () => {
    const text = JSON.stringify({ TopiarySources: [{ ...consul, Token: '${CONSUL_TOKEN}' }] });
    const { configuration } = loaded(loadText(text, { environment: { CONSUL_TOKEN: SECRET } }));
    const parsed = parseSources(configuration);
    expect(parsed.ok && parsed.sources[0]?.reading).toMatchObject({ token: { kind: 'value', value: SECRET } });
  });
});
