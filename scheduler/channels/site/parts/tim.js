/* Loa */
/* Finds posts in the months' files of this folder, newest first, with or without accents. It asks for the
   first of them when somebody searches, stops at BUDGET, and reads all the rest when she says so. */
"use strict";
(() => {
  const BUDGET = 400000; // characters of files read without being asked again
  const ENOUGH = 20; // posts found, after which no older file is read by itself
  const SHOWN = 60; // lines, at most
  const AROUND = 60; // characters of a text shown before what was found
  const WAIT = 250; // milliseconds without a key

  const form = document.getElementById("tim");
  const field = document.getElementById("q");
  const status = document.getElementById("noi");
  const list = document.getElementById("thay");
  const more = document.getElementById("them");
  const words = form.dataset;
  const parts = words.parts.split(" ").filter(Boolean).map((part) => {
    const [file, count] = part.split(":");
    return { file, count: Number(count) };
  });
  const posts = [];
  let next = 0; // the part to be read
  let read = 0; // characters
  let turn = 0; // of the searches: only the last one shows anything
  let timer = 0;

  /* One letter for one, so that places in the folded text are places in the text. */
  const fold = (text) => Array.from(text.toLowerCase(), (letter) =>
    letter === "đ" ? "d" : letter.length > 1 ? letter : letter.normalize("NFD")[0]).join("");
  const isLetter = (letter) => letter !== undefined && /[\p{L}\p{M}\p{N}]/u.test(letter);

  function take(row) {
    const [page, day, title, topic, audience, about, tags, language] = row.map((one) => one.normalize("NFC"));
    const post = { page, day, title, topic, language, number: posts.length };
    post.text = [title, topic, audience, tags, about].join("\n");
    post.lower = post.text.toLowerCase();
    post.folded = fold(post.text);
    if (post.lower.length !== post.text.length || post.folded.length !== post.text.length) {
      post.text = post.lower = post.folded; // a rare letter that has another length in small
    }
    post.from = post.text.length - about.length;
    posts.push(post);
  }

  /* Where *term* stands as a word, or as the beginning of one where it is *open*; -1 for nowhere. */
  function place(text, term, open) {
    for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + 1)) {
      if (!isLetter(text[at - 1]) && (open || !isLetter(text[at + term.length]))) return at;
    }
    return -1;
  }

  /* How well *post* answers; 0 where it lacks a word. */
  function score(post, asked) {
    const last = asked.folded.length - 1;
    const found = asked.folded.map((term, number) => place(post.folded, term, number === last));
    if (found.some((at) => at < 0)) return 0;
    let points = place(post.folded, asked.folded[last], false) < 0 ? 1 : 2; // a whole word rather than half
    if (found.every((at) => at < post.title.length)) points += 2;
    const whole = place(post.folded, asked.whole, true);
    if (whole >= 0) points += whole < post.title.length ? 6 : 3;
    if (place(post.lower, asked.lower, true) >= 0) points += 4;
    else if (asked.lower !== asked.whole && whole >= 0) points -= 2; // other accents than she wrote
    return points;
  }

  const bare = (text) => text.toLowerCase().normalize("NFC").replace(/[^\p{L}\p{M}\p{N}]+/gu, " ").trim();

  function asking(text) {
    const lower = bare(text);
    const whole = fold(lower);
    return { lower, whole, folded: whole.split(" ").filter(Boolean) };
  }

  function matches(asked) {
    return posts.map((post) => [score(post, asked), post]).filter(([points]) => points > 0)
      .sort(([one, a], [other, b]) => other - one || a.number - b.number).map(([, post]) => post);
  }

  async function readPart(part) {
    const answer = await fetch(part.file);
    if (!answer.ok) throw new Error(part.file);
    const text = await answer.text();
    read += text.length;
    return JSON.parse(text).posts.reverse(); // newest first
  }

  async function search(all) {
    const mine = ++turn;
    const asked = asking(field.value);
    history.replaceState(null, "", asked.whole ? `?q=${encodeURIComponent(field.value)}` : location.pathname);
    if (!asked.folded.length) {
      list.replaceChildren();
      status.textContent = "";
      more.hidden = true;
      return;
    }
    let found = matches(asked);
    const limit = read + BUDGET;
    while (next < parts.length && (all || (found.length < ENOUGH && read < limit))) {
      status.textContent = words.loading;
      const part = parts[next];
      let rows;
      try {
        rows = await readPart(part);
      } catch {
        if (mine === turn) {
          status.textContent = words.failed;
          more.hidden = true;
        }
        return;
      }
      if (parts[next] === part) { // another search may have read it meanwhile
        rows.forEach(take);
        next += 1;
      }
      if (mine !== turn) return;
      found = matches(asked);
    }
    show(found, asked);
  }

  function show(found, asked) {
    const left = parts.slice(next).reduce((sum, part) => sum + part.count, 0);
    const said = found.length ? words.found : words.none;
    const number = found.length.toLocaleString(document.documentElement.lang);
    status.textContent = said.replace("{found}", number).replace("{words}", field.value.trim());
    list.replaceChildren(...found.slice(0, SHOWN).map((post) => line(post, asked)));
    more.hidden = !left;
    more.textContent = words.more.replace("{left}", left.toLocaleString(document.documentElement.lang));
  }

  function made(tag, text, kind) {
    const one = document.createElement(tag);
    if (text) one.textContent = text;
    if (kind) one.className = kind;
    return one;
  }

  function line(post, asked) {
    const item = made("li");
    const link = made("a");
    link.href = post.page;
    link.append(...marked(post, 0, post.title.length, asked));
    if (post.language !== document.documentElement.lang) link.lang = post.language;
    item.append(made("time", post.day), " ", link);
    if (post.topic) item.append(" ", made("span", post.topic, "label"));
    const spot = place(post.folded.slice(post.from), asked.whole, true);
    const first = spot >= 0 ? spot : asked.folded.map((term) => place(post.folded.slice(post.from), term, true))
      .find((at) => at >= 0);
    if (first !== undefined) {
      const start = first > AROUND ? post.text.indexOf(" ", post.from + first - AROUND) + 1 : post.from;
      const snippet = made("p", "", "about");
      if (post.language !== document.documentElement.lang) snippet.lang = post.language;
      const cut = post.text.indexOf(" ", start + 3 * AROUND);
      const end = cut < 0 ? post.text.length : cut;
      snippet.append(start > post.from ? "… " : "", ...marked(post, start, end, asked), cut < 0 ? "" : " …");
      item.append(snippet);
    }
    return item;
  }

  /* The text from *start* to *end*, with what was asked for marked. */
  function marked(post, start, end, asked) {
    const made_ = [];
    let at = start;
    while (at < end) {
      const rest = post.folded.slice(at, end);
      const hits = [asked.whole, ...(place(post.folded, asked.whole, true) < 0 ? asked.folded : [])]
        .map((term) => [place(rest, term, true), term.length])
        .filter(([where]) => where > 0 || (where === 0 && !isLetter(post.folded[at - 1])));
      if (!hits.length) break;
      const [where, length] = hits.reduce((one, other) => (other[0] < one[0] ? other : one));
      made_.push(post.text.slice(at, at + where), made("mark", post.text.slice(at + where, at + where + length)));
      at += where + length;
    }
    return [...made_, post.text.slice(at, end)].filter((one) => one !== "");
  }

  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    search(false);
  });
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => search(false), WAIT);
  });
  more.addEventListener("click", () => search(true));
  const given = new URLSearchParams(location.search).get("q");
  if (given) {
    field.value = given;
    search(false);
  }
})();
