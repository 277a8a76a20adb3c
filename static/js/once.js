// A form is sent once: its buttons rest until the answer is there. data-once="off" for forms that stay on the page.

function rest(form, resting) {
  form.toggleAttribute("data-sent", resting);
  for (const element of form.elements) {
    if (element.type === "submit") element.toggleAttribute("aria-disabled", resting);
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.dataset.once === "off") return;
  if (form.hasAttribute("data-sent")) event.preventDefault();
  else rest(form, true);
});

// The browser may show this page again as it was when it was left.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) rest(form, false);
});
