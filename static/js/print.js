// <button data-print hidden> prints the page; it shows where there is JavaScript to do it.

for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
