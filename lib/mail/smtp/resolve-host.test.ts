import { createSocket } from "node:dgram";
import { once } from "node:events";
import { expect, test } from "@playwright/test";
import { isMetadataAddress } from "./metadata-addresses.ts";
import { parseHosts, resolveHost } from "./resolve-host.ts";
import { vetHost } from "./vet-host.ts";

test("the hosts file names addresses, comments and broken lines aside", () => {
  const names = parseHosts(
    "127.0.0.1 localhost Box # nas\n# 10.0.0.1 gone\n::1 box\nnonsense box\n10.0.0.9\n",
  );
  expect([...names]).toEqual([
    ["localhost", ["127.0.0.1"]],
    ["box", ["127.0.0.1", "::1"]],
  ]);
});

test("localhost and addresses are answered without any server", async () => {
  expect(await resolveHost("LOCALHOST")).toEqual([{ address: "127.0.0.1" }, { address: "::1" }]);
  expect(await resolveHost("a.localhost")).toHaveLength(2);
  expect(await resolveHost("192.0.2.7")).toEqual([{ address: "192.0.2.7" }]);
});

test("a name server that never answers is left when the wait ends", async () => {
  const silent = createSocket("udp4");
  await once(silent.bind(0, "127.0.0.1"), "listening");
  const { Resolver } = await import("node:dns/promises");
  const { setServers } = Resolver.prototype;
  // A real resolver, pointed at a real server that says nothing.
  const original = Resolver.prototype.resolve4;
  Resolver.prototype.resolve4 = function (
    this: InstanceType<typeof Resolver>,
    ...args: Parameters<typeof original>
  ) {
    setServers.call(this, [`127.0.0.1:${silent.address().port}`]);
    return original.apply(this, args) as never;
  } as never;
  try {
    await expect(vetHost("slow.example", { allowPrivate: false, timeoutMs: 50 })).rejects.toMatchObject({
      code: "lookup-timeout",
    });
  } finally {
    Resolver.prototype.resolve4 = original;
    silent.close();
  }
});

for (const address of [
  "169.254.169.254",
  "169.254.170.2",
  "169.254.42.42",
  "100.100.100.200",
  "168.63.129.16",
  "192.0.0.192",
  "::ffff:100.100.100.200",
  "::ffff:6464:64c8",
  "fd00:ec2::254",
  "fd00:ec2::253",
  "fd20:ce::254",
  "fd00:c1::a9fe:a9fe",
  "fd00:42::42",
  "fe80::a9fe:a9fe",
])
  test(`no setting opens the metadata service at ${address}`, { tag: "@V1.3.6" }, async () => {
    for (const allowPrivate of [true, false])
      await expect(
        vetHost("box.example", { allowPrivate, lookup: async () => [{ address }] }),
      ).rejects.toMatchObject({ code: "host-blocked" });
  });

test("metadata names are refused before they are resolved", async () => {
  let asked = 0;
  const lookup = async () => {
    asked++;
    return [{ address: "10.0.0.1" }];
  };
  for (const host of [
    "metadata.google.internal",
    "METADATA.google.internal.",
    "metadata",
    "instance-data",
    "instance-data.ec2.internal",
    "metadata.goog",
    "metadata.tencentyun.com",
    "api.metadata.cloud.ibm.com",
  ])
    await expect(vetHost(host, { allowPrivate: true, lookup }), host).rejects.toMatchObject({
      code: "host-blocked",
    });
  expect(asked).toBe(0);
  for (const address of ["10.0.0.1", "100.64.0.1", "fd00::1", "93.184.216.34", "not one"])
    expect(isMetadataAddress(address), address).toBe(false);
});
