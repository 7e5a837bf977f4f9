import { useLayoutEffect } from 'react';
import type { RefObject } from 'react';
import { useStore } from 'reactflow';
import { detailAt } from './model/details.ts';

/** Styles that depend on the zoom read it from here; crossing a limit renders this one component. */
export function DetailMark({ wrapper }: { readonly wrapper: RefObject<HTMLDivElement | null> }): null {
  const detail = useStore((state) => detailAt(state.transform[2]));
  useLayoutEffect(() => {
    if (wrapper.current !== null) wrapper.current.dataset['detail'] = detail;
  }, [wrapper, detail]);
  return null;
}
