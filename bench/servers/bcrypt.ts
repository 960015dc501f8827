// The limit of sign-ins: node:http and one bcrypt of cost 12 for each request, nothing else.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { verify } from "@node-rs/bcrypt";

const [, , password = "", hash = ""] = process.argv;

const server = createServer((request, response) => {
  request.resume();
  request.once("end", async () => {
    const right = await verify(password, hash);
    response.writeHead(right ? 303 : 500, { "content-length": "0" }).end();
  });
});
server.listen(0, "127.0.0.1", () =>
  process.send?.({ ready: true, port: (server.address() as AddressInfo).port }),
);
process.on("disconnect", () => process.exit(0));
