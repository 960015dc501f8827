import { expect, test } from "@playwright/test";
import { locate, placeName } from "./location.ts";

test("an address is located offline by country and city", async () => {
  const vienna = await locate("131.130.1.11");
  expect(vienna).toEqual({ country: "AT", city: "Vienna" });
  expect(placeName(vienna)).toBe("Vienna, Austria");
  expect(placeName(await locate("193.171.1.1")), "without the district").toBe("Vienna, Austria");
  expect((await locate("2001:628:2030::1")).country).toBe("AT");
  expect(await locate("::ffff:131.130.1.11"), "IPv4 in IPv6's clothes").toEqual(vienna);
});

test("private, reserved and made-up addresses are nowhere", async () => {
  const addresses = [
    null,
    "",
    "127.0.0.1",
    "10.1.2.3",
    "192.168.0.1",
    "169.254.1.1",
    "100.64.0.1",
    "203.0.113.7",
    "::1",
    "fe80::1",
    "fd00::1",
    "2001:db8::1",
    "not an address",
    "8.8.8.8, 131.130.1.11",
  ];
  for (const address of addresses)
    expect(placeName(await locate(address)), String(address)).toBe("Unknown place");
});

test("a country without a city, or that is one, is named once", () => {
  expect(placeName({ country: "AT", city: null })).toBe("Austria");
  expect(placeName({ country: "SG", city: "Singapore" })).toBe("Singapore");
});
