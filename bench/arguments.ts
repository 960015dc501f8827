import { parseArgs } from "node:util";

/** `--size=20000 --rounds=3 --full`: numbers by name with their defaults, and which switches are on. */
export function readArguments<N extends string, S extends string = never>(
  numbers: Record<N, number>,
  switches: readonly S[] = [],
): Record<N, number> & Record<S, boolean> {
  const options: Record<string, { type: "string" | "boolean" }> = {};
  for (const name of Object.keys(numbers)) options[name] = { type: "string" };
  for (const name of switches) options[name] = { type: "boolean" };
  const { values } = parseArgs({ options, strict: true });
  const read: Record<string, number | boolean> = {};
  for (const [name, usual] of Object.entries<number>(numbers)) {
    const given = values[name] === undefined ? usual : Number(String(values[name]).replaceAll("_", ""));
    if (!Number.isInteger(given) || given < 1) throw new Error(`--${name} takes a whole number.`);
    read[name] = given;
  }
  for (const name of switches) read[name] = values[name] === true;
  return read as Record<N, number> & Record<S, boolean>;
}
