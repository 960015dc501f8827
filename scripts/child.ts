// Loaded first in every process the supervisor starts (node --import). The channel to the supervisor is the leash: when it
// goes, because the supervisor says stop or because it was killed, the process ends as if asked with SIGTERM.
const deadline = 25_000;

if (process.env.MAILNEO_LEASH) {
  delete process.env.MAILNEO_LEASH; // what this process starts itself is its own business
  if (!process.connected) process.exit(0);
  process.once("disconnect", () => {
    setTimeout(() => process.exit(1), deadline).unref();
    if (!process.emit("SIGTERM", "SIGTERM")) process.exit(0);
  });
  // Listening must not keep a process alive that has nothing else to do.
  process.channel?.unref();
  // A supervisor that was killed reads no more lines.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
}
