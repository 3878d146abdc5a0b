// A second press of the button while the first is on its way does nothing. The server would give
// the same answer to both; the officer need not wonder.
export function submitOnce(form) {
  let isSent = false;
  form.addEventListener("submit", (event) => {
    if (isSent) event.preventDefault();
    isSent = true;
    form.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () => { isSent = false; form.removeAttribute("aria-busy"); });
}
