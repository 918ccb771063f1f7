"""What made-up visitors say below the posts of the practice page: mostly thanks, now and then what somebody
should look at. Every sentence was written for this; nobody said any of them.
"""

from __future__ import annotations

import random

from scheduler.rehearsal.world import World

_NAMES = ("Khách A", "Khách B", "Khách C", "Khách D", "Khách E")
_THANKS = (
    "Bài hay quá, cảm ơn Hội ạ.",
    "Mình chia sẻ cho nhóm phụ huynh rồi nhé.",
    "Cho hỏi buổi sinh hoạt tới ở đâu ạ?",
    "Đọc mà cười muốn chết với tấm hình 😂",
    "Con mình năm nay lên lớp 5, bài này cần lắm.",
    "Rất bổ ích, mong Hội đăng thêm.",
    "Ở ấp em cũng vừa tập huấn xong, vui lắm.",
)
_TO_SEE = (
    "co oi cuu em voi, duong e danh e hoai",
    "Em bị bạn ấy dọa tung ảnh, em không dám kể với mẹ.",
    "e ko muốn sống nữa",
    "Chồng em đánh em mỗi lần say, em không biết kêu ai.",
    "Bài này mà còn đăng thì mày coi chừng tao.",
    "Bé Nguyễn Thị Mẫu học lớp 5A trường Tiểu học Hoa Sen đó.",
    "Việc nhẹ lương cao, chị em ib nhận việc: 0900 000 001",
    "Nhận quà tại qua-tang.example.xyz nha mọi người",
)


def visit(world: World, seed: int, count: int) -> None:
    """Let *count* comments come below the newest posts; the same for the same *seed*."""
    dice = random.Random(seed)  # nosec B311 # noqa: S311 - a rehearsal, not a lottery
    posts = world.public_posts()[:10]
    for number in range(count if posts else 0):
        words = _TO_SEE[number // 3 % len(_TO_SEE)] if number % 3 == 0 else dice.choice(_THANKS)
        world.add_comment(dice.choice(posts), words, by=dice.choice(_NAMES))
