/**
 * Returns a prototype for objects that stand in for a platform class. The names in `own` cost a
 * property read; every other name first makes the platform's object (`native`) and uses that.
 */
export function leanPrototype<Lean, T extends object>(
  Native: { prototype: T },
  native: (of: Lean) => T,
  own: Record<string, (of: Lean) => unknown>,
): T {
  const lean = Object.create(Native.prototype);
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(Native.prototype))) {
    if (name === "constructor") continue;
    if (property.get) define(name, (of) => Reflect.get(native(of), name));
    else if (typeof property.value === "function")
      Object.defineProperty(lean, name, {
        configurable: true,
        value(this: Lean, ...rest: unknown[]) {
          const real = native(this);
          return Reflect.apply(Reflect.get(real, name) as (...rest: unknown[]) => unknown, real, rest);
        },
      });
  }
  for (const [name, read] of Object.entries(own)) define(name, read);
  return lean;

  function define(name: string, read: (of: Lean) => unknown) {
    Object.defineProperty(lean, name, {
      configurable: true,
      get(this: Lean) {
        return read(this);
      },
    });
  }
}
