import { useEffect } from 'react';

const PREFIX = /^\(\d+\+?\) /;
const MAX_SHOWN = 99;

/** How many are unread, in the tab's title and by a dot on its icon: pages set their titles themselves, at any time. */
export function useUnreadMark(unread: number): void {
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    icon?.setAttribute('href', unread > 0 ? './favicon-unread.svg' : './favicon.svg');
    const show = (): void => {
      const wanted = withCount(document.title, unread);
      if (document.title !== wanted) document.title = wanted;
    };
    show();
    const observer = new MutationObserver(show);
    observer.observe(document.head, { childList: true, characterData: true, subtree: true });
    return () => {
      observer.disconnect();
      document.title = withCount(document.title, 0);
    };
  }, [unread]);
}

export function withCount(title: string, unread: number): string {
  const bare = title.replace(PREFIX, '');
  if (unread === 0) return bare;
  return `(${unread > MAX_SHOWN ? `${MAX_SHOWN}+` : unread}) ${bare}`;
}
