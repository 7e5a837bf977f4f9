/** The OpenAPI document, made from the route table. What several routes speak of is a schema of its own, by its name in the contract. */
import * as contract from '@topiary/contract';
import {
  API_ERRORS,
  API_PREFIX,
  apiErrorBody,
  BODY_EXAMPLES,
  EXPORT_TOTAL_HEADER,
  exportRoutes,
  LIVE_PATH,
  liveEvent,
  MAX_EXPORTED_ROWS,
  routes,
} from '@topiary/contract';
import type { ApiErrorCode, Export, Route, RouteName } from '@topiary/contract';
import { z } from 'zod';
import type { Authentication } from '../config/http-settings.ts';
import { SESSION_COOKIE } from './middlewares/authenticate.ts';

type Json = Readonly<Record<string, unknown>>;

interface Schemas {
  readonly byName: Map<string, Json>;
  /** Most routes speak of the same errors and views: each is described once. */
  readonly references: Map<z.ZodType, Json>;
}

const EVERYWHERE: readonly ApiErrorCode[] = ['invalid-input', 'unauthenticated', 'internal', 'shutting-down'];
const FOR_BODIES: readonly ApiErrorCode[] = ['malformed-json', 'body-too-large'];
const FOR_CHANGES: readonly ApiErrorCode[] = ['forbidden', 'idempotency-key-missing', 'idempotency-key-reused'];

export interface OpenApiOptions {
  readonly version: string;
  readonly urlPrefix: string;
  readonly authentication: Authentication;
}

/** Takes a tenth of a second: it is made for who asks, not for every start. */
export function openApiDocument({ version, urlPrefix, authentication }: OpenApiOptions): Json {
  const schemas: Schemas = { byName: new Map(), references: new Map() };
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, route] of Object.entries(routes) as [RouteName, Route][]) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route, schemas) };
  }
  for (const [name, one] of Object.entries(exportRoutes))
    paths[one.path] = { get: exportOperation(name, one, schemas) };
  paths[LIVE_PATH] = { get: liveOperation(schemas) };
  const schemes = securitySchemes(authentication);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Topiary',
      version,
      summary: 'Replication topologies of MySQL and MariaDB: observe, move, undo.',
      description:
        'Reads are GET. What changes something is POST, needs an Idempotency-Key, and may be sent again with the same key: it is done once. Errors carry a code, which stays, and parameters.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: `${urlPrefix}${API_PREFIX}` }],
    tags: [...new Set([...Object.values(routes), ...Object.values(exportRoutes)].map(({ path }) => tagOf(path)))]
      .toSorted()
      .map((name) => ({ name })),
    security: Object.keys(schemes).map((name) => ({ [name]: [] })),
    paths,
    components: {
      schemas: Object.fromEntries([...schemas.byName].toSorted(([one], [other]) => (one < other ? -1 : 1))),
      ...(Object.keys(schemes).length > 0 && { securitySchemes: schemes }),
    },
  };
}

function operation(name: RouteName, route: Route, schemas: Schemas): Json {
  const example = (BODY_EXAMPLES as Readonly<Record<string, unknown>>)[name];
  return {
    operationId: name,
    summary: route.summary,
    tags: [tagOf(route.path)],
    parameters: [
      ...parametersIn('path', route.params, schemas),
      ...parametersIn('query', route.query, schemas),
      ...idempotencyKey(route),
    ],
    ...(route.body !== null && {
      requestBody: { required: true, content: json(schemaOf(route.body, schemas), example) },
    }),
    responses: {
      200: { description: 'Done.', content: json(schemaOf(route.output, schemas)) },
      ...errorResponses(route, schemas),
    },
  };
}

/** Not in the route table: its answer is no one value. */
function exportOperation(name: string, { path, summary, query, item }: Export, schemas: Schemas): Json {
  const errors = [...EVERYWHERE, 'store-failing', 'too-many-exports'] as const;
  const byStatus = Object.groupBy(errors, (code) => String(API_ERRORS[code].status));
  const total = 'How many there are, also where the file has fewer.';
  return {
    operationId: name,
    summary,
    tags: [tagOf(path)],
    parameters: parametersIn('query', query, schemas),
    responses: {
      200: {
        description: `A file to be kept, of at most ${MAX_EXPORTED_ROWS} rows. Cells of CSV that a spreadsheet would run begin with a quote.`,
        headers: { [EXPORT_TOTAL_HEADER]: { description: total, schema: { type: 'integer' } } },
        content: {
          'text/csv': { schema: { type: 'string' } },
          'application/json': { schema: { type: 'array', items: schemaOf(item, schemas) } },
        },
      },
      ...Object.fromEntries(
        Object.entries(byStatus).map(([status, group = []]) => [status, errorResponse(group, schemas)]),
      ),
    },
  };
}

