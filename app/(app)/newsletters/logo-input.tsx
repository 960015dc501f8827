"use client";
import { Input } from "#components/ui/input.tsx";

const most = 500_000;

/** A file input that says at once that a file is too large, before it travels. */
export function LogoInput() {
  return (
    <Input
      type="file"
      accept="image/png,image/jpeg,image/webp"
      required
      onChange={({ currentTarget: input }) => {
        const large = (input.files?.[0]?.size ?? 0) > most;
        input.setCustomValidity(large ? "This file is larger than 500 kB. Choose a smaller picture." : "");
        if (large) input.reportValidity();
      }}
    />
  );
}
