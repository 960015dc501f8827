import { type FormEvent, startTransition, useEffect, useRef, useState } from "react";
import type { FormState } from "./form-state.ts";

/**
 * Answers a busy server's challenge and sends the same form again, so that the user waits a second and types nothing twice.
 * Where the page cannot hash (no secure context) the form's message asks the user to wait instead.
 */
export function useProofOfWork(state: FormState, send: (data: FormData) => void) {
  const last = useRef<FormData>(null);
  const [solving, setSolving] = useState(false);
  const { work } = state;

  useEffect(() => {
    const data = last.current;
    if (!work || !data || !globalThis.crypto?.subtle) return;
    // One answer for one sending: a form that is refused again asks the user.
    last.current = null;
    let left = false;
    setSolving(true);
    solve(work.challenge, work.bits, () => left).then((answer) => {
      if (answer === null) return;
      setSolving(false);
      data.set("work", answer);
      startTransition(() => send(data));
    });
    return () => {
      left = true;
      setSolving(false);
    };
  }, [work, send]);

  return {
    solving,
    keep: (event: FormEvent<HTMLFormElement>) => {
      last.current = new FormData(event.currentTarget);
    },
  };
}

/** Returns `challenge.nonce` whose SHA-256 begins with `bits` zero bits, or null when `isLeft` says that nobody waits. */
async function solve(challenge: string, bits: number, isLeft: () => boolean): Promise<string | null> {
  const encoder = new TextEncoder();
  const atOnce = 512;
  for (let from = 0; !isLeft(); from += atOnce) {
    const answers = Array.from({ length: atOnce }, (_, at) => `${challenge}.${from + at}`);
    const hashes = await Promise.all(
      answers.map((answer) => crypto.subtle.digest("SHA-256", encoder.encode(answer))),
    );
    const found = hashes.findIndex((hash) => new DataView(hash).getUint32(0) >>> (32 - bits) === 0);
    if (found !== -1) return answers[found] ?? null;
  }
  return null;
}
