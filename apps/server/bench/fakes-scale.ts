/**
 * How Topiary grows: fleets of fakes in a process of their own, each server asked every five seconds (or so many). Per size: how long
 * until every server is known, and asked in time; what watching costs; how late probes are; how long the fleet takes over
 * the API and its page in a browser; and, when 50 masters are killed at once, how long until the event stream shows each of
 * them red, and how late the other probes are meanwhile. Prints the table of docs/benchmarks.md and which goals are met by
 * the largest size; ends with 1 when one is missed. On a machine that does something else too, only processor time and
 * memory say much.
 *
 *   node apps/server/bench/fakes-scale.ts [sizes, 1000,2500,5000,10000] [seconds of watching, 30] [--every=5] [--no-page]
 */
import { parseArgs } from 'node:util';
import { measureFleet } from './scale/measure-fleet.ts';
import type { Measured } from './scale/measure-fleet.ts';
import { headerLines, rowLine, verdictLine, verdictsOf } from './scale/report.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { every: { type: 'string', default: '5' }, 'no-page': { type: 'boolean' } },
});
const sizes = (positionals[0] ?? '1000,2500,5000,10000').split(',').map(Number);
const seconds = Number(positionals[1] ?? 30);
const pollSeconds = Number(values.every);

const rows: Measured[] = [];
for (const line of headerLines()) console.log(line);
for (const servers of sizes) {
  const row = await measureFleet({ servers, seconds, pollSeconds, withPage: values['no-page'] !== true });
  rows.push(row);
  console.log(rowLine(row));
}
const verdicts = verdictsOf(rows);
console.log('');
for (const each of verdicts) console.log(verdictLine(each));
process.exitCode = verdicts.every(({ isMet }) => isMet) ? 0 : 1;
