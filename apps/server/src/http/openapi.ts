/** The OpenAPI document, made from the route table. */
import { API_ERRORS, API_PREFIX, apiErrorBody, routes } from '@topiary/contract';
import type { ApiErrorCode, Route } from '@topiary/contract';
import { z } from 'zod';

type Json = Readonly<Record<string, unknown>>;

const EVERYWHERE: readonly ApiErrorCode[] = ['invalid-input', 'unauthenticated', 'internal'];
const FOR_CHANGES: readonly ApiErrorCode[] = ['forbidden', 'idempotency-key-missing', 'idempotency-key-reused'];

export function openApiDocument(version: string, urlPrefix: string): Json {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, route] of Object.entries(routes) as [string, Route][]) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Topiary',
      version,
      description: 'Replication topologies of MySQL and MariaDB: observe, move, undo.',
    },
    servers: [{ url: `${urlPrefix}${API_PREFIX}` }],
    paths,
  };
}

function operation(name: string, route: Route): Json {
  return {
    operationId: name,
    summary: route.summary,
    parameters: [
      ...parametersIn('path', route.params),
      ...parametersIn('query', route.query),
      ...idempotencyKey(route),
    ],
    ...(route.body !== null && { requestBody: { required: true, content: json(schemaOf(route.body)) } }),
    responses: { 200: { description: 'Done.', content: json(schemaOf(route.output)) }, ...errorResponses(route) },
  };
}

function parametersIn(place: 'path' | 'query', schema: z.ZodObject): readonly Json[] {
  const { required = [] } = schemaOf(schema) as { readonly required?: readonly string[] };
  return Object.entries(schema.shape).map(([name, part]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: schemaOf(part as z.ZodType),
  }));
}

function idempotencyKey(route: Route): readonly Json[] {
  return route.changes ? [{ name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string' } }] : [];
}

function errorResponses(route: Route): Json {
  const codes = [...new Set([...route.errors, ...EVERYWHERE, ...(route.changes ? FOR_CHANGES : [])])];
  const byStatus = Object.groupBy(codes, (code) => String(API_ERRORS[code].status));
  const entries = Object.entries(byStatus).map(([status, group = []]) => [
    status,
    { description: group.join(', '), content: json(schemaOf(apiErrorBody)) },
  ]);
  return Object.fromEntries(entries) as Json;
}

/** Branded ids are texts on the wire; their `transform` has no JSON schema, so the input side is described. */
function schemaOf(schema: z.ZodType): Json {
  const options = { unrepresentable: 'any', io: 'input' } as const;
  const { $schema: _, ...document } = z.toJSONSchema(schema, options) as Json;
  return document;
}

function json(schema: Json): Json {
  return { 'application/json': { schema } };
}
