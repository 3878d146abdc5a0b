// The author's preview: what makes the office's pages quicker, without office, link or scanner.
import { counter } from "./counter.js";
import { keyboard } from "./keyboard.js";
import { liveSection } from "./live-section.js";
import { makeFile } from "./make-file.js";
import { quick } from "./quick.js";
import { slide } from "./slide.js";
import { typeAhead } from "./type-ahead.js";

document.documentElement.classList.add("is-live");
for (const form of document.querySelectorAll("form[data-live]")) liveSection(form);
typeAhead();
counter();
slide();
makeFile();
quick();
keyboard();
