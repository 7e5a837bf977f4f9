/** Readers of option values; each names what it wanted. */
import { InvalidArgumentError } from 'commander';

const MAX_PORT = 65_535;
/** The server's own bound, known here because the server is loaded only by commands that need it. */
export const MAX_FAKES = 10_000;

export function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > MAX_PORT)
    throw new InvalidArgumentError(`A port is a number from 0 to ${MAX_PORT}.`);
  return port;
}

/** People count pages from 1, the API from 0. */
export function readPage(text: string): number {
  const page = Number(text);
  if (!/^\d{1,7}$/.test(text) || page < 1) throw new InvalidArgumentError('Pages are counted from 1.');
  return page;
}

export function readFakes(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > MAX_FAKES)
    throw new InvalidArgumentError(`Say how many fake servers, from 1 to ${MAX_FAKES}.`);
  return count;
}
