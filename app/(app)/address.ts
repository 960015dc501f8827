type Given = string | string[] | undefined;

/** What Next hands a page as `searchParams`. */
export type Search = Promise<Record<string, Given>>;

/** A path with its query; what is empty stays out of the address. */
export function address(path: string, params: Record<string, string | null | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value) search.set(name, value);
  return search.size > 0 ? `${path}?${search}` : path;
}

/** One value of a query that anybody may write twice. */
export const one = (given: Given): string | undefined =>
  (Array.isArray(given) ? given[0] : given) || undefined;
