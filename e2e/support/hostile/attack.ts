import { newNetwork } from "../wire.ts";
import type { OtherVisitor } from "./other-visitor.ts";
import { type Hostile, patience, send, type Told } from "./send.ts";

/** Requests under way at once in the first round. */
const together = 4;

/** How often a request is sent alone before its delay is believed. */
const tries = 5;

/** After so many faults the rest is not sent, because each may take the whole patience. */
const enough = 20;

/** Milliseconds for the whole of it; what is not sent by then is a fault, so that the story tells what it found before its own end. */
const longest = process.env.MAILNEO_TEST_SLOW === "1" ? 3_000_000 : 200_000;

/**
 * Sends every request and returns what went wrong, in words: no answer, an answer that blames the server, or a visitor who waited.
 *
 * Both processors are shared with this client and with other tests, so a late look proves nothing by itself. Requests go out a few at
 * once; those under way during a late look are sent again, alone, up to five times. A request that stops a process does so every time,
 * so the smallest of these delays is its own.
 */
export async function attack(hostile: Iterable<Hostile>, visitor: OtherVisitor) {
  const faults: string[] = [];
  const sent: { hostile: Hostile; told: Told }[] = [];
  const statuses: Record<string, number> = {};
  const until = Date.now() + longest;
  const from = newNetwork();
  const queue = hostile[Symbol.iterator]();

  const worker = async () => {
    for (let next = queue.next(); !next.done && faults.length < enough; next = queue.next()) {
      if (Date.now() > until)
        return void faults.push(`after ${longest / 1000} s: ${next.value.name} is not sent`);
      const told = await send(next.value, from);
      sent.push({ hostile: next.value, told });
      statuses[String(told.status)] = (statuses[String(told.status)] ?? 0) + 1;
      const fault = faultOf(next.value, told);
      if (fault) faults.push(fault);
      if (told.hung) await visitor.calm();
    }
  };
  await Promise.all(Array.from({ length: together }, worker));

  let suspects = 0;
  for (const { hostile: suspect, told } of sent) {
    if (faults.length >= enough || Date.now() > until) break;
    if (told.hung || (await visitor.delayedBy(told.began, told.ended)) <= visitor.allowed) continue;
    suspects++;
    const delay = await ownDelay(suspect, from, visitor);
    if (delay > visitor.allowed)
      faults.push(`${suspect.name}: another visitor waited ${delay.toFixed(0)} ms more than in quiet`);
  }
  return { faults, sent: sent.length, statuses, suspects };
}

/** What the visitor waits because of one request: the smallest of several tries. */
async function ownDelay(suspect: Hostile, from: string, visitor: OtherVisitor): Promise<number> {
  let smallest = Number.POSITIVE_INFINITY;
  for (let n = 0; n < tries && smallest > visitor.allowed; n++) {
    await visitor.calm();
    const told = await send(suspect, from);
    smallest = Math.min(smallest, await visitor.delayedBy(told.began, told.ended));
    if (n > 0 && smallest > 20 * visitor.allowed) break;
  }
  return smallest;
}

function faultOf({ name, delivery }: Hostile, { status, text, hung }: Told): string | null {
  if (hung) return `${name}: no answer in ${patience / 1000} s`;
  // Who leaves before the end that was announced may find the connection closed.
  if (status === null) return typeof delivery === "object" ? null : `${name}: closed without an answer`;
  if (status >= 500) return `${name}: answered ${status}`;
  if (text.includes("Something went wrong on our side")) return `${name}: ${status}, and it is our fault`;
  return null;
}
