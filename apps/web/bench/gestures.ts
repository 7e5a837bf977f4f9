/** What a hand does to a canvas, always in the same way, and what it cost the page. */
import type { Browser, Locator, Page } from '@playwright/test';
import { readTrace, TRACE_CATEGORIES } from './trace.ts';

export const VIEW = { width: 1440, height: 860 };
const SWEEP_STEPS = 60;
const ZOOM_STEPS = 15;
const BETWEEN_STEPS_MS = 16;
/** A wheel is turned more slowly than a mouse is moved. */
const BETWEEN_TURNS_MS = 64;
/** A fast typist. */
const BETWEEN_KEYS_MS = 90;
/** What a gesture leaves to be done afterwards belongs to it: cards change how much they show when a zoom is over. */
const AFTERWARDS_MS = 600;
/** Until a cluster of 500 is drawn whole, on a busy machine too. */
const OPENING_MS = 3_000;
const LONG_TASK_MS = 50;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Gesture {
  /** How often the pointer moved, or the wheel turned. */
  readonly steps: number;
  perform(page: Page): Promise<void>;
}

export interface Cost {
  /** Milliseconds on the processor per step of the gesture. */
  readonly script: number;
  readonly style: number;
  readonly layout: number;
  readonly all: number;
  /** Tasks with more than 50 ms of script, style and layout, and the most that any had, in milliseconds. */
  readonly longTasks: number;
  readonly longestTask: number;
  /** Milliseconds from one frame to the next, as the page saw them: the middle one, and that which 95 of 100 keep. */
  readonly frame: number;
  readonly slowFrame: number;
}

export async function measure(browser: Browser, page: Page, { steps, perform }: Gesture): Promise<Cost> {
  await browser.startTracing(page, { categories: TRACE_CATEGORIES });
  await countFrames(page);
  await perform(page);
  const frames = await countedFrames(page);
  const { script, style, layout, tasks } = readTrace((await browser.stopTracing()).toString());
  return {
    script: script / steps,
    style: style / steps,
    layout: layout / steps,
    all: (script + style + layout) / steps,
    longTasks: tasks.filter((task) => task > LONG_TASK_MS).length,
    longestTask: tasks[0] ?? 0,
    frame: quantile(frames, 0.5),
    slowFrame: quantile(frames, 0.95),
  };
}

/** Presses at a point, moves on in small steps, and ends as told. */
export function sweep(from: Point, end: (page: Page) => Promise<void>): Gesture {
  return {
    steps: SWEEP_STEPS,
    async perform(page) {
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      for (let step = 1; step <= SWEEP_STEPS; step += 1) {
        await page.mouse.move(from.x + step * 3, from.y - step * 2);
        await page.waitForTimeout(BETWEEN_STEPS_MS);
      }
      await end(page);
    },
  };
}

export const release = (page: Page): Promise<void> => page.mouse.up();

export async function cancel(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.mouse.up();
}

/** Turns the wheel over the middle of the view; -1 brings cards nearer, 1 takes them away. */
export function zoom(towards: -1 | 1): Gesture {
  return {
    steps: ZOOM_STEPS,
    async perform(page) {
      await page.mouse.move(VIEW.width / 2, VIEW.height / 2);
      for (let step = 0; step < ZOOM_STEPS; step += 1) {
        await page.mouse.wheel(0, towards * 60);
        await page.waitForTimeout(BETWEEN_TURNS_MS);
      }
      await page.waitForTimeout(AFTERWARDS_MS);
    },
  };
}

/** Presses one key after the other, as somebody does who knows what they look for; each is a step. */
export function typing(target: Locator, text: string): Gesture {
  return {
    steps: text.length,
    async perform(page) {
      await target.focus();
      for (const letter of text) {
        await page.keyboard.press(letter === ' ' ? 'Space' : letter);
        await page.waitForTimeout(BETWEEN_KEYS_MS);
      }
      await page.waitForTimeout(AFTERWARDS_MS);
    },
  };
}

/** One step. */
export function load(url: string): Gesture {
  return {
    steps: 1,
    async perform(page) {
      await page.goto(url);
      await page.waitForTimeout(OPENING_MS);
    },
  };
}

/** One step. */
export function click(target: Locator): Gesture {
  return {
    steps: 1,
    async perform(page) {
      await target.click();
      await page.waitForTimeout(OPENING_MS);
    },
  };
}

/** No hand at all; what happens by itself counts as one step per second. */
export function rest(seconds: number): Gesture {
  return { steps: seconds, perform: (page) => page.waitForTimeout(seconds * 1000) };
}

/** The counting itself costs a few microseconds of script per frame, on every page alike. */
async function countFrames(page: Page): Promise<void> {
  // For a page that is loaded later too.
  await page.addInitScript(startCounting);
  await page.evaluate(startCounting);
}

/** Runs in the page. */
function startCounting(): void {
  const frames: number[] = [];
  const count = (at: number): void => {
    frames.push(at);
    requestAnimationFrame(count);
  };
  requestAnimationFrame(count);
  Object.assign(globalThis, { frames });
}

async function countedFrames(page: Page): Promise<readonly number[]> {
  const frames = await page.evaluate(() => (globalThis as unknown as { readonly frames: readonly number[] }).frames);
  return frames.slice(1).map((at, index) => at - (frames[index] ?? at));
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
