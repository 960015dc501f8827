import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { clientIp } from "./client-ip.ts";
import { trust } from "./trust.ts";

const trusted = trust(["10.0.0.0/8", "2001:db8:aaaa::/48", "::1"]);

test("an untrusted peer is the client, whatever it says", () => {
  expect(clientIp("203.0.113.9", ["1.2.3.4, 10.0.0.1"], trusted)).toBe("203.0.113.9");
});

test("behind trusted proxies the right-most untrusted entry is the client", () => {
  expect(clientIp("10.0.0.1", ["6.6.6.6, 198.51.100.7, 10.9.9.9"], trusted)).toBe("198.51.100.7");
  expect(clientIp("::ffff:10.0.0.1", ["198.51.100.7"], trusted)).toBe("198.51.100.7");
  expect(clientIp("2001:db8:aaaa::1", ["2001:DB8:0:0::7"], trusted)).toBe("2001:db8::7");
});

test("several headers count as one list in the order received", () => {
  expect(clientIp("10.0.0.1", ["1.1.1.1", "2.2.2.2", "10.0.0.2"], trusted)).toBe("2.2.2.2");
});

test("an invalid entry ends the walk at its proxy", () => {
  for (const junk of ["unknown", "", "_hidden", "127.1", "0x7f000001", "1.2.3.4.5", "localhost", "::g"])
    expect(clientIp("10.0.0.1", [`1.1.1.1, ${junk}, 10.0.0.2`], trusted)).toBe("10.0.0.2");
});

test("ports and brackets of some proxies are read, zones are dropped", () => {
  expect(clientIp("10.0.0.1", ["198.51.100.7:4711"], trusted)).toBe("198.51.100.7");
  expect(clientIp("10.0.0.1", ["[2001:db8::7]:4711"], trusted)).toBe("2001:db8::7");
  expect(clientIp("fe80::1%eth0", [], trusted)).toBe("fe80::1");
});

test("when everybody is trusted the left-most is the client", () => {
  expect(clientIp("10.0.0.1", ["10.0.0.3, 10.0.0.2"], trusted)).toBe("10.0.0.3");
});

test("nothing a client prepends changes the answer", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string())), fc.ipV4(), (forged, real) => {
      fc.pre(!trusted(real));
      const line = [...forged.map((entry) => entry.replaceAll(",", "")), real].join(", ");
      expect(clientIp("10.0.0.1", [line], trusted)).toBe(real);
    }),
  );
});

test("trusted proxies are addresses or ranges, and anything else stops the start", () => {
  expect(trust(["::ffff:192.0.2.0/120"])("192.0.2.77")).toBe(true);
  expect(trust(["192.0.2.1"])("192.0.2.2")).toBe(false);
  expect(trust([])("127.0.0.1")).toBe(false);
  for (const wrong of ["proxy.example", "10.0.0.0/33", "10.0.0", "*"])
    expect(() => trust([wrong])).toThrow(RangeError);
});
