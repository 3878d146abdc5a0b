// Everything here makes pages quicker; none of them needs it.
import { followLink } from "./link-bar.js";
import { keyboard } from "./keyboard.js";
import { liveSection } from "./live-section.js";
import { scannerBurst } from "./scanner-burst.js";
import { liveFee } from "./live-fee.js";
import { submitOnce } from "./submit-once.js";

document.documentElement.classList.add("is-live");
document.querySelector(".errors")?.focus();
for (const form of document.querySelectorAll("form[data-live]")) liveSection(form);
for (const form of document.querySelectorAll("form[data-fee]")) liveFee(form);
for (const form of document.querySelectorAll("form[data-once]")) submitOnce(form);
for (const input of document.querySelectorAll("form[data-upload] input[type=file]")) {
  input.addEventListener("change", () => input.files.length && input.form.requestSubmit());
}
keyboard();
scannerBurst();
followLink();
