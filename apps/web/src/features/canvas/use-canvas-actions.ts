/** What can be done with a card, in one object that never changes, so that no card renders because of it. */
import { useEffect, useMemo, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { useReactFlow } from 'reactflow';
import type { InstanceId } from '@topiary/contract';
import { addPicked, togglePicked, usePickedStore } from '../../shared/moves/picked-store.ts';
import type { PickedStore } from '../../shared/moves/picked-store.ts';
import { MOVE_ACTIONS } from '../../shared/moves/move-actions.ts';
import type { MoveAction } from '../../shared/moves/move-actions.ts';
import { REPLACE_KEY } from '../../shared/moves/replace-wish.ts';
import { flags } from './canvas-context.tsx';
import { bringIntoView, focusCard } from './focus-card.ts';
import type { CanvasActions, CanvasFeeds } from './canvas-context.tsx';
import { stepOf, walk } from './model/walk.ts';
import type { FlowResult } from './use-flow.ts';

export interface CanvasHandlers {
  readonly onSelect: (id: InstanceId | null) => void;
  readonly onAction: (action: MoveAction, id: InstanceId) => void;
  readonly onReplace: (id: InstanceId) => void;
  readonly onMenu: (id: InstanceId, at: { readonly x: number; readonly y: number }) => void;
}

export interface CanvasActionsInput extends CanvasHandlers {
  readonly result: FlowResult;
  readonly feeds: CanvasFeeds;
  readonly toggleFold: (id: InstanceId) => void;
  /** Nothing can be done with a card but to look at it. */
  readonly isPast: boolean;
}

export function useCanvasActions(input: CanvasActionsInput): CanvasActions {
  const flow = useReactFlow();
  const picked = usePickedStore();
  const latest = useRef(input);
  useEffect(() => {
    latest.current = input;
  });
  return useMemo(() => {
    const actions: CanvasActions = {
      select: (id) => latest.current.onSelect(id),
      pick: (id) => {
        if (latest.current.isPast) latest.current.onSelect(id);
        else togglePicked(picked, id);
      },
      toggleFold: (id) => latest.current.toggleFold(id),
      run: (action, id) => {
        if (!latest.current.isPast) latest.current.onAction(action, id);
      },
      openMenu: (id, at) => {
        if (!latest.current.isPast) latest.current.onMenu(id, at);
      },
      focused: (id) => latest.current.feeds.tabStop.replace(flags([id])),
      focus(id) {
        bringIntoView(flow, latest.current.result.layout, id);
        focusCard(id);
      },
      onKey: (event, id) => onKey(event, { id, actions, picked, input: latest.current }),
    };
    return actions;
  }, [flow, picked]);
}

interface KeyContext {
  readonly id: InstanceId;
  readonly actions: CanvasActions;
  readonly picked: PickedStore;
  readonly input: CanvasActionsInput;
}

/** Keys on a card. With a modifier they belong to the browser. */
function onKey(event: KeyboardEvent, { id, actions, picked, input }: KeyContext): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
  const { layout, tree } = input.result;
  const step = stepOf(event.key, layout.orientation);
  const action = input.isPast ? undefined : MOVE_ACTIONS.find(({ shortcut }) => shortcut === event.key);
  if (step === 'in' && layout.folded.has(id)) actions.toggleFold(id);
  else if (step !== undefined) {
    const next = walk(tree, [...layout.placements.keys()], id, step);
    if (event.shiftKey && next !== null && !input.isPast) addPicked(picked, [id, next]);
    focusNext(actions, next);
  } else if (event.key === ' ') actions.pick(id);
  else if (event.key === 'Enter') actions.select(id);
  else if (action !== undefined) actions.run(action, id);
  else if (event.key === REPLACE_KEY && !input.isPast) input.onReplace(id);
  else if (event.key === '-' || event.key === '+') foldTo(event.key === '-', { id, actions, picked, input });
  else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) openMenuAt(event, actions, id);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function focusNext(actions: CanvasActions, id: InstanceId | null): void {
  if (id !== null) actions.focus(id);
}

function foldTo(folded: boolean, { id, actions, input }: KeyContext): void {
  const hasChildren = (input.result.tree.nodes.get(id)?.children.length ?? 0) > 0;
  if (hasChildren && input.result.layout.folded.has(id) !== folded) actions.toggleFold(id);
}

function openMenuAt(event: KeyboardEvent, actions: CanvasActions, id: InstanceId): void {
  const { left, bottom } = event.currentTarget.getBoundingClientRect();
  actions.openMenu(id, { x: left, y: bottom });
}
