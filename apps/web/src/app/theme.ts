import { createTheme } from '@mantine/core';
import type { CSSVariablesResolver } from '@mantine/core';

/** Component defaults only; the colours of canvas and states are in `tokens.css`. */
export const theme = createTheme({
  // The same bluish greys as in `tokens.css`, from text to background.
  colors: {
    dark: [
      '#e8ecf1',
      '#c4ccd6',
      '#a3afbc',
      '#7f8b99',
      '#4a535f',
      '#3b434e',
      '#2a3038',
      '#1d2229',
      '#191d23',
      '#14171c',
    ],
  },
  primaryColor: 'indigo',
  primaryShade: 7,
  defaultRadius: 'md',
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Micro Hei", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  autoContrast: true,
  components: {
    Tooltip: { defaultProps: { openDelay: 400, withinPortal: true } },
    // The page itself never scrolls, and locking it would add a style without the nonce that the policy demands.
    Modal: { defaultProps: { lockScroll: false, transitionProps: { duration: 120 } } },
    Menu: { defaultProps: { transitionProps: { duration: 80 }, withInitialFocusPlaceholder: false } },
  },
});

/** Mantine's secondary text has 3.3:1 on white; ours has more than 4.5:1. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': 'var(--tp-muted)',
    '--mantine-color-placeholder': 'var(--tp-muted)',
    '--mantine-color-text': 'var(--tp-text)',
  },
  dark: {
    '--mantine-color-dimmed': 'var(--tp-muted)',
    '--mantine-color-placeholder': 'var(--tp-muted)',
    '--mantine-color-text': 'var(--tp-text)',
  },
});
