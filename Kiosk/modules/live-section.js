// Saves every answer as it is given and shows what follows from it: the server decides, one
// request at a time, the newest state wins.
import { post } from "./post.js";
import { patch } from "./patch.js";

const TYPING_PAUSE_MS = 350;

export function liveSection(form) {
  const changed = new Map();
  const status = document.getElementById("live-status");
  let timer = 0;
  let isBusy = false;

  const values = (name) => [...form.elements]
    .filter((element) => element.name === name)
    .filter((element) => !["radio", "checkbox"].includes(element.type) || element.checked)
    .map((element) => element.value);

  const note = (element) => {
    if (!element.name?.startsWith("f/")) return;
    changed.set(element.name, values(element.name));
    form.dataset.waiting = ""; // until the page shows what follows
  };

  async function send() {
    clearTimeout(timer);
    if (isBusy || changed.size === 0) return;
    isBusy = true;
    const fields = [];
    for (const name of ["_token", "_section", "_attempted"]) {
      if (form.elements[name]) fields.push([name, form.elements[name].value]);
    }
    const sent = new Map(changed);
    for (const [name, list] of sent) for (const value of list) fields.push([name, value]);
    changed.clear();
    const answer = await post(form.dataset.live, fields);
    isBusy = false;
    if (answer?.page) {
      if (changed.size === 0) show(answer.page);
    } else {
      for (const [name, list] of sent) if (!changed.has(name)) changed.set(name, list);
      status.textContent = answer?.problem ?? "";
      status.classList.toggle("away", !answer?.problem);
      delete form.dataset.waiting;
      return;
    }
    if (changed.size > 0) send(); else delete form.dataset.waiting;
  }

  // A field that is no longer asked hands its focus to the next one.
  const following = (focused) => {
    const controls = [...form.querySelectorAll("[name^='f/'], [data-continue]")];
    const place = controls.indexOf(focused);
    return place < 0 ? [] : controls.slice(place).map((control) => control.name
      ? `[name="${CSS.escape(control.name)}"]:not([type="hidden"])` : "[data-continue]");
  };

  function show(page) {
    const focused = document.activeElement;
    const after = following(focused);
    for (const id of ["tasks", "warnings", "fields"]) {
      patch(document.getElementById(id), page.getElementById(id));
    }
    if (after.length > 0 && !focused.isConnected) {
      after.map((selector) => form.querySelector(selector)).find((next) => next)?.focus();
    }
    status.textContent = "";
    status.classList.add("away");
  }

  form.addEventListener("input", (event) => {
    note(event.target);
    clearTimeout(timer);
    timer = setTimeout(send, TYPING_PAUSE_MS);
  });
  form.addEventListener("change", (event) => { note(event.target); send(); });
  // The post carries everything; sending it once more while the page goes could hit another row.
  form.addEventListener("submit", () => { clearTimeout(timer); changed.clear(); });
  addEventListener("pagehide", () => {
    if (changed.size === 0) return;
    const fields = new URLSearchParams();
    for (const name of ["_token", "_section"]) fields.append(name, form.elements[name].value);
    for (const [name, list] of changed) for (const value of list) fields.append(name, value);
    fetch(form.dataset.live, { method: "POST", body: fields, keepalive: true });
  });
}
