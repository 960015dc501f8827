/**
 * Returns attributes that let a button open or close a dialog without any script (HTML invoker
 * commands). The type is a plain record, because React's types do not know them yet.
 */
export function invoke(dialogId: string, command: "show-modal" | "close"): Record<string, string> {
  return { command, commandfor: dialogId };
}

/** Opens or closes a dialog by script, for browsers older than invoker commands. */
export function invokeByScript(dialogId: string, command: "show-modal" | "close") {
  if (typeof HTMLButtonElement !== "undefined" && "commandForElement" in HTMLButtonElement.prototype) return;
  const dialog = document.getElementById(dialogId);
  if (!(dialog instanceof HTMLDialogElement)) return;
  if (command === "close") dialog.close();
  else if (!dialog.open) dialog.showModal();
}
