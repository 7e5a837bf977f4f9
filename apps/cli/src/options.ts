/** Readers of option values; each names what it wanted. */
import { InvalidArgumentError } from 'commander';

const MAX_PORT = 65_535;

export function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > MAX_PORT)
    throw new InvalidArgumentError(`A port is a number from 0 to ${MAX_PORT}.`);
  return port;
}
