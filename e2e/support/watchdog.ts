import type { BrowserContext } from "@playwright/test";

export type Watchdog = {
  /** What a page complained about so far, and nobody announced. */
  readonly complaints: string[];
  /** From now on a complaint that matches is part of the story. */
  expectComplaint(pattern: RegExp): void;
};

/**
 * Hears everything a page complains about: uncaught errors, console errors and what the content security policy stopped (which the
 * browser writes to the console as an error).
 */
export function watch(context: BrowserContext): Watchdog {
  const heard: string[] = [];
  const expected = [
    // A form over its limit answers 429, which the browser writes down as a failed load.
    /the server responded with a status of 429/,
    // axe tries to go into every frame. That the frame of a preview lets no script run is a promise, not a complaint.
    /Blocked script execution in '[^']*\/preview\b[^']*' because the document's frame is sandboxed/,
  ];
  context.on("console", (message) => {
    if (message.type() === "error") heard.push(`${message.page()?.url()}: ${message.text()}`);
  });
  context.on("weberror", (error) => heard.push(`${error.page()?.url()}: ${error.error().stack}`));
  return {
    get complaints() {
      return heard.filter((text) => !expected.some((pattern) => pattern.test(text)));
    },
    expectComplaint: (pattern) => void expected.push(pattern),
  };
}
