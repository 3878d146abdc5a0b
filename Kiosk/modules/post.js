// Posts fields to the local server and answers the page it sends back, or null.
export async function post(address, fields, signal) {
  try {
    const answer = await fetch(address, {
      method: "POST", body: new URLSearchParams(fields), signal,
      headers: { "Accept": "text/plain" }, redirect: "error",
    });
    const text = await answer.text();
    if (!answer.ok) return { problem: text };
    return { page: new DOMParser().parseFromString(text, "text/html") };
  } catch (error) {
    return error.name === "AbortError" ? null : { problem: "" };
  }
}
