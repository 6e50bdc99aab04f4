// What the pages do beyond links, forms and htmx: focus, shortcuts, one click counted once.
(() => {
  "use strict";

  const typing = (element) =>
    element instanceof HTMLElement &&
    (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));

  // A form that comes back with faults: the focus goes to the first field at fault, else to the list.
  const focusFault = (root) => {
    const place = root.querySelector('[aria-invalid="true"]') || root.querySelector("[data-faults]");
    // A group of choices takes no focus itself: its chosen one does.
    const within = place?.matches("fieldset") && (place.querySelector(":checked") || place.querySelector("input"));
    (within || place)?.focus();
  };

  // A button may go with what it replaced, and the focus with it: the writing goes on in the last
  // line of what has come instead, or the reading at its beginning.
  let pressed = null;
  document.addEventListener("click", (event) => { pressed = event.target.closest?.("button"); }, true);
  const focusAgain = (root) => {
    if (!pressed || pressed.isConnected || document.activeElement !== document.body) return;
    const line = [...root.querySelectorAll(".rows > .row")].at(-1)?.querySelector("input");
    if (!line) root.tabIndex = -1;
    (line || root).focus({ preventScroll: !line });
    pressed = null;
  };

  // The list of faults names the fields; without scripts it still leads to them.
  const nameFaults = (root) => {
    for (const link of root.querySelectorAll('.faults a[href^="#f-"]:not([data-named])')) {
      const field = document.getElementById(link.hash.slice(1));
      const label = field?.labels?.[0] ?? field?.querySelector("legend");
      const name = label?.firstChild?.textContent.trim();
      if (name) link.textContent = `${name} · ${link.textContent}`;
      link.dataset.named = "";
    }
  };

  // A toast leaves by itself, unless it says that something went wrong.
  const seeOff = () => {
    for (const toast of document.querySelectorAll(".toast:not(.bad):not([data-leaving])")) {
      toast.dataset.leaving = "";
      setTimeout(() => toast.remove(), 6000);
    }
  };

  const release = (form) => {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  };

  // A second click while the first is on its way is not a second sale.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog" || event.defaultPrevented) return;
    if (form.dataset.sent !== undefined) {
      event.preventDefault();
      return;
    }
    if (form.matches("[hx-post], [hx-get], [hx-put], [hx-delete]")) return;
    form.dataset.sent = "";
    form.setAttribute("aria-busy", "true");
    // What opens elsewhere leaves this page as it is: a little later it may be asked for again.
    if (form.target === "_blank") setTimeout(() => release(form), 3000);
  });

  // Coming back by the browser's button shows the page as it was left: its forms may be sent again.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const form of document.querySelectorAll("[data-sent]")) release(form);
  });

  document.addEventListener("click", (event) => {
    const toast = event.target.closest(".toast");
    if (toast) toast.remove();
    const close = event.target.closest("[data-close]");
    const open = close && close.closest("details");
    if (open) {
      event.preventDefault();
      open.open = false;
      open.querySelector("summary").focus();
    }
    const choose = event.target.closest("[data-choose-all]");
    if (choose) {
      for (const box of choose.closest("form").querySelectorAll(`[name="${choose.dataset.chooseAll}"]`)) {
        box.checked = choose.checked;
      }
    }
  });

  // Only one sheet is open at a time, and Escape closes it.
  document.addEventListener(
    "toggle",
    (event) => {
      if (!event.target.matches?.("details.confirm") || !event.target.open) return;
      for (const other of document.querySelectorAll("details.confirm[open]")) {
        if (other !== event.target) other.open = false;
      }
      event.target.querySelector(".sheet")?.scrollIntoView({ block: "nearest" });
    },
    true,
  );

  const places = () => [...document.querySelectorAll(".side .nav a")];
  let going = 0;

  const closeSheet = () => {
    const sheet = document.querySelector("details.confirm[open]");
    if (!sheet) return;
    sheet.open = false;
    sheet.querySelector("summary").focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") closeSheet();
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "?") {
      document.getElementById("shortcuts")?.showModal();
    } else if (event.key === "g") {
      going = Date.now();
    } else if (event.key === "n") {
      document.querySelector("main .button.primary")?.focus();
    } else if (/^\d$/.test(event.key) && Date.now() - going < 1500) {
      places()[(Number(event.key) + 9) % 10]?.click();
    }
  });

  document.addEventListener("htmx:after:swap", (event) => {
    const target = event.detail?.ctx?.target;
    const there = target instanceof Element && (target.isConnected ? target : document.getElementById(target.id));
    const root = there || document.querySelector("main");
    nameFaults(root);
    focusFault(root);
    focusAgain(root);
    seeOff();
  });

  // A form that was refused is the answer to a POST, which the browser will not show again: in the
  // history stands the page it was sent from, so that "back" and "reload" work.
  const refused = performance.getEntriesByType("navigation")[0]?.responseStatus === 422;
  if (refused && document.referrer.startsWith(`${location.origin}/`)) {
    history.replaceState(null, "", document.referrer);
  }

  nameFaults(document);
  focusFault(document);
  seeOff();
})();
