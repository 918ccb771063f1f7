// Which part of its photo a card uses, as its field says it: left, top, right, bottom in parts of the whole.

export const ALL = [0, 0, 1, 1];
export const LEAST = 0.1; // of a width and of a height, as cards/design/placing.py has it

export function parsed(words) {
  const part = words.split(/\s+/).filter(Boolean).map((one) => (one.endsWith("%") ? parseFloat(one) / 100 : Number(one.replace(",", "."))));
  const isSound = part.length === 4 && part.every((one) => one >= 0 && one <= 1);
  return isSound && part[2] - part[0] > LEAST - 1e-6 && part[3] - part[1] > LEAST - 1e-6 ? part : ALL;
}
