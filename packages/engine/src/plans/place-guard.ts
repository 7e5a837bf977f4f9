/**
 * A replica by file and position goes back to its old source only while it stands where it was pointed at: once it has
 * applied something from the new one, nobody knows its place in the log of the old one.
 */
import { addressOf, coordinatesOf, formatCoordinates, instanceIdOf, message } from '@topiary/domain';
import type { Message, Step, StopAtCoordinatesStep } from '@topiary/domain';
import { LOOK_DEADLINE_MS, runStep } from './step-runner.ts';
import type { StepContext } from './step-runner.ts';

export type Held =
  /** `stands`: it was stopped for that, a moment ago. */
  | { readonly kind: 'free'; readonly stands: boolean }
  /** It reads from there already, or never left. */
  | { readonly kind: 'back-already' }
  | { readonly kind: 'held'; readonly reason: Message };

/** Whether a step that points a replica back may be run. Where it may, and the replica is held to a place, it stands then. */
export async function heldByPlace(back: Step, context: StepContext): Promise<Held> {
  if (back.kind !== 'point-replica-at' || back.coordinates === undefined) return { kind: 'free', stands: false };
  const { id, lane, instance, deadlineMs, channel, before } = back;
  const found = await context.servers.observeChannels(addressOf(instance), { deadlineMs: LOOK_DEADLINE_MS });
  if (found.kind === 'failed')
    return { kind: 'held', reason: message('server-lost', { instance, code: found.failure.code }) };
  const source = found.channels.find(({ name }) => name === channel)?.source;
  if (source !== undefined && instanceIdOf(source) === instanceIdOf(back.to)) return { kind: 'back-already' };
  const stop: StopAtCoordinatesStep = {
    kind: 'stop-at-coordinates',
    id,
    lane,
    instance,
    deadlineMs,
    channel,
    before,
    readsOwn: false,
  };
  const outcome = await runStep(stop, context);
  if (outcome.kind === 'failed') return { kind: 'held', reason: outcome.reason };
  // Where the step that is taken back has pointed it.
  const pointed = coordinatesOf(back.coordinates.back, context.results);
  if (pointed !== null && outcome.results['executed'] === formatCoordinates(pointed))
    return { kind: 'free', stands: true };
  const params = { instance, target: instanceIdOf(back.from), source: instanceIdOf(back.to) };
  return { kind: 'held', reason: message('moved-on-below-target', params) };
}
