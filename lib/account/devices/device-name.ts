import Bowser from "bowser";

/** What a browser says of itself. A caller can send anything, so it helps users recognise a browser and decides nothing. */
export type Device = { kind: "desktop" | "mobile" | "tablet" | "unknown"; browser: string; os: string };

const kinds = new Set(["desktop", "mobile", "tablet"]);

/** Parses a User-Agent header. Unknown parts are empty. */
export function describeDevice(userAgent: string | null): Device {
  if (!userAgent) return { kind: "unknown", browser: "", os: "" };
  const { browser, os, platform } = Bowser.parse(userAgent.slice(0, 512));
  return {
    kind: kinds.has(platform.type ?? "") ? (platform.type as Device["kind"]) : "unknown",
    browser: browserName(browser.name, browser.version),
    os: platform.type === "tablet" && os.name === "iOS" ? "iPadOS" : plain(os.name),
  };
}

function browserName(name: string | undefined, version = "") {
  const major = /^\d{1,4}/.exec(version)?.[0];
  return plain(name) && major ? `${plain(name)} ${major}` : plain(name);
}

// A name in no list comes as the header spells it, if it is a plain name and not a message.
const plain = (name = "") => (/^[A-Za-z][A-Za-z0-9 +-]{0,29}$/.test(name) ? name : "");

/** Formats a device as "Firefox 142 on Windows". */
export function deviceName(userAgent: string | null): string {
  const { browser, os } = describeDevice(userAgent);
  if (browser && os) return `${browser} on ${os}`;
  return browser || os || "Unknown browser";
}
