// Keeps the bar that says how the link stands up to date on pages that stay open.
import { patch } from "./patch.js";

const INTERVAL_MS = 5000;

export function followLink() {
  const isSignedIn = document.querySelector(".menu") !== null;
  if (!isSignedIn) return;
  setInterval(async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch("/link", { headers: { "Accept": "text/plain" }, redirect: "error" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      patch(document.getElementById("link-bar"), page.getElementById("link-bar"));
    } catch { /* The next round tells. */ }
  }, INTERVAL_MS);
}
