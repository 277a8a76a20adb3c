// Names in any alphabet: folds(word) are its readings in one small alphabet, by the tables of the server
// (casework/names/folding.py). Two words are alike when they share one.

export function folder({ cyrillic, latin, habits, alike }) {
  const tables = habits.map((habit) => ({ ...latin, ...habit })).map((table) => ({ table, pattern: longestFirst(table) }));
  const known = new Map();

  function reduce(text) {
    const single = (word) => word.replace(/(.)\1+/g, "$1");
    return single(alike.reduce((word, [spelled, letter]) => word.replaceAll(spelled, letter), single(text)));
  }

  function read(word) {
    const small = word.toLowerCase().normalize("NFC");
    if (/[\u0400-\u04ff]/.test(small)) return [reduce([...small].map((letter) => cyrillic[letter] ?? "").join(""))];
    return tables.map(({ table, pattern }) => reduce(parts(small, table, pattern)));
  }

  return function folds(word) {
    if (!known.has(word)) known.set(word, [...new Set(read(word))].filter(Boolean));
    return known.get(word);
  };
}

function longestFirst(table) {
  return new RegExp(Object.keys(table).sort((one, other) => other.length - one.length).join("|"), "g");
}

function parts(word, table, pattern) {
  const unaccented = (letter) => (letter in table ? letter : letter.normalize("NFKD").replace(/\p{M}/gu, ""));
  const plain = [...word].map(unaccented).join("");
  return (plain.match(pattern) ?? []).map((part) => table[part]).join("");
}
