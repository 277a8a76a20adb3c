// Forms that this browser keeps until they are sent. What was entered stands sealed (AES-GCM) in IndexedDB. The key
// comes with the page from the server, to the signed-in user alone, and is not kept: without their sign-in nobody
// opens it, the thief of the telephone included. In the open are whose it is and in which order.

const STORE = "kept";

function answered(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function database() {
  const opening = indexedDB.open("casework", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "seq", autoIncrement: true });
  return answered(opening);
}

/** Every form kept here, whoever entered it, still sealed. */
export async function allKept() {
  const base = await database();
  const forms = await answered(base.transaction(STORE).objectStore(STORE).getAll());
  base.close();
  return forms;
}

/** The store of one user; throws where this browser can keep nothing. */
export async function openKept(user, secrets) {
  const base = await database();
  const keys = await Promise.all(secrets.map(importKey));
  const place = new TextEncoder().encode(`kept:${user}`);

  function written(change) {
    return new Promise((resolve, reject) => {
      const transaction = base.transaction(STORE, "readwrite", { durability: "strict" });
      const request = change(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }

  async function seal(form) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(form));
    return { user, iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: place }, keys[0], text) };
  }

  async function unseal({ seq, iv, sealed }) {
    for (const key of keys) {
      try {
        const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: place }, key, sealed);
        return { ...JSON.parse(new TextDecoder().decode(text)), seq };
      } catch {
        continue; // sealed under an older key
      }
    }
    return { seq, unreadable: true };
  }

  return {
    /** Returns once it is on the disk. */
    async put({ seq, ...form }) {
      const row = await seal(form);
      return written((store) => store.put(seq === undefined ? row : { ...row, seq }));
    },
    remove: (seq) => written((store) => store.delete(seq)),
    /** The forms of this user, opened, in the order in which they were entered. */
    async mine() {
      const rows = (await allKept()).filter((row) => row.user === user);
      return (await Promise.all(rows.map(unseal))).filter((form) => !form.unreadable);
    },
    /** How many there are that this user cannot send. */
    async others() {
      return (await allKept()).length - (await this.mine()).length;
    },
  };
}

function importKey(secret) {
  const bytes = Uint8Array.from(atob(secret), (letter) => letter.charCodeAt(0));
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}
