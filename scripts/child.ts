// Loaded first in every process the supervisor starts (node --import). The channel to the supervisor
// is the leash. When it closes, by the supervisor's order or because it was killed, the process ends
// as if asked with SIGTERM.
const deadline = 25_000;

if (process.env.MAILNEO_LEASH) {
  delete process.env.MAILNEO_LEASH; // processes started from here are not the supervisor's
  if (!process.connected) process.exit(0);
  process.once("disconnect", () => {
    setTimeout(() => process.exit(1), deadline).unref();
    if (!process.emit("SIGTERM", "SIGTERM")) process.exit(0);
  });
  // Listening must not keep a process alive that has no other work.
  process.channel?.unref();
  // A killed supervisor reads no more lines.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
}
