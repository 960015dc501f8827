/** Returns the smallest id of a row made since then: ids are UUIDv7 and begin with their time. */
export function firstIdSince(then: Date): string {
  const ms = then.getTime().toString(16).padStart(12, "0");
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7000-8000-000000000000`;
}

export const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000);
