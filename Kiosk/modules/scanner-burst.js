// A scanner types faster than a person. On the scan page its burst goes into the field wherever
// the cursor is.

const BURST_GAP_MS = 60;
const CARD_LENGTH_MINIMUM = 40;

export function scannerBurst() {
  const field = document.querySelector("form[data-burst] input[name=card]");
  if (!field) return;
  let text = "";
  let last = 0;
  document.addEventListener("keydown", (event) => {
    if (event.target === field || event.ctrlKey || event.altKey || event.metaKey) return;
    const isBurst = event.timeStamp - last < BURST_GAP_MS;
    last = event.timeStamp;
    if (event.key === "Enter" || event.key === "Tab") {
      if (isBurst && text.length >= CARD_LENGTH_MINIMUM) {
        event.preventDefault();
        field.value = text;
        field.form.requestSubmit();
      }
      text = "";
    } else if (event.key.length === 1) {
      text = isBurst ? text + event.key : event.key;
    }
  });
  // Some scanners end with a tab instead of a line.
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || event.shiftKey || field.value.length < CARD_LENGTH_MINIMUM) return;
    event.preventDefault();
    field.form.requestSubmit();
  });
}
