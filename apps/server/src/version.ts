/** What answers and the OpenAPI document say; a test holds it equal to the package's. */
export const VERSION = '0.1.0';
