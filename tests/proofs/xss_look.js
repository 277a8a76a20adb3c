// What of this page is no work of ours: elements and attributes that the pages of the program never have.
() => {
  const strange = "#xss, [xss], xss, base, iframe, object, embed, marquee, math, style, script:not([src]), template, "
    + "meta[http-equiv], [style], [srcdoc], [hx-on\\:click]";
  const ours = "template[data-of]"; // from which the reception desk makes its rows
  const addresses = ["href", "src", "action", "formaction", "data", "xlink:href", "hx-get", "hx-post"];
  const wrong = (element) =>
    [...element.attributes].some(({ name, value }) =>
      name.startsWith("on")
      || (addresses.includes(name) && (/^[\s\u0000-\u001f]*(javascript|vbscript|data):/i.test(value) || value.startsWith("//"))));
  const found = [...document.querySelectorAll("*")].filter(
    (element) => (element.matches(strange) && !element.matches(ours)) || wrong(element),
  );
  const twice = document.body.textContent.match(/q\d+q[^q]{0,40}&(lt|gt|quot|amp|#39|#x27);/g) ?? [];
  return {
    found: found.map((element) => element.outerHTML.slice(0, 200)),
    twice,
    text: document.documentElement.outerHTML,
  };
}
