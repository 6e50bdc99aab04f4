// A sale whose answer is lost on the way: the page stays with what was typed and its key, so that the
// same button sends the same sale again. Without scripts the browser's own "send again" does it.
(() => {
  "use strict";

  const PATIENCE = 15000;

  document.addEventListener(
    "submit",
    async (event) => {
      const form = event.target;
      if (!form.matches("[data-retry]")) return;
      const button = event.submitter;
      // The answer was a refusal: the browser shows it, as it would have.
      if (form.dataset.native !== undefined) return;
      event.preventDefault();
      if (form.dataset.sent !== undefined) return;
      const note = form.querySelector("[data-retry-note]");
      form.dataset.sent = "";
      form.setAttribute("aria-busy", "true");
      note.hidden = true;
      try {
        const body = new URLSearchParams(new FormData(form, button));
        const answer = await fetch(form.action, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE) });
        if (answer.redirected) {
          location.assign(answer.url);
          return;
        }
        if (answer.status >= 500) throw new Error(String(answer.status));
        delete form.dataset.sent;
        form.dataset.native = "";
        form.requestSubmit(button);
      } catch {
        delete form.dataset.sent;
        form.removeAttribute("aria-busy");
        note.hidden = false;
        note.scrollIntoView({ block: "center" });
        button?.focus({ preventScroll: true });
      }
    },
    true,
  );
})();
