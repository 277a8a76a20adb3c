// Forms with data-warn-unsaved: the browser asks before what was typed is left behind; also where it stands there
// again because it was refused.

let unsaved = Boolean(document.querySelector("form[data-warn-unsaved] .error-summary"));

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
