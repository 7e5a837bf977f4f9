import { BODY_EXAMPLES, exportRoutes, routes } from '@topiary/contract';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer } from '../testing/test-server.ts';
import type { TestServer } from '../testing/test-server.ts';
import { openApiDocument } from './openapi.ts';

type Operations = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

const document = openApiDocument({ version: '1.2.3', urlPrefix: '/orc', authentication: { kind: 'none' } });
const paths = document['paths'] as Operations;
const { schemas } = document['components'] as { readonly schemas: Readonly<Record<string, unknown>> };

describe('the OpenAPI document', () => {
  test('is one by the standard, and every reference leads somewhere', async () => {
    expect(await new Validator().validate(structuredClone(document))).toEqual({ valid: true });
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to = '']) => to);
    expect(references.length).toBeGreaterThan(100);
    for (const to of references) expect(schemas).toHaveProperty([to.replace('#/components/schemas/', '')]);
  });

  test('has every route with its summary, answer and errors, and the live stream', () => {
    const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
    const named = operations.map(({ operationId }) => operationId as string);
    expect(named.toSorted()).toEqual([...Object.keys(routes), ...Object.keys(exportRoutes), 'live'].toSorted());
    for (const operation of operations)
      expect(operation).toMatchObject({ summary: expect.stringMatching(/\.$/), responses: { 200: {}, 401: {} } });
  });

  test('names the schemas that the contract names', () => {
    expect(paths['/plans']?.['post']).toMatchObject({
      requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/IntentInput' } } } },
      responses: {
        200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/PlanView' } } } },
        404: { content: { 'application/json': { schema: { $ref: '#/components/schemas/ApiErrorBody' } } } },
      },
    });
  });

  test('demands a key for what changes something', () => {
    const parameters = paths['/plans/{plan}/confirm']?.['post']?.['parameters'] as readonly {
      readonly name: string;
      readonly required: boolean;
    }[];
    const required = parameters.filter((one) => one.required).map(({ name }) => name);
    expect(required).toEqual(['plan', 'Idempotency-Key']);
  });

  test.each(Object.entries(BODY_EXAMPLES))('the example of %s is a body of it', (name, example) => {
    expect(() => routes[name as keyof typeof BODY_EXAMPLES].body.parse(example)).not.toThrow();
  });

  test.each([
    [{ kind: 'none' } as const, []],
    [{ kind: 'basic', user: 'u', password: 'secret' } as const, [{ basic: [] }]],
    [{ kind: 'proxy', userHeader: 'X-User', powerUsers: [], powerGroups: [] } as const, [{ proxy: [] }]],
    [{ kind: 'token', claimMs: 1, sessionMs: 1 } as const, [{ session: [] }]],
  ])('with %j it says how to sign in, and no password', async (authentication, security) => {
    const one = openApiDocument({ version: '1', urlPrefix: '', authentication });
    expect(one['security']).toEqual(security);
    expect(JSON.stringify(one)).not.toContain('secret');
    expect(await new Validator().validate(structuredClone(one))).toMatchObject({ valid: true });
  });
});

describe('its page', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ topology: 'a > b' });
  });
  afterAll(() => server.close());

  test('is made of files of our own origin, under the policy of every page', async () => {
    const answer = await server.request('/api/v1/docs/');
    expect(answer.headers.get('content-security-policy')).toMatch(/script-src 'self';/);
    const html = await answer.text();
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = '']) => file);
    expect(files).toEqual(['swagger-ui.css', 'swagger-ui-bundle.js', 'start.js']);
    expect(html).not.toMatch(/<script>|style="|https?:/);
    for (const file of files) {
      const part = await server.request(`/api/v1/docs/${file}`);
      expect([file, part.status, (await part.text()).length > 100]).toEqual([file, 200, true]);
    }
  });

  test('is found without its last slash, and has no other files', async () => {
    const short = await server.request('/api/v1/docs', { redirect: 'manual' });
    expect([short.status, short.headers.get('location')]).toEqual([302, '/api/v1/docs/']);
    expect((await server.request('/api/v1/docs/package.json')).status).toBe(404);
  });
});
