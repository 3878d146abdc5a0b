// Records a filling whose form asks for it (`background-audio`): only when the resident agreed, with
// a sign to be seen, part by part as pages are left. What a page recorded is kept before the next.
import { record } from "./devices.js";

export function recording(bar) {
  const part = (name) => bar.querySelector(`[data-part="${name}"]`);
  const button = (name) => bar.querySelector(`[data-do="${name}"]`);
  const agreed = `recording ${bar.dataset.recording}`;
  let running;
  let stream;

  function show(isOn) {
    part("on-air").hidden = !isOn;
    button("begin").hidden = isOn;
    button("end").hidden = !isOn;
  }

  async function begin() {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      running = record(stream);
      sessionStorage.setItem(agreed, "yes");
      show(true);
    } catch {
      sessionStorage.removeItem(agreed);
      part("problem").hidden = false;
    }
  }

  async function keep() {
    if (!running) return;
    const blob = await running.end();
    running = undefined;
    for (const track of stream.getTracks()) track.stop();
    const body = new FormData();
    body.append("_token", bar.dataset.token);
    body.append("path", bar.dataset.path);
    body.append("file", blob, "part.webm");
    const answer = await fetch(bar.dataset.recording, { method: "POST", body, headers: { Accept: "text/plain" } });
    if (!answer.ok) throw new Error(await answer.text());
  }

  async function leave(go) {
    try {
      await keep();
      go();
    } catch (error) {
      show(false);
      part("problem").textContent = error.message;
      part("problem").hidden = false;
    }
  }

  button("begin").addEventListener("click", begin);
  button("end").addEventListener("click", () => {
    sessionStorage.removeItem(agreed);
    leave(() => location.reload());
  });
  document.addEventListener("submit", (event) => {
    if (!running || event.defaultPrevented) return;
    event.preventDefault();
    const { target, submitter } = event;
    leave(() => target.requestSubmit(submitter));
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!running || !link || link.target || event.defaultPrevented) return;
    event.preventDefault();
    leave(() => { location.href = link.href; });
  });
  if (sessionStorage.getItem(agreed)) begin();
}
