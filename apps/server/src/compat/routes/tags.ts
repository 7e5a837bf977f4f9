/** Tags by the old API, in a query parameter or in the path. */
import { addressOf, matchesTags, message, parseTag, parseTagExpression, say } from '@topiary/domain';
import type { Actor, InstanceId, TagProblem } from '@topiary/domain';
import type { Request } from 'express';
import type { Services } from '../../services/services.ts';
import { key } from '../presenters/shapes.ts';
import { register } from '../register.ts';
import { byHostAndPort, figureInstance } from '../resolve.ts';
import type { ResolvedAddress } from '../resolve.ts';
import { bare, done, failed, param } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import { change, read } from './route.ts';
import type { CompatRoute } from './route.ts';

export function tagRoutes(services: Services): readonly CompatRoute[] {
  const set = (request: Request, actor: Actor) => setTag(services, request, actor);
  const remove = (request: Request, actor: Actor) => removeTag(services, request, actor);
  const removeAll = (request: Request, actor: Actor) => removeEverywhere(services, request, actor);
  const value = (request: Request) => tagValue(services, request);
  return [
    read('/tags/:host/:port', (request) => tagsOf(services, request)),
    read('/tag-value/:host/:port', value),
    read('/tag-value/:host/:port/:tagName', value),
    change('/tag/:host/:port', set),
    change('/tag/:host/:port/:tagName/:tagValue', set),
    change('/untag/:host/:port', remove),
    change('/untag/:host/:port/:tagName', remove),
    change('/untag-all', removeAll),
    change('/untag-all/:tagName/:tagValue', removeAll),
    read('/tagged', (request) => tagged(services, request)),
  ];
}

function setTag(services: Services, request: Request, actor: Actor): CompatAnswer | Promise<CompatAnswer> {
  const figured = figuredIn(services, request);
  if (!figured.ok) return failed(figured.message);
  const tag = parseTag(tagText(request));
  if (!tag.ok) return unreadable(tag.problem);
  const value = tag.value ?? '';
  return register({
    services,
    actor,
    command: { kind: 'set-tag', instance: figured.id, name: tag.name, value },
    answer: () => done(`${figured.id} tagged with ${tag.name}=${value}`, key(figured.address)),
  });
}

function removeTag(services: Services, request: Request, actor: Actor): CompatAnswer | Promise<CompatAnswer> {
  const figured = figuredIn(services, request);
  if (!figured.ok) return failed(figured.message);
  const tag = parseTag(tagText(request));
  if (!tag.ok) return unreadable(tag.problem);
  return register({
    services,
    actor,
    command: { kind: 'remove-tag', instance: figured.id, name: tag.name, value: tag.value },
    answer: (instances) => removed(tag.name, instances),
  });
}

/** Only with a value: a name alone would take the tag from servers that nobody thought of. */
function removeEverywhere(services: Services, request: Request, actor: Actor): CompatAnswer | Promise<CompatAnswer> {
  const tag = parseTag(tagText(request));
  if (!tag.ok) return unreadable(tag.problem);
  if (tag.value === null) return failed('tag must indicate a value');
  return register({
    services,
    actor,
    command: { kind: 'remove-tag', instance: null, name: tag.name, value: tag.value },
    answer: (instances) => removed(tag.name, instances),
  });
}

function removed(name: string, instances: readonly InstanceId[]): CompatAnswer {
  return done(
    `${name} removed from ${instances.length} instances`,
    instances.map((id) => key(addressOf(id))),
  );
}

function tagsOf(services: Services, request: Request): CompatAnswer {
  const figured = figuredIn(services, request);
  if (!figured.ok) return failed(figured.message);
  const tags = services.engine.snapshot().instances.get(figured.id)?.registered.tags ?? [];
  return bare(tags.map(({ name, value }) => `${name}=${value}`));
}

function tagValue(services: Services, request: Request): CompatAnswer {
  const figured = figuredIn(services, request);
  if (!figured.ok) return failed(figured.message);
  const wanted = parseTag(tagText(request));
  if (!wanted.ok) return unreadable(wanted.problem);
  const tags = services.engine.snapshot().instances.get(figured.id)?.registered.tags ?? [];
  const found = tags.find(({ name }) => name === wanted.name);
  return found === undefined ? failed(`tag ${wanted.name} not found for ${figured.id}`) : bare(found.value);
}

function tagged({ engine }: Services, request: Request): CompatAnswer {
  const parsed = parseTagExpression(tagText(request));
  if (!parsed.ok) return unreadable(parsed.problem);
  const found = [...engine.snapshot().instances.values()]
    .filter(({ registered }) => matchesTags(registered.tags, parsed.terms))
    .toSorted(byHostAndPort);
  return bare(found.map(({ address }) => key(address)));
}

function figuredIn({ engine }: Services, request: Request): ResolvedAddress {
  return figureInstance(engine.snapshot(), param(request, 'host'), param(request, 'port'));
}

function tagText(request: Request): string {
  const [name, value] = [param(request, 'tagName'), param(request, 'tagValue')];
  if (name !== '') return value === '' ? name : `${name}=${value}`;
  const { tag } = request.query;
  return typeof tag === 'string' ? tag.trim() : '';
}

function unreadable(problem: TagProblem): CompatAnswer {
  return failed(`Unable to parse tag: ${say(message(`tag-${problem}`), 'en')}`);
}
