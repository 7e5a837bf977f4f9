import { useRef } from 'react';
import type { RefObject } from 'react';
import { useSearchParams } from 'react-router';

export interface FindParameter {
  readonly text: string;
  readonly ref: RefObject<HTMLInputElement | null>;
  readonly set: (text: string) => void;
  readonly focus: (event: KeyboardEvent) => void;
}

/** A search box whose text stands in the address of the page, and that `/` leads to. */
export function useFindParameter(): FindParameter {
  const [parameters, setParameters] = useSearchParams();
  const ref = useRef<HTMLInputElement>(null);
  return {
    text: parameters.get('find') ?? '',
    ref,
    set(text) {
      const next = (before: URLSearchParams): URLSearchParams => {
        const after = new URLSearchParams(before);
        if (text === '') after.delete('find');
        else after.set('find', text);
        return after;
      };
      setParameters(next, { replace: true, preventScrollReset: true });
    },
    focus(event) {
      event.preventDefault();
      ref.current?.focus();
      ref.current?.select();
    },
  };
}
