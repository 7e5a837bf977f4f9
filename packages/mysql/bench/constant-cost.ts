/**
 * What the least costs that a server can be asked, `SELECT 1` by the driver library once a second, in a process of its own:
 * the yardstick of a benchmark in another process. Prints milliseconds of processor time for each, alone.
 *
 *     echo '{"places":[{"host":"127.0.0.1","port":3306}],"account":{"user":"…","password":"…"}}' |
 *       node packages/mysql/bench/constant-cost.ts [seconds]
 */
import { text } from 'node:stream/consumers';
import { constants, costOf } from './support/paced.ts';

const { places, account } = JSON.parse(await text(process.stdin)) as {
  readonly places: readonly { readonly host: string; readonly port: number }[];
  readonly account: { readonly user: string; readonly password: string };
};
const { userMs, systemMs } = await costOf(await constants(places, account), Number(process.argv[2] ?? 20));
console.log(userMs + systemMs);
