import { builtinModules } from "node:module";

/** Returns what a source file imports from modules that encrypt, sign, hash or make random bytes. */
export function cryptoCalls(source: string): string[] {
  const found = [
    ...source.matchAll(
      /^import (?:type )?(?:\{([^}]*)\}|(\w+)) from "((?:node:)?crypto|@node-rs\/bcrypt|otpauth|next-auth\/jwt|@simplewebauthn\/server|nodemailer\/lib\/dkim)"/gm,
    ),
  ].flatMap(([, names = "", whole = "", from = ""]) =>
    (names || whole)
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name && !name.startsWith("type "))
      .map((name) => (builtinModules.includes(from.replace("node:", "")) ? name : `${name} (${from})`)),
  );
  const web = /\bcrypto\.(subtle\.\w+|getRandomValues|randomUUID)/g;
  return [...new Set([...found, ...[...source.matchAll(web)].map(([call]) => call)])].sort();
}

/** Returns the names of algorithms written in a source file. */
export function algorithmsIn(source: string): string[] {
  const written = /"((?:aes|chacha|des|rc)[a-z0-9-]*-[a-z0-9-]+|sha-?\d[\w-]*|md5|ed25519|rsa(?:-\w+)?)"/gi;
  return [...new Set([...source.matchAll(written)].map(([, name = ""]) => name.toLowerCase()))].sort();
}
