import type { Endpoint } from "#lib/api/endpoint.ts";

/** Returns how a client calls an endpoint, such as "listContacts", "eraseContact" or "listCampaignDeliveries". */
export function methodName({ method, path }: Pick<Endpoint, "method" | "path">): string {
  const segments = path.split("/").filter(Boolean);
  const nouns = segments.filter((part) => !part.startsWith("{"));
  const ofOne = segments.at(-1)?.startsWith("{") ?? false;
  const last = nouns.at(-1) ?? "";
  const parents = nouns.slice(0, -1).map(singular).map(camel).join("");
  // A verb at the end, such as "erase", says what is done to the record before it.
  if (method !== "DELETE" && nouns.length > 1 && !last.endsWith("s") && last !== "me")
    return `${last}${parents}`;
  const many = `${parents}${camel(last)}`;
  const single = `${parents}${camel(singular(last))}`;
  if (method === "GET") return last.endsWith("s") && !ofOne ? `list${many}` : `get${single}`;
  return `${{ POST: "create", PATCH: "update", DELETE: "delete" }[method]}${single}`;
}

const singular = (noun: string) => noun.replace(/ies$/, "y").replace(/s$/, "");
const camel = (words: string) =>
  words
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
