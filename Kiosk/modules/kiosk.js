// Everything here makes pages quicker; none of them needs it.
import { beginAt } from "./begin-at.js";
import { copying } from "./copying.js";
import { followLink } from "./link-bar.js";
import { counter } from "./counter.js";
import { keyboard } from "./keyboard.js";
import { liveFee } from "./live-fee.js";
import { liveSection } from "./live-section.js";
import { makeFile } from "./make-file.js";
import { morePlaces } from "./more-places.js";
import { recording } from "./recording.js";
import { scannerBurst } from "./scanner-burst.js";
import { slide } from "./slide.js";
import { submitOnce } from "./submit-once.js";
import { typeAhead } from "./type-ahead.js";

document.documentElement.classList.add("is-live");
for (const form of document.querySelectorAll("form[data-live]")) liveSection(form);
for (const form of document.querySelectorAll("form[data-fee]")) liveFee(form);
for (const form of document.querySelectorAll("form[data-once]")) submitOnce(form);
for (const input of document.querySelectorAll("form[data-upload] input[type=file]")) {
  input.addEventListener("change", () => input.files.length && input.form.requestSubmit());
}
for (const sheet of document.querySelectorAll("[data-copying]")) copying(sheet);
for (const bar of document.querySelectorAll("[data-recording]")) recording(bar);
typeAhead();
counter();
slide();
makeFile();
morePlaces();
keyboard();
scannerBurst();
followLink();
beginAt();
