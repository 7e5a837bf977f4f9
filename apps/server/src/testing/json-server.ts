/** An HTTP server on loopback that answers with what the test says. */
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';

export interface JsonServer {
  readonly url: string;
  readonly requests: readonly { readonly path: string; readonly headers: IncomingMessage['headers'] }[];
  respond: (response: ServerResponse, path: string) => void;
  close(): Promise<void>;
}

export function sendJson(body: unknown): JsonServer['respond'] {
  return (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

export async function startJsonServer(tls?: { readonly key: string; readonly cert: string }): Promise<JsonServer> {
  const requests: { path: string; headers: IncomingMessage['headers'] }[] = [];
  const listener: RequestListener = (request, response) => {
    requests.push({ path: request.url ?? '', headers: request.headers });
    server.respond(response, request.url ?? '');
  };
  const http = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const server: JsonServer = {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    requests,
    respond: sendJson([]),
    close: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return server;
}
