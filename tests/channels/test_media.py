import pytest

from scheduler.channels.channel import Media


@pytest.mark.parametrize(
    ("mime", "kind", "suffix"),
    [("image/jpeg", "image", ".jpg"), ("image/png", "image", ".png"), ("video/mp4", "video", ".mp4")],
)
def test_what_it_is_and_how_its_file_ends_follow_from_its_type(mime: str, kind: str, suffix: str) -> None:
    media = Media(b"x", mime, 1080, 1350, "portrait", "Tấm thẻ")
    assert (media.kind, media.suffix) == (kind, suffix)
