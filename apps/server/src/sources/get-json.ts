/**
 * One GET that must answer JSON: with a deadline, a bound on its size, its own certificate authority. Redirects are not
 * followed: they would carry the credentials elsewhere.
 */
import { readFile } from 'node:fs/promises';
import { request as requestHttp } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { codeOf } from '../runtime/error-code.ts';
import type { Deadline } from './read-srv.ts';
import { SourceFailure } from './source-failure.ts';
import { bareUrl } from './source-settings.ts';
import type { HttpPlace, Secret } from './source-settings.ts';

/** 10,000 entries of Consul's catalog are about 8 MB. */
const MAX_ANSWER_BYTES = 20 * 1024 * 1024;
/** Of a token, or of a bundle of authorities; what is longer is another file. */
const MAX_FILE_BYTES = 1024 * 1024;
const MS_PER_SECOND = 1000;

export interface JsonRequest extends Deadline {
  readonly place: HttpPlace;
  readonly url: URL;
  readonly header: { readonly name: string; readonly value: Secret } | null;
}

export async function getJson(asked: JsonRequest): Promise<unknown> {
  const ca = asked.place.caFile === null ? undefined : await readText(asked.place.caFile);
  const headers = await headersOf(asked.header);
  const from = bareUrl(asked.place.url);
  const timer = AbortSignal.timeout(asked.deadlineMs);
  const signal = AbortSignal.any([asked.signal, timer]);
  try {
    const response = await open(asked.url, { headers, signal, ...(ca !== undefined && { ca }) });
    checkStatus(response, from);
    return parsed(await textOf(response));
  } catch (error) {
    if (error instanceof SourceFailure) throw error;
    if (signal.aborted)
      throw new SourceFailure('source-timed-out', { seconds: asked.deadlineMs / MS_PER_SECOND, from });
    throw failureOf(error, from);
  }
}

/** A value that stands in a file may have space and a line end around it. */
async function headersOf(header: JsonRequest['header']): Promise<Record<string, string>> {
  const accepts = { accept: 'application/json' };
  if (header === null) return accepts;
  const { value } = header;
  const secret = value.kind === 'value' ? value.value : (await readText(value.file)).trim();
  // A line break would begin another header; Node refuses it with a text that shows the value.
  if (!/^[\t\x20-\x7e]{1,8192}$/.test(secret)) {
    const file = value.kind === 'file' ? value.file : 'TopiarySources';
    throw new SourceFailure('source-file', { file, code: 'NOT_A_HEADER' });
  }
  return { ...accepts, [header.name]: secret };
}

async function readText(file: string): Promise<string> {
  try {
    const bytes = await readFile(file);
    if (bytes.length > MAX_FILE_BYTES) throw new SourceFailure('source-file', { file, code: 'TOO_LARGE' });
    return bytes.toString('utf8');
  } catch (error) {
    const code = codeOf(error);
    throw code === null ? error : new SourceFailure('source-file', { file, code });
  }
}

interface Opening {
  readonly headers: Record<string, string>;
  readonly signal: AbortSignal;
  readonly ca?: string;
}

function open(url: URL, options: Opening): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    // A connection of its own: between two reads, minutes apart, none is held.
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(
      url,
      { ...options, agent: false },
      resolve,
    );
    request.once('error', reject);
    request.end();
  });
}

function checkStatus(response: IncomingMessage, from: string): void {
  const status = response.statusCode ?? 0;
  if (status === 200) return;
  response.destroy();
  if (status === 401 || status === 403) throw new SourceFailure('source-denied', { from, status });
  if (status >= 300 && status < 400) throw new SourceFailure('source-redirect', { from, status });
  throw new SourceFailure('source-status', { from, status });
}

async function textOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_ANSWER_BYTES) throw new SourceFailure('source-too-large', { limit: MAX_ANSWER_BYTES });
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SourceFailure('source-not-json');
  }
}

/** Of OpenSSL and Node: the connection stands, and who is at its other end is not trusted. */
const TLS_CODE = /^(?:ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH)/;

function failureOf(error: unknown, from: string): unknown {
  const code = codeOf(error);
  if (code === null) return error;
  if (TLS_CODE.test(code)) return new SourceFailure('source-tls', { from, code });
  return new SourceFailure('source-not-connected', { from, code });
}
