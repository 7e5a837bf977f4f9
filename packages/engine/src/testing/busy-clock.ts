/** A virtual clock with turns of the event loop that take time: what is due meanwhile happens late. For tests. */
import { VirtualClock } from './virtual-clock.ts';

export class BusyClock extends VirtualClock {
  private isInTurn = false;
  private late: (() => void)[] = [];

  override schedule(ms: number, action: () => void): () => void {
    let isWanted = true;
    const act = (): void => {
      if (isWanted) action();
    };
    const cancel = super.schedule(ms, () => {
      if (this.isInTurn) this.late.push(act);
      else act();
    });
    return () => {
      isWanted = false;
      cancel();
    };
  }

  /** One turn; then everything that was due in it, the oldest first. */
  async takeTurn(ms: number): Promise<void> {
    this.isInTurn = true;
    await this.advance(ms);
    this.isInTurn = false;
    for (const act of this.late.splice(0)) act();
    await this.advance(0);
  }
}
