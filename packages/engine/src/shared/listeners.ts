/** A list of callbacks. One that throws is reported and does not keep the others from being called. */
export class Listeners<Event> {
  private readonly all = new Set<(event: Event) => void>();
  private readonly onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.onError = onError;
  }

  add(listener: (event: Event) => void): () => void {
    this.all.add(listener);
    return () => this.all.delete(listener);
  }

  emit(event: Event): void {
    for (const listener of this.all) {
      try {
        listener(event);
      } catch (error) {
        this.onError(error);
      }
    }
  }
}
