// Forms with data-warn-unsaved: the browser asks before what was typed is left behind.

let unsaved = false;

document.addEventListener("input", (event) => {
  if (event.target.closest("form[data-warn-unsaved]")) unsaved = true;
});

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-warn-unsaved]")) unsaved = false;
});

document.addEventListener("saved", () => {
  unsaved = false;
});

addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});
