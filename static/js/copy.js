// <button data-copy="text" data-copied="Copied" hidden> copies its text; it shows where the browser can do that.

const copiers = () => document.querySelectorAll("button[data-copy][hidden]");

function reveal() {
  if (!navigator.clipboard) return;
  for (const button of copiers()) button.hidden = false;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button || button.dataset.was) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  button.dataset.was = button.textContent;
  button.setAttribute("aria-live", "polite");
  button.textContent = button.dataset.copied;
  setTimeout(() => {
    button.textContent = button.dataset.was;
    delete button.dataset.was;
  }, 2000);
});

reveal();
document.addEventListener("htmx:afterSettle", reveal);
