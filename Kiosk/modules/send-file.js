// Gives a file to a field as if it had been chosen, and sends it.

export function give(input, file) {
  const list = new DataTransfer();
  list.items.add(file);
  input.files = list.files;
  send(input);
}

export function send(input) {
  input.closest(".field").querySelector("button[value^='file:']").click();
}
