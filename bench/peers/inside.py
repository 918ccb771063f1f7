"""The peers that run in the bench's own process: skia-python, and Pillow as one writes it at first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import fontpkg_be_vietnam_pro
import numpy as np
from PIL import Image, ImageDraw, ImageFont, ImageOps

SIZE = 1080  # pixels: the reference card is square


class Skia:
    """skia-python, its layer and fonts kept."""

    def __init__(self, layer: Image.Image) -> None:
        import skia  # noqa: PLC0415 - an extra: the bench runs without it

        self.skia = skia
        # Through a surface, so that the layer has the format in which Skia copies fastest.
        pixels = skia.Image.fromarray(np.asarray(layer.convert("RGBA")), skia.kRGBA_8888_ColorType)
        kept = skia.Surface(SIZE, SIZE)
        kept.getCanvas().drawImage(pixels, 0, 0)
        self._layer = kept.makeImageSnapshot()
        provider = skia.textlayout.TypefaceFontProvider()
        for weight in ("ExtraBold", "Medium"):
            provider.registerTypeface(skia.Typeface.MakeFromFile(str(font_file(weight))), weight)
        self._fonts = skia.textlayout.FontCollection()
        self._fonts.setDefaultFontManager(provider)
        self._surface = skia.Surface(SIZE, SIZE)

    def draw(self, headline: str, body: str) -> Any:
        canvas = self._surface.getCanvas()
        canvas.drawImage(self._layer, 0, 0)
        bottom = self._paragraph(canvas, headline, "ExtraBold", 66, 450)
        self._paragraph(canvas, body, "Medium", 30, bottom + 30)
        return self._surface.makeImageSnapshot()

    def encode(self, image: Any) -> bytes:
        return bytes(image.encodeToData(self.skia.kJPEG, 90))

    def _paragraph(self, canvas: Any, words: str, family: str, size: int, top: float) -> float:
        layout = self.skia.textlayout
        style = layout.TextStyle()
        style.setFontFamilies([family])
        style.setFontSize(size)
        style.setColor(self.skia.ColorWHITE)
        whole = layout.ParagraphStyle()
        whole.setTextStyle(style)
        builder = layout.ParagraphBuilder(whole, self._fonts, self.skia.Unicode.ICU_Make())
        builder.addText(words)
        paragraph = builder.Build()
        paragraph.layout(SIZE - 144)
        paragraph.paint(canvas, 72, top)
        return float(top + paragraph.Height)


class Naive:
    """Pillow, written as one does at first."""

    def __init__(self, layer: Image.Image, folder: Path) -> None:
        self._photo = folder / "photo.jpg"
        layer.resize((2000, 1500), Image.Resampling.LANCZOS).save(self._photo, quality=92)

    def draw(self, headline: str, body: str) -> Image.Image:
        card = Image.new("RGB", (SIZE, SIZE))
        pen = ImageDraw.Draw(card)
        for row in range(SIZE):
            shade = round(45 * row / SIZE)
            pen.line((0, row, SIZE, row), fill=(9, 99 - shade, 106 - shade))
        with Image.open(self._photo) as photo:
            fitted = ImageOps.fit(photo.convert("RGB"), (1000, 400), Image.Resampling.LANCZOS)
        mask = Image.new("L", fitted.size)
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, 999, 399), 40, fill=255)
        card.paste(fitted, (40, 40), mask)
        bottom = self._text(pen, headline, "ExtraBold", 66, 1.2, 470)
        self._text(pen, body, "Medium", 30, 1.4, bottom + 30)
        pen.rectangle((0, 955, SIZE, SIZE), fill=(5, 54, 61))
        self._text(pen, "111  Tổng đài Quốc gia bảo vệ trẻ em", "Bold", 40, 1.2, 990)
        return card

    def _text(
        self, pen: ImageDraw.ImageDraw, words: str, weight: str, size: int, leading: float, y: float
    ) -> float:
        opened = ImageFont.truetype(str(font_file(weight)), size)
        line = ""
        for word in [*words.split(), ""]:
            longer = f"{line} {word}".strip()
            if word and pen.textlength(longer, font=opened) <= SIZE - 144:
                line = longer
                continue
            pen.text((72, y), line, font=opened, fill="white")
            y += size * leading
            line = word
        return y


def font_file(weight: str) -> Path:
    """Be Vietnam Pro in that weight."""
    return fontpkg_be_vietnam_pro.ROOT / "files" / f"BeVietnamPro-{weight}.ttf"
