() => {
  const shown = (one) => one.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  const page = document.documentElement;
  const said = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const inside = walker.currentNode.parentElement;
    if (!inside.closest("script, noscript, style, textarea, bdi, code, pre, [translate=no], [lang]:not(html)")) {
      said.push(walker.currentNode.data);
    }
  }
  for (const one of document.querySelectorAll("[title], [aria-label], [placeholder], [alt], [data-confirm]")) {
    said.push(...["title", "aria-label", "placeholder", "alt", "data-confirm"].map((name) => one.getAttribute(name) || ""));
  }
  const short = (one) => `${one.tagName} ${one.className} ${one.textContent.trim().slice(0, 40)}`;
  const words = "button, [role=button], summary, .pill, .button, input[type=submit], label, th, nav a";
  // One field of text is sent by Enter, as every telephone offers too.
  const isSent = (form) => {
    const all = [...form.elements].filter((one) => one.localName !== "fieldset");
    const typed = all.filter((one) => shown(one) && /^(text|search|tel|email)$/.test(one.type));
    return all.some((one) => one.type === "submit") || typed.length === 1 || !all.some(shown);
  };
  return {
    headings: document.querySelectorAll("h1").length,
    said: [document.title, ...said],
    wider: page.scrollWidth - page.clientWidth,
    cut: [...document.querySelectorAll(words)]
      .filter((one) => shown(one) && one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1)
      .filter((one) => getComputedStyle(one).display !== "inline" && !one.matches(".unseen, .unseen *"))
      .map(short),
    formsWithoutButton: [...document.forms].filter((form) => shown(form) && !isSent(form)).map(short),
    deadButtons: [...document.querySelectorAll("button[type=button]")].filter(shown).map(short),
  };
}
