import type { ImageStore } from '@nx-docker-multiarch/oci/store';

/** The same store, but for some of its methods. */
export function withMethods<S extends ImageStore>(store: S, methods: Partial<ImageStore>): S {
  return new Proxy(store, {
    get: (_, name) => {
      const member: unknown = methods[name as keyof ImageStore] ?? store[name as keyof S];
      // Some stores are instances with private members, which only the instance itself may touch.
      return typeof member === 'function' ? (member.bind(store) as unknown) : member;
    },
  });
}
