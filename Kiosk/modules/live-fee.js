// The fee of certified copies, as it is typed.
import { post } from "./post.js";
import { patch } from "./patch.js";

const TYPING_PAUSE_MS = 250;

export function liveFee(form) {
  let timer = 0;
  let running = null;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      running?.abort();
      running = new AbortController();
      const answer = await post(form.dataset.fee, new FormData(form), running.signal);
      if (answer?.page) patch(document.getElementById("fee"), answer.page.getElementById("fee"));
    }, TYPING_PAUSE_MS);
  });
}
