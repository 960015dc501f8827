"use client";
import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/browser";
import { createContext, type ReactNode, use } from "react";
import { type PasskeyBeginning, PasskeyButton } from "./passkey-button.tsx";

type Begin = () => Promise<PasskeyBeginning<PublicKeyCredentialRequestOptionsJSON>>;

const BeginContext = createContext<Begin | null>(null);

/** Gives every form below the server action that begins a step-up by passkey. */
export function PasskeyProofs({ begin, children }: { begin: Begin; children: ReactNode }) {
  return <BeginContext value={begin}>{children}</BeginContext>;
}

/** Renders the strongest factor of a step-up. The passkey's response sends the surrounding form. */
export function PasskeyProof({ alone }: { alone: boolean }) {
  const begin = use(BeginContext);
  if (!begin) return null;
  return (
    <>
      <PasskeyButton name="stepUpPasskey" begin={begin} className="grid">
        Use a passkey
      </PasskeyButton>
      {!alone && <p className="text-13 text-ink-faint noscript:hidden">Or, without it:</p>}
    </>
  );
}
