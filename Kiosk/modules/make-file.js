// Makes the file that answers a question on the spot and gives it to the question's own field.
import { camera, recorder } from "./devices.js";
import { drawing } from "./drawing.js";
import { give, send } from "./send-file.js";

const TOOLS = {
  draw: [drawing, "done", "clear"], signature: [drawing, "done", "clear"],
  annotate: [drawing, "done", "clear"], photo: [camera, "shoot"], selfie: [camera, "shoot"],
  sound: [recorder, "begin"], film: [recorder, "begin"],
};

export function makeFile() {
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-file]") && event.target.files.length) send(event.target);
  });
  const dialog = document.getElementById("make-file");
  if (!dialog) return;
  // Where the machine has no devices a file has to be chosen.
  if (navigator.mediaDevices) {
    for (const line of document.querySelectorAll(".made-only")) line.classList.add("can-make");
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-make]");
    if (button) open(dialog, button);
  });
}

function open(dialog, button) {
  const kind = button.dataset.make;
  const input = button.closest(".field").querySelector("[data-file]");
  const [tool, ...offers] = TOOLS[kind];
  const part = (name) => dialog.querySelector(`[data-part="${name}"]`);
  const show = (...names) => {
    for (const action of dialog.querySelectorAll("[data-do]")) {
      action.hidden = ![...names, "cancel"].includes(action.dataset.do);
    }
  };
  const ended = new AbortController();
  for (const name of ["canvas", "video", "on-air", "problem"]) part(name).hidden = true;
  part("title").textContent = button.textContent;
  show(...offers);
  const running = tool(part, {
    kind, show, signal: ended.signal,
    picture: kind === "annotate" && button.closest(".field").querySelector("[data-answer]")?.href,
    finish: (blob, name) => { dialog.close(); give(input, new File([blob], name, { type: blob.type })); },
    fail: () => {
      part("problem").hidden = false;
      show();
      input.closest(".file-line").classList.remove("can-make");
    },
  });
  dialog.addEventListener("click", (event) => {
    const action = event.target.closest("[data-do]")?.dataset.do;
    if (action === "cancel") dialog.close(); else running.actions[action]?.();
  }, { signal: ended.signal });
  dialog.addEventListener("close", () => { ended.abort(); running.close?.(); }, { once: true });
  dialog.showModal();
}
