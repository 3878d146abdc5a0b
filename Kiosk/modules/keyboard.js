// Keys: Enter goes to the next field, number keys choose, Ctrl+Enter continues, F2 scans, and
// plain keys follow the menu where nothing is being typed.

const SCANNER_GAP_MS = 80;
const CARD_PARTS_MINIMUM = 5;
const TYPED = "input:not([type=radio],[type=checkbox],[type=file],[type=hidden],[type=search]),select";
const STOPS = "input:not([type=hidden]),select,textarea,button:not([tabindex='-1'])";

export function keyboard() {
  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === "F2") return openScan(event);
    if (event.key === "Enter" && event.ctrlKey) return press(event, "[data-continue]");
    if (event.altKey && !event.ctrlKey && !event.metaKey) {
      // Browsers differ in the keys that go with an access key; here it is Alt in all of them.
      return press(event, `[accesskey="${CSS.escape(event.key.toLowerCase())}"]`);
    }
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter" && target.matches("form[data-live] :is(" + TYPED + ",[type=radio],[type=checkbox]),form[data-fee] " + TYPED)) {
      return next(event, target);
    }
    if (/^[0-9]$/.test(event.key) && target.closest("[data-radios]")) {
      return choose(event, target.closest("[data-radios]"));
    }
    if (!target.matches("input,select,textarea") && event.key.length === 1) follow(event);
  });
}

function next(event, from) {
  const form = from.form;
  // A card scanned into the name of the copies' form: the server takes it apart.
  const reader = from.value.split("|").length > CARD_PARTS_MINIMUM && form.querySelector("[name=_action][value=update]");
  if (reader) {
    event.preventDefault();
    return form.requestSubmit(reader);
  }
  // What is typed into a register's field is looked for; an empty one is passed over.
  const search = "find" in from.dataset && from.value.trim() && from.parentElement.querySelector("[name=_action]");
  if (search) {
    event.preventDefault();
    return form.requestSubmit(search);
  }
  const group = from.type === "radio" ? from.name : null;
  const stops = [...form.querySelectorAll(STOPS)].filter((element) =>
    element.offsetParent !== null && !element.disabled && (!group || element.name !== group || element === from));
  const following = stops.slice(stops.indexOf(from) + 1)
    .find((element) => (element.type !== "radio" || element.checked || isFirstOfUnchosen(element))
      && !("later" in element.dataset) && !element.matches("[name=_action][value^=remove],[name=_action][value=add],[name=_action][value^=find],[name=_action][value^=forget],[type=checkbox][name=slip]"));
  if (!following) return;
  event.preventDefault();
  following.focus();
  if (following.select) following.select();
}

function isFirstOfUnchosen(radio) {
  const group = [...radio.form.querySelectorAll("input[type=radio]")].filter((other) => other.name === radio.name);
  return !group.some((other) => other.checked) && group[0] === radio;
}

function choose(event, list) {
  const radio = list.querySelector(`input[data-key="${event.key}"]`);
  if (!radio) return;
  event.preventDefault();
  radio.focus();
  radio.click();
}

function press(event, selector) {
  const button = document.querySelector(selector);
  if (!button) return;
  event.preventDefault();
  if (document.activeElement?.blur) document.activeElement.blur();
  button.click();
}

function openScan(event) {
  const form = document.querySelector("form[data-scan]");
  if (!form) return;
  event.preventDefault();
  document.activeElement?.blur();
  location.href = form.dataset.scan;
}

// A key of the menu counts if nothing follows it at once: a scanner's burst is no wish to go
// anywhere.
let waiting = 0;
let lastKey = -Infinity;

function follow(event) {
  clearTimeout(waiting);
  const isAlone = event.timeStamp - lastKey > SCANNER_GAP_MS;
  lastKey = event.timeStamp;
  const search = event.key === "/" && document.querySelector("[data-search]");
  const link = search || document.querySelector(`:is(a,summary)[data-key="${CSS.escape(event.key)}"]`);
  if (!link || !isAlone) return;
  event.preventDefault();
  waiting = setTimeout(() => search ? search.focus() : link.click(), SCANNER_GAP_MS);
}
