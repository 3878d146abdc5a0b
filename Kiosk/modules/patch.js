// Brings a part of the page up to date without touching the field someone is typing in.

export function patch(old, fresh) {
  if (!old || !fresh) return;
  if (old.isEqualNode(fresh)) return;
  const focused = document.activeElement;
  if (old === focused && old.matches("input,select,textarea,button,a,summary")) {
    copyAttributes(old, fresh);
    if (old instanceof HTMLSelectElement) copyChoices(old, fresh);
    return;
  }
  const parts = [...fresh.children];
  const canGoDeeper = parts.length > 0 && parts.length === old.children.length
    && parts.every((part, index) => sameShape(part, old.children[index]));
  if (!old.contains(focused) || focused === old) {
    if (canGoDeeper && (old.id === "fields" || old.querySelector("[data-item]"))) {
      copyAttributes(old, fresh);
      parts.forEach((part, index) => patch(old.children[index], part));
    } else {
      old.replaceWith(document.importNode(fresh, true));
    }
    return;
  }
  if (canGoDeeper) {
    copyAttributes(old, fresh);
    parts.forEach((part, index) => patch(old.children[index], part));
  } else {
    patchField(old, fresh, focused);
  }
}

function sameShape(a, b) {
  return a.tagName === b.tagName && a.id === b.id
    && a.dataset.item === b.dataset.item && a.dataset.rows === b.dataset.rows;
}

function copyAttributes(old, fresh) {
  if (old === document.activeElement) {
    for (const name of ["aria-describedby", "aria-invalid"]) {
      const value = fresh.getAttribute(name);
      if (value === null) old.removeAttribute(name); else old.setAttribute(name, value);
    }
    return;
  }
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) old.setAttribute(name, value);
}

// The field has gained or lost its sentence: everything around the input is renewed, it stays.
function patchField(old, fresh, focused) {
  const keep = [...old.children].find((child) => child.contains(focused));
  const twin = keep && [...fresh.children].find((child) => child.tagName === keep.tagName
    && (child.id === keep.id || child.tagName === "FIELDSET"));
  if (!twin) {
    old.replaceWith(document.importNode(fresh, true)); // no longer asked
    return;
  }
  copyAttributes(old, fresh);
  for (const child of [...old.children]) if (child !== keep) child.remove();
  let before = true;
  for (const child of [...fresh.children]) {
    if (child === twin) { before = false; continue; }
    const copy = document.importNode(child, true);
    if (before) old.insertBefore(copy, keep); else old.append(copy);
  }
  patch(keep, twin);
}

// The list under the focus may depend on the answer given just before, as communes do on the province.
function copyChoices(old, fresh) {
  const shown = (list) => [...list.options].map((option) => option.value + " " + option.label).join("\n");
  if (shown(old) === shown(fresh)) return;
  const chosen = old.value;
  old.replaceChildren(...[...fresh.options].map((option) => document.importNode(option, true)));
  old.value = chosen;
  if (old.selectedIndex < 0) old.selectedIndex = 0;
}
