import { expect, test } from "@playwright/test";
import { addressRange } from "./address-range.ts";

test("a network is one range: IPv4 /24, IPv6 /64", () => {
  expect(addressRange("192.0.2.1")).toBe(addressRange("192.0.2.254"));
  expect(addressRange("192.0.2.1")).not.toBe(addressRange("192.0.3.1"));
  expect(addressRange("::ffff:192.0.2.1")).toBe(addressRange("192.0.2.9"));
  expect(addressRange("2001:db8:1:2::1")).toBe(addressRange("2001:db8:1:2:ffff:ffff:ffff:ffff"));
  expect(addressRange("2001:db8:1:2::1")).not.toBe(addressRange("2001:db8:1:3::1"));
});

test("no address, or something else, is no range", () => {
  for (const ip of [null, "", "unknown", "1.2.3.4, 5.6.7.8"]) expect(addressRange(ip)).toBeNull();
});
