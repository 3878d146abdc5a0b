// The menu's “more”: its key opens it on its first place, Escape and leaving it close it.
export function morePlaces() {
  const box = document.querySelector(".more-places details");
  if (!box) return;
  const summary = box.querySelector("summary");
  const opened = (event) => {
    if (event.detail === 0) setTimeout(() => box.open && box.querySelector("a").focus(), 0);
  };
  // A click without a pointer is a key's.
  summary.addEventListener("click", opened);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !box.open) return;
    event.preventDefault();
    box.open = false;
    summary.focus();
  });
  document.addEventListener("focusin", (event) => {
    if (!box.contains(event.target)) box.open = false;
  });
  document.addEventListener("click", (event) => {
    if (!box.contains(event.target)) box.open = false;
  });
}
