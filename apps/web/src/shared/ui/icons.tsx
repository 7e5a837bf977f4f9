/** The page's icons, drawn on a 24 × 24 grid. They are decoration: the text beside them carries the meaning. */
import type { ReactElement, SVGProps } from 'react';

const PATHS = {
  bell: 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15L6 16.5ZM10 20.5h4',
  download: 'M12 4v10.5M7.5 10.5 12 15l4.5-4.5M5 19.5h14',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM16.2 16.2 20.5 20.5',
  contrast: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 3.5v17M15 5v14M18 7v10',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6 6 18',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  chevronDown: 'M6 9.5l6 6 6-6',
  chevronRight: 'M9.5 6l6 6-6 6',
  fit: 'M4 9V5a1 1 0 0 1 1-1h4M15 4h4a1 1 0 0 1 1 1v4M20 15v4a1 1 0 0 1-1 1h-4M9 20H5a1 1 0 0 1-1-1v-4',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  move: 'M4 12h13M12.5 6.5 18 12l-5.5 5.5M21 5v14',
  moveAll: 'M3 7h10M3 12h10M3 17h10M14 7.5 18.5 12 14 16.5M21.5 5v14',
  undo: 'M8.5 5 4 9.5 8.5 14M4.5 9.5H14a5.5 5.5 0 0 1 0 11h-3',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  pencil: 'M5 19l1-4L16 5l3 3L9 18l-4 1ZM14 7l3 3',
  filter: 'M4 5h16l-6 7.5V19l-4-2v-4.5L4 5Z',
  clock: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16ZM12 8v4.5l3 2',
  shield: 'M12 3.5 19 6v6c0 4.5-3 7.3-7 8.5-4-1.2-7-4-7-8.5V6l7-2.5Z',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10Z',
  screen: 'M3.5 5h17v11h-17zM9 20h6M12 16v4',
  language: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM3.5 12h17M12 3.5c-5 5-5 12 0 17M12 3.5c5 5 5 12 0 17',
  tree: 'M3.5 10h5v4h-5zM15.5 4h5v4h-5zM15.5 16h5v4h-5zM8.5 12H12M12 12V6h3.5M12 12v6h3.5',
  table: 'M4 5h16v14H4zM4 10h16M4 14.5h16M10 5v14',
  keyboard: 'M3 7h18v10H3zM6.5 10.5h.01M10 10.5h.01M13.5 10.5h.01M17 10.5h.01M8 13.5h8',
  leftRight: 'M3.5 10h5v4h-5zM15.5 5h5v4h-5zM15.5 15h5v4h-5zM8.5 12H12V7h3.5M12 12v5h3.5',
  topDown: 'M10 3.5h4v5h-4zM5 15.5h4v5H5zM15 15.5h4v5h-4zM12 8.5V12H7v3.5M12 12h5v3.5',
  dots: 'M12 5.5h.01M12 12h.01M12 18.5h.01',
  grip: 'M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01',
  play: 'M7 5l12 7-12 7V5Z',
  pause: 'M8 5v14M16 5v14',
  stepBack: 'M18 5.5 9 12l9 6.5v-13ZM6 5.5v13',
  stepOn: 'M6 5.5 15 12l-9 6.5v-13ZM18 5.5v13',
  chart: 'M4 4v16h16M7.5 15l4-5 3 3 5-6.5',
  stop: 'M6.5 6.5h11v11h-11z',
  warning: 'M12 4 21.5 20h-19L12 4ZM12 10v4.5M12 17.3h.01',
  muted: 'M4 9.5h3.5L12 5.5v13l-4.5-4H4zM15.5 9.5l5 5M20.5 9.5l-5 5',
  wrench: 'M14.5 5a4.5 4.5 0 0 0-4.3 5.9L4 17.1V20h2.9l6.2-6.2A4.5 4.5 0 0 0 19 8.6L16.2 11 13 7.8 15.4 5Z',
  star: 'M12 4l2.5 5.2 5.5.8-4 4 1 5.6-5-2.7-5 2.7 1-5.6-4-4 5.5-.8L12 4Z',
  tag: 'M4 4h8l8 8-8 8-8-8V4ZM8.5 8.5h.01',
  info: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 11v5.5M12 7.5h.01',
  forbidden: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM6 6l12 12',
  link: 'M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7 5.7L12 17',
  unlink: 'M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-4-6.6M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 4 6.6M4.5 4.5l15 15',
  history: 'M4.5 12a7.5 7.5 0 1 0 2.6-5.7L4.5 8.5M4.5 4v4.5H9M12 8v4.5l3 2',
  legend: 'M4 6h4v4H4zM4 14h4v4H4zM11 8h9M11 16h9',
  dataCenters: 'M4 20V5h7v15M13 20v-9h7v9M2.5 20h19M7.5 9h.01M7.5 13h.01M16.5 15h.01',
  map: 'M4 4h16v16H4zM13 13h5v5h-5z',
  collapse: 'M12 3.5v5M9.5 6 12 8.5 14.5 6M12 20.5v-5M9.5 18l2.5-2.5 2.5 2.5M4 12h16',
  expand: 'M12 8.5v-5M9.5 6 12 3.5 14.5 6M12 15.5v5M9.5 18l2.5 2.5 2.5-2.5M4 12h16',
} as const;

export type IconName = keyof typeof PATHS;

export interface IconProps extends SVGProps<SVGSVGElement> {
  readonly name: IconName;
  readonly size?: number;
}

export function Icon({ name, size = 18, ...rest }: IconProps): ReactElement {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.9}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      {...rest}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
