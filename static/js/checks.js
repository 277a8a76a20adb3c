// Inside [data-checks]: [data-check-all] ticks every [data-check], [data-check-count] says how many are ticked.
// Both, or their labels, may be hidden in the page: without a script they would do nothing.

const show = (element) => element.closest("label[hidden], input[hidden], output[hidden]")?.removeAttribute("hidden");

function count(group) {
  const boxes = [...group.querySelectorAll("[data-check]")];
  const ticked = boxes.filter((box) => box.checked).length;
  for (const all of group.querySelectorAll("[data-check-all]")) {
    show(all);
    all.checked = boxes.length > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  }
  for (const output of group.querySelectorAll("[data-check-count]")) {
    show(output);
    output.textContent = ticked;
  }
}

document.addEventListener("change", (event) => {
  const group = event.target.closest("[data-checks]");
  if (!group) return;
  if (event.target.matches("[data-check-all]")) {
    for (const box of group.querySelectorAll("[data-check]")) box.checked = event.target.checked;
  }
  count(group);
});

const countAll = () => document.querySelectorAll("[data-checks]").forEach(count);
countAll();
document.addEventListener("htmx:afterSettle", countAll);
