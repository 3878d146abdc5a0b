// Where the cursor stands when a page opens: at the errors, at what the address names, or in the
// first field of a form.
export function beginAt() {
  const errors = document.querySelector(".errors");
  if (errors) return errors.focus();
  if (location.hash) {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    // A group of choices is entered at its first one, where number keys choose.
    const field = target?.matches("fieldset") ? target.querySelector("input") : target;
    return field?.focus();
  }
  if (document.activeElement && document.activeElement !== document.body) return;
  const first = [...document.querySelectorAll("#fields :is(input, select, textarea), .counts input")]
    .find((field) => field.type !== "hidden" && field.offsetParent !== null
      && (field.type !== "radio" || field.checked || !field.form.elements[field.name].value));
  first?.focus({ preventScroll: true });
}
