import { connect } from "node:net";
import { env } from "#lib/env.ts";

const keepMilliseconds = 5000;
let last: { at: number; answer: Promise<boolean> } | undefined;

/**
 * Returns whether the platform's own mail server accepts connections. Asks it at most every five seconds,
 * however many callers ask.
 * `milliseconds`: how long the server has to accept.
 */
export function platformMailReady(milliseconds: number): Promise<boolean> {
  if (!last || Date.now() - last.at > keepMilliseconds)
    last = { at: Date.now(), answer: answers(milliseconds) };
  return last.answer;
}

function answers(milliseconds: number): Promise<boolean> {
  const { hostname, port, protocol } = new URL(env().SMTP_URL);
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ""),
      port: Number(port) || (protocol === "smtps:" ? 465 : 587),
    });
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(milliseconds, () => done(false));
    socket.once("connect", () => done(true));
    socket.on("error", () => done(false));
  });
}
