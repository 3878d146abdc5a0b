// A range that is slid (`no-ticks`): the slider and the number beside it show the same.

export function slide() {
  document.addEventListener("input", (event) => {
    const slider = event.target.matches?.("[data-slide]") ? event.target : undefined;
    const field = event.target.closest?.(".field:has([data-slide])");
    if (!field) return;
    const number = field.querySelector("input:not([data-slide])");
    if (slider) {
      number.value = slider.value.replace(".", document.documentElement.lang === "en" ? "." : ",");
      number.dispatchEvent(new Event("change", { bubbles: true }));
    } else {
      field.querySelector("[data-slide]").value = number.value.replace(",", ".");
    }
  });
}
