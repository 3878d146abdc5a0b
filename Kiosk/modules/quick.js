// `quick` choices on a page with one question: pointing at one goes on. With the keyboard, where
// arrows walk through the choices, the button goes on as everywhere.
export function quick() {
  document.addEventListener("click", (event) => {
    const choice = event.target instanceof Element ? event.target.closest(".choice") : null;
    if (!choice || event.detail === 0 || !choice.closest("[data-quick]")) return;
    const next = choice.closest(".one-question")?.querySelector("[data-continue]");
    // After the choice itself has been made.
    if (next) setTimeout(() => next.form.requestSubmit(next));
  });
}
