/** What reaches people who look elsewhere: notifications of the browser, and a sound. */

export type Permission = 'granted' | 'denied' | 'ask' | 'unsupported';

/** `unsupported`: also where the page came over plain HTTP, where browsers have none. */
export function permission(): Permission {
  if (!('Notification' in window) || !window.isSecureContext) return 'unsupported';
  return window.Notification.permission === 'default' ? 'ask' : window.Notification.permission;
}

export async function askPermission(): Promise<Permission> {
  if (permission() === 'ask') await window.Notification.requestPermission();
  return permission();
}

export interface BrowserNotice {
  readonly title: string;
  readonly body: string;
  /** One with the same tag takes the place of the one before it. */
  readonly tag: string;
  readonly onClick: () => void;
}

export function showNotification({ title, body, tag, onClick }: BrowserNotice): void {
  if (permission() !== 'granted') return;
  try {
    const shown = new window.Notification(title, { body, tag, icon: './favicon-unread.svg' });
    shown.addEventListener('click', () => {
      window.focus();
      shown.close();
      onClick();
    });
  } catch {
    // Phones have them for service workers only.
  }
}

const TONES_HZ = { critical: [880, 660, 880], warning: [660, 660], info: [520] } as const;
const TONE_SECONDS = 0.16;
const TONE_STEP_SECONDS = 0.2;
const LOUDNESS = 0.12;

export type Chime = (severity: keyof typeof TONES_HZ) => Promise<void>;

/** Nothing where the browser lets no sound out: nobody has touched the page yet, or there is no loudspeaker. */
export function createChime(): Chime {
  let context: AudioContext | null = null;
  return async (severity) => {
    try {
      context ??= new AudioContext();
      if (context.state === 'suspended') await context.resume();
      for (const [index, frequency] of TONES_HZ[severity].entries())
        sound(context, { frequency, from: context.currentTime + index * TONE_STEP_SECONDS });
    } catch {
      context = null;
    }
  };
}

function sound(
  context: AudioContext,
  { frequency, from }: { readonly frequency: number; readonly from: number },
): void {
  const [tone, gain] = [context.createOscillator(), context.createGain()];
  tone.frequency.value = frequency;
  gain.gain.setValueAtTime(LOUDNESS, from);
  gain.gain.exponentialRampToValueAtTime(0.001, from + TONE_SECONDS);
  tone.connect(gain).connect(context.destination);
  tone.start(from);
  tone.stop(from + TONE_SECONDS);
}
