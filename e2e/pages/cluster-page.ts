import type { Locator, Page } from '@playwright/test';
import { escaped, namedAfter } from './words.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where on a card the mouse takes hold of it, away from its buttons. */
const GRIP: Point = { x: 60, y: 30 };
/** A hand is not at its goal in one step. */
const MOUSE_STEPS = 6;
/** Farther than a click may slip. */
const PULL_PX = 24;

/** The drawing of one cluster, and what can be done in it with a mouse. */
export class ClusterPage {
  readonly page: Page;
  readonly tree: Locator;
  readonly cards: Locator;
  /** The line above the drawing while something is held. */
  readonly holding: Locator;
  /** Why a drop came to nothing. */
  readonly refusal: Locator;
  /** The menu beside a server on which a drop can mean several things. */
  readonly choice: Locator;

  constructor(page: Page) {
    this.page = page;
    this.tree = page.getByRole('tree');
    this.cards = page.getByRole('treeitem');
    this.holding = page.getByRole('status').filter({ hasText: /^Moving / });
    this.choice = page.getByRole('menu', { name: / on / });
    this.refusal = page.getByRole('alert').filter({ hasText: 'Not moved to' });
  }

  card(address: string): Locator {
    return this.page.getByRole('treeitem', { name: namedAfter(address) });
  }

  /** The handle that stands for all replicas of a server. */
  trailer(address: string): Locator {
    return this.page.getByRole('button', { name: new RegExp(`^Drag to move the .+ of ${escaped(address)}$`) });
  }

  /** The box around the members of a replication group, by what it says of it. */
  group(facts: RegExp): Locator {
    return this.page.getByRole('group', { name: facts });
  }

  /** Lines are decoration to those who hear the page (levels and parents say the same), so no role finds them. */
  get lines(): Locator {
    return this.page.locator('[data-line]');
  }

  /** While something is held: that a card may be dropped on. Stands beside the card, not in it, so as not to fade with it. */
  legalMark(address: string): Locator {
    return this.card(address)
      .locator('..')
      .getByText(
        /^(Possible|Replicate from this|It goes above|All of them below this|All \d below this|Take its place \/ Connect anew)$/,
      );
  }

  illegalMark(address: string): Locator {
    return this.card(address).locator('..').getByText('Not possible', { exact: true });
  }

  /** What was done last, once its plan is closed. */
  get lastDone(): Locator {
    return this.page.getByRole('group', { name: 'Done last' });
  }

  /** How many servers are picked out, and what can be done with them. */
  get picked(): Locator {
    return this.page.getByRole('group', { name: 'Selected servers' });
  }

  get history(): Locator {
    return this.page.getByRole('region', { name: 'History of the cluster' });
  }

  async openHistory(): Promise<void> {
    await this.page.getByRole('button', { name: 'History', exact: true }).click();
  }

  /** With a modifier a click adds a card to those that are picked out. */
  async pick(address: string): Promise<void> {
    await this.card(address).click({ position: GRIP, modifiers: ['Shift'] });
  }

  /** Draws a box over both cards, from beside the one to beyond the other. */
  async pickInBox(first: string, last: string): Promise<void> {
    const { mouse, keyboard } = this.page;
    const [from, to] = [await placeOf(this.card(first)), await placeOf(this.card(last))];
    await keyboard.down('Shift');
    await mouse.move(from.x + from.width + PULL_PX, from.y - PULL_PX);
    await mouse.down();
    await mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: MOUSE_STEPS });
    await mouse.up();
    await keyboard.up('Shift');
  }

  /** Presses the mouse on a card and pulls, far enough that it is no click. */
  async grab(address: string): Promise<void> {
    await this.pull(this.card(address), GRIP);
  }

  async grabReplicasOf(address: string): Promise<void> {
    await this.pull(this.trailer(address), { x: 6, y: 6 });
  }

  private async pull(element: Locator, grip: Point): Promise<void> {
    const { mouse } = this.page;
    // Waits until it stands still and nothing lies over it.
    await element.hover({ position: grip });
    const { x, y } = await placeOf(element);
    await mouse.down();
    await mouse.move(x + grip.x, y + grip.y + PULL_PX, { steps: MOUSE_STEPS });
    await this.holding.waitFor();
  }

  /** Takes what is held over another card. */
  async carryTo(address: string): Promise<void> {
    const { x, y, width, height } = await placeOf(this.card(address));
    await this.page.mouse.move(x + width / 2, y + height / 2, { steps: MOUSE_STEPS });
  }

  async drop(): Promise<void> {
    await this.page.mouse.up();
  }

  async drag(replica: string, target: string): Promise<void> {
    await this.grab(replica);
    await this.carryTo(target);
    await this.drop();
  }

  async dragReplicas(source: string, target: string): Promise<void> {
    await this.grabReplicasOf(source);
    await this.carryTo(target);
    await this.drop();
  }
}

async function placeOf(element: Locator): Promise<Point & { readonly width: number; readonly height: number }> {
  const box = await element.boundingBox();
  if (box === null) throw new Error(`${element.toString()} is not drawn.`);
  return box;
}
