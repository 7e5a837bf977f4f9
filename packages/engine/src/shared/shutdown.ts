/** The wish of the process to end: asked by whoever is about to begin something, heard by whoever waits. */
export class Shutdown {
  private readonly listeners = new Set<() => void>();
  private begun = false;

  get hasBegun(): boolean {
    return this.begun;
  }

  begin(): void {
    this.begun = true;
    for (const listener of this.listeners) listener();
    this.listeners.clear();
  }

  /** Called once; at once when it has begun. The returned function ends the subscription. */
  onBegin(listener: () => void): () => void {
    if (this.begun) listener();
    else this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
