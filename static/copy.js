// The words of a message to the clipboard. Without scripts, or where the browser refuses it, they stay
// on the page to be selected and copied by hand.
(() => {
  "use strict";

  document.documentElement.dataset.copies = "";

  const select = (words) => {
    const range = document.createRange();
    range.selectNodeContents(words);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    const words = button && document.getElementById(button.dataset.copy);
    if (!words) return;
    const label = button.querySelector("span");
    const before = label.textContent;
    try {
      await navigator.clipboard.writeText(words.innerText.trim());
      label.textContent = button.dataset.copied;
      setTimeout(() => { label.textContent = before; }, 3000);
    } catch {
      select(words);
    }
  });
})();
