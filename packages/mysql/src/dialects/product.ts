/** From a server's own words about itself to a `Product`. */
import { detectFlavor, detectProduct, type Product } from '@topiary/domain';

/** `version` as the greeting or `@@version` has it. A text that begins with no version counts as version 0. */
export function productOf(version: string, comment: string): Product {
  return (
    detectProduct(version, comment) ?? {
      flavor: detectFlavor(version, comment),
      version: { major: 0, minor: 0, patch: 0, text: version },
      comment,
    }
  );
}
