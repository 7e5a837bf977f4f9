/** The shape of a handler, from the contract's route table: parsed input in, outcome out. */
import type { CallOutput, RouteName, routes } from '@topiary/contract';
import type { Actor } from '@topiary/domain';
import type { z } from 'zod';
import type { DeepReadonly } from '../presenters/readonly.ts';
import type { Outcome } from './outcome.ts';
import type { Identity } from './request-context.ts';

type Of<Name extends RouteName> = (typeof routes)[Name];

export interface HandlerInput<Name extends RouteName> {
  readonly params: z.output<Of<Name>['params']>;
  readonly query: z.output<Of<Name>['query']>;
  readonly body: Of<Name>['body'] extends z.ZodType ? z.output<Of<Name>['body']> : null;
  readonly actor: Actor;
  readonly identity: Identity;
}

export type HandlerOutcome<Name extends RouteName> = Outcome<DeepReadonly<CallOutput<Name>>>;
export type Handler<Name extends RouteName> = (
  input: HandlerInput<Name>,
) => HandlerOutcome<Name> | Promise<HandlerOutcome<Name>>;
export type Handlers = { readonly [Name in RouteName]: Handler<Name> };
