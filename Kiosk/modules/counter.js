// Buttons less and more beside a number (`counter`); the arrow keys do the same.

export function counter() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-count]");
    const input = button?.closest(".field").querySelector("input");
    if (input) count(input, Number(button.dataset.count));
  });
  document.addEventListener("keydown", (event) => {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!step || !event.target.matches?.("input") || !event.target.closest(".field")?.querySelector("[data-count]")) return;
    event.preventDefault();
    count(event.target, step);
  });
}

function count(input, step) {
  const number = Number(input.value.replaceAll(/[ .]/g, "") || 0);
  if (!Number.isInteger(number)) return;
  input.value = String(number + step);
  input.dispatchEvent(new Event("change", { bubbles: true }));
}
