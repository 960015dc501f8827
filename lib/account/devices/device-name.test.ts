import { expect, test } from "@playwright/test";
import { describeDevice, deviceName } from "./device-name.ts";

const webkit = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
const blink = "AppleWebKit/537.36 (KHTML, like Gecko)";

const known: [string, string, string][] = [
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${blink} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`,
    "desktop",
    "Microsoft Edge 140 on Windows",
  ],
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) ${webkit} Version/18.1 Mobile/15E148 Safari/604.1`,
    "mobile",
    "Safari 18 on iOS",
  ],
  [
    `Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X) ${webkit} Version/17.4 Mobile/15E148 Safari/604.1`,
    "tablet",
    "Safari 17 on iPadOS",
  ],
  [
    `Mozilla/5.0 (Linux; Android 10; K) ${blink} Chrome/140.0.0.0 Mobile Safari/537.36`,
    "mobile",
    "Chrome 140 on Android",
  ],
  [
    "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0",
    "desktop",
    "Firefox 142 on Linux",
  ],
];

for (const [userAgent, kind, name] of known)
  test(`${name} is recognised`, () => {
    expect(describeDevice(userAgent).kind).toBe(kind);
    expect(deviceName(userAgent)).toBe(name);
  });

test("empty, program and disguised user agents have no name", () => {
  const strange = [null, "", "factories", "Call +43-1-234 or open http://evil.example/1.0", "a".repeat(5000)];
  for (const each of strange) expect(deviceName(each), String(each)).toBe("Unknown browser");
  expect(deviceName("evil.example/now/1.0")).toBe("Unknown browser");
});
