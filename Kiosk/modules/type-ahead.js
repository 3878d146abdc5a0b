// Choosing in a long list by typing without diacritics, any word of the choice first:
// "ba na" finds "Ba-na", "thong nhat" finds "Phường Thống Nhất".

const PAUSE_MS = 900;

export function typeAhead() {
  let typed = "";
  let last = 0;
  let where = null;
  // On the document: fields come and go while a form is filled in.
  document.addEventListener("keydown", (event) => {
    const select = event.target;
    if (!(select instanceof HTMLSelectElement)) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const isPause = select !== where || event.timeStamp - last >= PAUSE_MS;
    // A blank opens the list unless it stands between two words.
    if (event.key.length !== 1 || (event.key === " " && isPause)) return;
    event.preventDefault();
    typed = isPause ? fold(event.key) : typed + fold(event.key);
    [last, where] = [event.timeStamp, select];
    const found = find([...select.options], typed, select.selectedIndex);
    if (found < 0 || found === select.selectedIndex) return;
    select.selectedIndex = found;
    select.dispatchEvent(new Event("input", { bubbles: true }));
    select.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// One letter again and again walks through the choices that begin with it.
function find(options, typed, selected) {
  const labels = options.map((option) => option.value === "" ? "" : fold(option.label));
  const isRepeat = /^(.)\1*$/.test(typed);
  const text = isRepeat ? typed[0] : typed;
  const start = isRepeat ? selected + 1 : 0;
  const order = [...labels.keys()].map((index) => (index + start) % labels.length);
  const begins = order.find((index) => labels[index].startsWith(text));
  return begins ?? order.find((index) => labels[index].includes(" " + text)) ?? -1;
}

function fold(text) {
  return text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, " ");
}
