// Brings one tree of elements to the likeness of another, keeping every element that stays: with it stay the
// focus, open details, what is being typed, and pictures already loaded. Elements are recognised by their id.

export function morph(here, wanted) {
  if (here.nodeName === "DIALOG" && here.open) return; // she is looking at it
  matchAttributes(here, wanted);
  matchValue(here, wanted);
  const byId = new Map(Array.from(here.children).filter((child) => child.id).map((child) => [child.id, child]));
  const staying = new Set(Array.from(wanted.children, (child) => child.id).filter(Boolean));
  let place = here.firstChild;

  for (const next of Array.from(wanted.childNodes)) {
    while (place && place.id && !staying.has(place.id)) place = dropped(place);
    const known = next.id ? byId.get(next.id) : undefined;
    if (known && known.nodeName === next.nodeName) {
      if (known === place) place = place.nextSibling;
      else here.insertBefore(known, place);
      if (!known.isEqualNode(next)) morph(known, next);
    } else if (place && !next.id && !place.id && place.nodeName === next.nodeName) {
      const old = place;
      place = place.nextSibling;
      if (old.nodeType === Node.ELEMENT_NODE) morph(old, next);
      else if (old.nodeValue !== next.nodeValue) old.nodeValue = next.nodeValue;
    } else {
      here.insertBefore(document.importNode(next, true), place);
    }
  }
  while (place) place = dropped(place);
}

function dropped(node) {
  const following = node.nextSibling;
  node.remove();
  return following;
}

function matchAttributes(here, wanted) {
  const own = here.nodeName === "DETAILS" ? new Set(["open"]) : new Set(); // what the reader opened stays open
  for (const { name, value } of Array.from(wanted.attributes)) {
    if (!own.has(name) && here.getAttribute(name) !== value) here.setAttribute(name, value);
  }
  for (const { name } of Array.from(here.attributes)) {
    if (!own.has(name) && !wanted.hasAttribute(name)) here.removeAttribute(name);
  }
}

function matchValue(here, wanted) {
  const field = here.nodeName === "INPUT" || here.nodeName === "SELECT";
  // What she typed and has not sent is hers.
  if (field && !here.isTyped && here !== document.activeElement && here.value !== wanted.value) here.value = wanted.value;
}
