/** The same object with some of its members replaced; also of a class with private members, which a copy would not reach. */
export function instead<Whole extends object>(whole: Whole, others: Partial<Whole>): Whole {
  const bound = new Map<PropertyKey, unknown>();
  return new Proxy(whole, {
    get(target, name) {
      if (name in others) return others[name as keyof Whole];
      const known = bound.get(name);
      if (known !== undefined) return known;
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      const method: unknown = member.bind(target);
      bound.set(name, method);
      return method;
    },
  });
}
