import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

// Below the ranges that systems use for outgoing connections, so that a remembered port stays free
// between two starts.
const lowest = 20_000;
const highest = 32_000;

export type PortName = "postgres" | "smtp" | "mailbox" | "web";

/** Returns whether a server could listen there right now. */
export function isFree(port: number, host = "127.0.0.1"): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", () => done(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => done(true)));
  });
}

/** Returns a random free port on 127.0.0.1, so that two clones starting together do not collide. */
export async function freePort(taken: readonly number[] = []): Promise<number> {
  for (let tries = 0; tries < 200; tries++) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if (!taken.includes(port) && (await isFree(port))) return port;
  }
  throw new Error(`No free port found between ${lowest} and ${highest}.`);
}

/**
 * Returns the port this data folder used last time when it is still free. Otherwise returns a new
 * one and remembers it.
 */
export async function rememberedPort(dataDir: string, name: PortName): Promise<number> {
  const known = knownPorts(dataDir);
  const before = known[name];
  if (before && (await isFree(before))) return before;
  const port = await freePort(Object.values(known));
  writeFileSync(portsFile(dataDir), `${JSON.stringify({ ...knownPorts(dataDir), [name]: port }, null, 2)}\n`);
  return port;
}

export function knownPorts(dataDir: string): Partial<Record<PortName, number>> {
  try {
    return JSON.parse(readFileSync(portsFile(dataDir), "utf8"));
  } catch {
    return {};
  }
}

const portsFile = (dataDir: string) => join(dataDir, "ports.json");
