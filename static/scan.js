// The counter reads codes with the camera, where the browser knows how; typing and scanners that
// type work everywhere.
(() => {
  "use strict";

  const button = document.querySelector("[data-scan]");
  const view = document.querySelector("[data-scan-view]");
  if (!button || !view || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  const form = button.closest("form");
  let stream = null;

  const stop = () => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    view.hidden = true;
    button.setAttribute("aria-pressed", "false");
  };

  const look = async (detector) => {
    while (stream) {
      const [found] = await detector.detect(view);
      if (found) {
        stop();
        form.elements.code.value = found.rawValue;
        form.requestSubmit();
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  };

  // A camera that is refused or taken leaves the field, which is there anyway.
  button.addEventListener("click", async () => {
    if (stream) return stop();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      view.srcObject = stream;
      view.hidden = false;
      button.setAttribute("aria-pressed", "true");
      await view.play();
      await look(new BarcodeDetector({ formats: ["ean_13", "ean_8", "upc_a", "code_128", "qr_code"] }));
    } catch {
      stop();
      form.elements.code.focus();
    }
  });

  button.hidden = false;
})();
