(() => {
  const here = new URL(document.currentScript.src).origin;
  for (const form of document.querySelectorAll(`form[action^="${here}/subscribe/"]`)) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = form.querySelector("button");
      if (button.disabled) return;
      button.disabled = true;
      try {
        const body = new URLSearchParams(new FormData(form));
        const answer = await fetch(form.action, {
          method: "POST",
          body,
          headers: { accept: "application/json" },
          credentials: "omit",
        });
        const said = await answer.json();
        if (!said.done) throw said;
        const note = document.createElement("p");
        note.setAttribute("role", "status");
        note.textContent = `${said.title}. ${said.text}`;
        form.replaceChildren(note);
      } catch {
        // Anything else needs its page, such as a wrong address or one more step.
        button.disabled = false;
        form.submit();
      }
    });
  }
})();
