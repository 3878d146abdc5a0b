// A sheet of answers for another system: Enter copies a value and moves to the next, so that it
// is pasted over there with one key more. Works without a clipboard by selecting the value.
export function copying(sheet) {
  const values = [...sheet.querySelectorAll("[data-copy]")];
  const said = document.querySelector("#copy-said");
  sheet.addEventListener("click", async (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
    if (!button) return;
    const text = button.textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      getSelection()?.selectAllChildren(button);
      if (!document.execCommand("copy")) return;
    }
    button.classList.add("is-copied");
    if (said) said.textContent = `${sheet.dataset.copied}: ${text}`;
    const next = values[values.indexOf(button) + 1] ?? document.querySelector("#data-code");
    next?.focus();
  });
  values[0]?.focus();
}
