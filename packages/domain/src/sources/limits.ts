/** Every bound of what lists and sources may name at once. */

/** Of one pasted list or file. As JSON it must fit into a request's body. */
export const MAX_IMPORT_CHARACTERS = 200_000;
/** Lines that name a server. */
export const MAX_IMPORT_LINES = 2_000;
/** Of one line, as it is shown again. */
export const MAX_SHOWN_LINE_LENGTH = 200;
/** Servers that one source may name. */
export const MAX_SOURCE_SERVERS = 10_000;
