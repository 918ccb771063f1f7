/* Loa */
/* Finds posts in the months' files of this folder, newest first, with or without accents. It asks for the
   first of them when somebody searches, stops at BUDGET, and reads all the rest when she says so. */
"use strict";
(() => {
  const BUDGET = 400000; // characters of files read without being asked again
  const ENOUGH = 20; // posts found, after which no older file is read by itself
  const SHOWN = 60; // lines, at most
  const AROUND = 60; // characters of a text shown before what was found
  const LENGTH = 220; // characters of it that are shown, about
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
  let missing = 0; // parts that are there no more: all their posts were taken down, or are over
  let read = 0; // characters
  let turn = 0; // of the searches: only the last one shows anything
  let timer = 0;

  /* One letter for one, so that places in the folded text are places in the text. */
  const fold = (text) => Array.from(text.toLowerCase(), (letter) =>
    letter === "đ" ? "d" : letter.length > 1 ? letter : letter.normalize("NFD")[0]).join("");
  const isLetter = (letter) => letter !== undefined && /[\p{L}\p{M}\p{N}]/u.test(letter);
  const isMark = (letter) => letter !== undefined && /[\p{M}\u{DC00}-\u{DFFF}]/u.test(letter); // half a letter
  const isJoined = (letter) => /[\u1780-\u17ff]/.test(letter); // Khmer has no blanks between its words

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

  /* Where *term* stands as a word from *from* on, or as the beginning of one where it is *open*; -1 for nowhere. */
  function place(text, term, open, from = 0) {
    const begins = isJoined(term[0]);
    const ends = isJoined(term[term.length - 1]) ? isMark : isLetter;
    for (let at = text.indexOf(term, from); at >= 0; at = text.indexOf(term, at + 1)) {
      if ((begins || !isLetter(text[at - 1])) && (open || !ends(text[at + term.length]))) return at;
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
    const answer = await fetch(part.file, { cache: "no-cache" }); // what was taken down is in no old copy
    if ([404, 410].includes(answer.status)) {
      missing += 1;
      return [];
    }
    if (!answer.ok) throw new Error(part.file);
    const text = await answer.text();
    read += text.length;
    return JSON.parse(text).posts.reverse(); // newest first
  }

  async function search(all) {
    const mine = ++turn;
    const asked = asking(field.value);
    if (location.protocol !== "file:") {
      history.replaceState(null, "", asked.whole ? `?q=${encodeURIComponent(field.value)}` : location.pathname);
    }
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
          show(found, asked);
          status.textContent = words.failed;
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
    if (missing && !posts.length) status.textContent = words.failed; // none of the files is there
  }

  const written = (number) => number.toLocaleString(document.documentElement.lang);

  function show(found, asked) {
    const left = parts.slice(next).reduce((sum, part) => sum + part.count, 0);
    const said = found.length > SHOWN ? words.first : found.length ? words.found : words.none;
    const values = { found: written(found.length), shown: written(SHOWN), words: field.value.trim() };
    status.textContent = said.replace(/\{(\w+)\}/g, (_, name) => values[name]);
    list.replaceChildren(...found.slice(0, SHOWN).map((post) => line(post, asked)));
    more.hidden = !left;
    more.textContent = words.more.replace("{left}", written(left));
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
    const from = [asked.whole, ...asked.folded].map((term) => place(post.folded, term, true, post.from))
      .find((at) => at >= 0);
    if (from !== undefined) {
      const start = from - post.from > AROUND ? cut(post.text, from - AROUND, from) : post.from;
      const end = start + LENGTH < post.text.length ? cut(post.text, start + LENGTH) - 1 : post.text.length;
      const snippet = made("p", "", "about");
      if (post.language !== document.documentElement.lang) snippet.lang = post.language;
      snippet.append(start > post.from ? "… " : "", ...marked(post, start, end, asked), end < post.text.length ? " …" : "");
      item.append(snippet);
    }
    return item;
  }

  /* Where a word begins from *at* on, before *most*; in the midst of one where it is that long. No telephone number
     is cut in two. */
  function cut(text, at, most = at + AROUND) {
    let blank = text.indexOf(" ", at);
    while (/\d \d/.test(text.slice(Math.max(0, blank - 1), blank + 2))) blank = text.indexOf(" ", blank + 1);
    if (blank >= 0 && blank < most) return blank + 1;
    while (isMark(text[at])) at += 1;
    return at;
  }

  /* The text from *start* to *end*, with what was asked for marked. */
  function marked(post, start, end, asked) {
    const terms = place(post.folded, asked.whole, true) < 0 ? asked.folded : [asked.whole];
    const pieces = [];
    let at = start;
    while (at < end) {
      const hits = terms.map((term) => [place(post.folded, term, true, at), term.length])
        .filter(([where, length]) => where >= 0 && where + length <= end);
      if (!hits.length) break;
      const [where, length] = hits.reduce((one, other) => (other[0] < one[0] ? other : one));
      pieces.push(post.text.slice(at, where), made("mark", post.text.slice(where, where + length)));
      at = where + length;
    }
    return [...pieces, post.text.slice(at, end)].filter((one) => one !== "");
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
    field.value = given.slice(0, field.maxLength);
    search(false);
  }
})();
