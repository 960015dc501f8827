// Asks for one page again and again, in a thread of its own: what the attacker's side is busy with does not count.
import { request } from "node:http";
import { parentPort, workerData } from "node:worker_threads";

const { port, host, path, from, pause } = workerData as {
  port: string;
  host: string;
  path: string;
  from: string;
  pause: number;
};

for (;;) {
  const began = performance.timeOrigin + performance.now();
  const status = await look();
  parentPort?.postMessage({ began, ended: performance.timeOrigin + performance.now(), status });
  await new Promise((next) => setTimeout(next, pause));
}

function look() {
  return new Promise<number>((resolve) => {
    const asked = request(
      { host: "127.0.0.1", port, path, agent: false, localAddress: from, headers: { host } },
      (response) => {
        response.resume().on("close", () => resolve(response.complete ? (response.statusCode ?? 0) : 0));
      },
    );
    asked.on("error", () => resolve(0)).end();
  });
}