/** Not in the route table: it never ends. */
function liveOperation(schemas: Schemas): Json {
  return {
    operationId: 'live',
    summary: 'Live changes as server-sent events; clusters are added to a connection by subscribe.',
    tags: [tagOf(LIVE_PATH)],
    responses: {
      200: {
        description: 'A stream of events; the data of each is JSON.',
        content: { 'text/event-stream': { schema: schemaOf(liveEvent, schemas) } },
      },
      401: errorResponse(['unauthenticated'], schemas),
    },
  };
}

function tagOf(path: string): string {
  return path.split('/')[1] ?? '';
}

function parametersIn(place: 'path' | 'query', schema: z.ZodObject, schemas: Schemas): readonly Json[] {
  const { required = [] } = z.toJSONSchema(schema, OPTIONS) as { readonly required?: readonly string[] };
  return Object.entries(schema.shape).map(([name, part]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: schemaOf(part as z.ZodType, schemas),
  }));
}

function idempotencyKey(route: Route): readonly Json[] {
  if (!route.changes) return [];
  const description = 'Any text of your own, another one for each act; the same one when a request is sent again.';
  return [{ name: 'Idempotency-Key', in: 'header', required: true, description, schema: { type: 'string' } }];
}

function errorResponses(route: Route, schemas: Schemas): Json {
  const codes = new Set([
    ...route.errors,
    ...EVERYWHERE,
    ...(route.body === null ? [] : FOR_BODIES),
    ...(route.changes ? FOR_CHANGES : []),
  ]);
  const byStatus = Object.groupBy([...codes], (code) => String(API_ERRORS[code].status));
  const entries = Object.entries(byStatus).map(([status, group = []]) => [status, errorResponse(group, schemas)]);
  return Object.fromEntries(entries) as Json;
}

function errorResponse(codes: readonly ApiErrorCode[], schemas: Schemas): Json {
  return { description: `The code is ${codes.join(' or ')}.`, content: json(schemaOf(apiErrorBody, schemas)) };
}

function securitySchemes(authentication: Authentication): Readonly<Record<string, Json>> {
  if (authentication.kind === 'basic' || authentication.kind === 'multi')
    return { basic: { type: 'http', scheme: 'basic' } };
  if (authentication.kind === 'token')
    return {
      session: {
        type: 'apiKey',
        in: 'cookie',
        name: SESSION_COOKIE,
        description: 'Needed for what changes something.',
      },
    };
  if (authentication.kind !== 'proxy') return {};
  const description = 'Set by the proxy in front, which takes away what a client sends.';
  return { proxy: { type: 'apiKey', in: 'header', name: authentication.userHeader, description } };
}

/** Names of the contract that stand for a schema: `planView` becomes `PlanView`. */
const NAMED = z.registry<{ id: string }>();
for (const [name, value] of Object.entries(contract))
  if (value instanceof z.ZodType && !NAMED.has(value))
    NAMED.add(value, { id: `${name.slice(0, 1).toUpperCase()}${name.slice(1)}` });

/** Branded ids are texts on the wire; their `transform` has no JSON schema, so the input side is described. */
const OPTIONS = { unrepresentable: 'any', io: 'input', metadata: NAMED } as const;
const WITHIN = '#/$defs/';

/** A reference, where the schema has a name; those that it refers to are added to `schemas`. */
function schemaOf(schema: z.ZodType, schemas: Schemas): Json {
  const known = schemas.references.get(schema);
  if (known !== undefined) return known;
  const { $defs = {}, properties } = z.toJSONSchema(z.object({ it: schema }), OPTIONS) as unknown as {
    readonly $defs?: Readonly<Record<string, Json>>;
    readonly properties: { readonly it: Json };
  };
  for (const [name, { id: _, ...definition }] of Object.entries($defs)) schemas.byName.set(name, placed(definition));
  const reference = placed(properties.it);
  schemas.references.set(schema, reference);
  return reference;
}

function placed(schema: Json): Json {
  const text = JSON.stringify(schema);
  return JSON.parse(text.replaceAll(`"${WITHIN}`, '"#/components/schemas/')) as Json;
}

function json(schema: Json, example?: unknown): Json {
  return { 'application/json': { schema, ...(example !== undefined && { example }) } };
}
