/* Loa */
// The newest posts on somebody else's page, out of feed.json beside this file. All that the feed says is put
// there as text, never as HTML; where the feed cannot be read from there, the page widget.html is shown.
(() => {
  "use strict";
  const here = document.currentScript;
  const root = new URL(".", here.src);
  const most = Math.min(Math.max(Number.parseInt(here.dataset.posts, 10) || {{ posts }}, 1), 20);
  const before = here.previousElementSibling;
  const place = before?.matches("[data-loa]") ? before : here.insertAdjacentElement("beforebegin", document.createElement("div"));

  // An address of the web in full; "" for anything else, javascript: and data: above all.
  function address(value) {
    try {
      const found = new URL(String(value), root);
      return value && /^https?:$/.test(found.protocol) ? found.href : "";
    } catch {
      return "";
    }
  }

  function made(name, kind, ...inside) {
    const one = document.createElement(name);
    if (kind) one.className = kind;
    one.append(...inside.filter((part) => part !== ""));
    return one;
  }

  function link(to, kind, ...inside) {
    const href = address(to);
    if (!href) return made("span", kind, ...inside);
    return Object.assign(made("a", kind, ...inside), { href, target: "_blank", rel: "noopener" });
  }

  function picture(from, size) {
    const src = address(from);
    if (!src) return "";
    const one = Object.assign(made("img"), { alt: "", loading: "lazy", referrerPolicy: "no-referrer", ...size, src });
    one.addEventListener("error", () => {
      one.closest(".post")?.classList.add("bare");
      one.remove();
    });
    return one;
  }

  function said(value, kind, language) {
    const one = made("span", kind);
    one.textContent = typeof value === "string" ? value : "";
    if (typeof language === "string" && language) one.lang = language;
    return one;
  }

  // The day at the office, as it stands in the feed.
  function day(value, language) {
    const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)/.exec(String(value)) ?? [];
    if (!year) return "";
    if (language !== "en") return `${Number(date)}/${Number(month)}/${year}`;
    const at = new Date(Date.UTC(year, month - 1, date));
    return at.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  }

  function post(item, language) {
    const shown = picture(item._loa?.thumbnail || item.image, { width: 72, height: 90 });
    const about = made("span", "", said(item.title, "title", item.language), said(day(item.date_published, language), "when"));
    return made("li", "", link(item.url, shown ? "post" : "post bare", shown, about));
  }

  function show(feed) {
    const mark = picture(new URL("mark.svg", root), { width: 34, height: 34 });
    const head = made("div", "head", link(feed.home_page_url, "", mark, said(feed.title)));
    const items = feed.items.slice(0, most).map((item) => post(item, feed.language));
    const list = items.length ? made("ol", "posts", ...items) : said({{ words.empty | tojson }}, "none");
    const all = made("p", "all", link(new URL("luu-tru.html", root), "", {{ words.all | tojson }}));
    const box = made("div", "loa", head, list, all);
    if (typeof feed.language === "string") box.lang = feed.language;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync({{ style | tojson }});
    const inside = place.attachShadow({ mode: "open" });
    inside.adoptedStyleSheets = [sheet];
    inside.append(box);
  }

  function frame() {
    const one = Object.assign(document.createElement("iframe"), {
      src: new URL("widget.html", root).href,
      title: {{ site.title | tojson }},
      loading: "lazy",
    });
    one.setAttribute("sandbox", "allow-popups allow-popups-to-escape-sandbox");
    Object.assign(one.style, { width: "100%", height: "{{ height }}px", border: "0" });
    place.replaceChildren(one);
  }

  fetch(new URL("feed.json", root), { credentials: "omit" })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
    .then(show)
    .catch(frame);
})();
