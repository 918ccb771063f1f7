// Satori + resvg paint the reference card: words and a kept layer in, PNGs out; prints the milliseconds of each.
//
//     node satori.mjs task.json
//
// task.json: {size, layer (a JPEG), fonts: {weight: file}, posts: [{headline, body}], out (the last PNG)}
import { readFileSync, writeFileSync } from "node:fs";
import { Resvg } from "@resvg/resvg-js";
import satori from "satori";

const task = JSON.parse(readFileSync(process.argv[2], "utf8"));
const fonts = Object.entries(task.fonts).map(([name, file]) => ({ name, data: readFileSync(file) }));
const layer = `data:image/jpeg;base64,${readFileSync(task.layer).toString("base64")}`;
const edge = task.size;

const box = (style, children) => ({ type: "div", props: { style: { display: "flex", ...style }, children } });

function card({ headline, body }) {
  const image = { type: "img", props: { src: layer, width: edge, height: edge, style: { position: "absolute" } } };
  const words = (text, family, size, leading) =>
    box({ fontFamily: family, fontSize: size, lineHeight: leading, color: "white" }, text);
  const inside = { position: "absolute", left: 72, top: 450, width: edge - 144, flexDirection: "column", gap: 30 };
  const texts = [words(headline, "ExtraBold", 66, 1.2), words(body, "Medium", 30, 1.4)];
  return box({ width: edge, height: edge }, [image, box(inside, texts)]);
}

const took = [];
let png;
for (const post of task.posts) {
  const begun = performance.now();
  const svg = await satori(card(post), { width: edge, height: edge, fonts });
  png = new Resvg(svg, { font: { loadSystemFonts: false } }).render().asPng();
  took.push(performance.now() - begun);
}
writeFileSync(task.out, png);
console.log(JSON.stringify(took));
