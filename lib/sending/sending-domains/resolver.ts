import { Resolver } from "node:dns/promises";

/** Reads TXT records, each as one string. An absent name is an empty list; a server that does not answer throws. */
export type ResolveTxt = (name: string) => Promise<string[]>;

export const resolveTxt: ResolveTxt = async (name) => {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  try {
    return (await resolver.resolveTxt(name)).map((strings) => strings.join(""));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (code === "ENOTFOUND" || code === "ENODATA") return [];
    throw error;
  }
};
