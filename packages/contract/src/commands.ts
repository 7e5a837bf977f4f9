/**
 * What a person does in the page, as commands that a shell runs: the same plan by `topiary`, and by curl and jq. Everything that
 * came from servers or people is quoted. A password is never in them: both read `TOPIARY_AUTH`.
 */
import { asInstant, timeText } from '@topiary/domain';
import { API_PREFIX } from './routes.ts';
import type { IntentInput, PlanView } from './views/plan.ts';

/** For a shell: as it is where that is safe. */
export function shellWord(text: string): string {
  return /^[\w.,:/@=+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

export function commandLine(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

/** How the commands of a page reach the Topiary that served it. */
export interface CommandTarget {
  /** With the path prefix, without a slash at its end: `http://127.0.0.1:3000`. */
  readonly origin: string;
  readonly signsIn: boolean;
}

/** `command` is a whole command line of `topiary`; it lists the plan and asks, unless `--yes` is added. */
export function commandAt(command: string, { origin }: CommandTarget): string {
  return `${command} --api ${shellWord(origin)}`;
}

/** Of a request to replace a master, what its command says. */
export interface ReplaceMasterWish {
  readonly master: string;
  readonly successor: string | null;
  readonly because: Extract<IntentInput, { kind: 'replace-master' }>['because'];
  readonly rejoins?: true;
  readonly blockers?: 'wait' | 'kill';
}

export function replaceMasterCommand({ master, successor, because, rejoins, blockers }: ReplaceMasterWish): string {
  const takeover = rejoins === true ? 'graceful-master-takeover-auto' : 'graceful-master-takeover';
  const forced = 'force-master-failover';
  const command = { takeover, dead: 'recover', forced, 'given-up': forced }[because];
  return commandLine([
    'topiary',
    command,
    master,
    ...(successor === null ? [] : ['--to', successor]),
    ...(blockers === undefined ? [] : ['--blockers', blockers]),
  ]);
}

/** `path` is below the API's prefix and answers a plan: `/plans`, or one that takes another plan back. */
export interface PlanRequest {
  readonly path: string;
  readonly body: unknown;
}

/**
 * Proposes the plan and runs it, and waits until it has ended; a refusal is said with its reasons on the standard error. A second run of the same plan is none: the key
 * is the plan's own.
 */
export function planCurl({ path, body }: PlanRequest, { origin, signsIn }: CommandTarget): string {
  const curl = 'curl -sS --fail-with-body';
  const auth = signsIn ? ' --user "$TOPIARY_AUTH"' : '';
  const api = `${origin}${API_PREFIX}`;
  const propose = `${curl}${auth} -H content-type:application/json --data ${shellWord(JSON.stringify(body))} ${shellWord(`${api}${path}`)}`;
  const confirm = `${curl}${auth} -X POST -H "idempotency-key: confirm-$plan" ${shellWord(`${api}/plans/`)}"$plan"'/confirm?wait=true'`;
  return `plan=$(${propose} | jq -er '.id // error(tostring)') && ${confirm}`;
}

/** The request that made a plan. */
export function planRequestOf({ undoes, request }: Pick<PlanView, 'undoes' | 'request'>): PlanRequest {
  return undoes === null
    ? { path: '/plans', body: request }
    : { path: `/plans/${encodeURIComponent(undoes)}/undo`, body: {} };
}

/** A takeover in a window of time. In milliseconds since 1970. */
export interface TakeoverWish extends Omit<ReplaceMasterWish, 'because'> {
  readonly from: number;
  readonly until: number;
}

export function takeoverAtCommand({ from, until, ...wish }: TakeoverWish): string {
  const at = (time: number) => shellWord(timeText(asInstant(time)));
  const now = replaceMasterCommand({ ...wish, because: 'takeover' });
  return `${now} --at ${at(from)} --until ${at(until)}`;
}

/** What changes something by itself, without a plan; sent again it is not done again. */
export function actCurl({ path, body, key }: PlanRequest & { readonly key: string }, target: CommandTarget): string {
  const auth = target.signsIn ? ' --user "$TOPIARY_AUTH"' : '';
  const headers = ['content-type:application/json', `idempotency-key: ${key}`].map((one) => `-H ${shellWord(one)}`);
  const url = `${target.origin}${API_PREFIX}${path}`;
  return `curl -sS --fail-with-body${auth} ${headers.join(' ')} --data ${shellWord(JSON.stringify(body))} ${shellWord(url)}`;
}
