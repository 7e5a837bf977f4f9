/** Told what is going on, before anything that may take more than two seconds. */
export type OnProgress = (message: string) => void;

export const SILENT: OnProgress = () => undefined;
