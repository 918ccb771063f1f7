"""The menu and the states in Khmer, by what they say in Vietnamese.

They were put together by somebody who does not speak it and wait for a native reader; the desk says so. What
is not here stays Vietnamese, which every officer reads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from markupsafe import Markup, escape

KHMER: Mapping[str, str] = {
    # the menu
    "Lịch đăng": "ប្រតិទិនផ្សាយ",
    "Tháng": "ខែ",
    "Tuần": "សប្តាហ៍",
    "Danh sách": "បញ្ជី",
    "Viết bài": "សរសេរអត្ថបទ",
    "Tình trạng đăng": "ស្ថានភាពផ្សាយ",
    "Đăng tay": "ផ្សាយដោយដៃ",
    "Bình luận": "មតិយោបល់",
    "Trao đổi": "ពិភាក្សា",
    "Đơn vị": "អង្គភាព",
    "Báo cáo": "របាយការណ៍",
    "Phiếu duyệt": "សន្លឹកអនុម័ត",
    "Cần sửa": "ត្រូវកែ",
    "Thiết lập": "ការកំណត់",
    "Thêm": "បន្ថែម",
    "Đăng nhập": "ចូល",
    "Đăng xuất": "ចាកចេញ",
    # how a post stands
    "Bản nháp": "សេចក្តីព្រាង",
    "Sẽ đăng": "នឹងផ្សាយ",
    "Chờ khung giờ trống": "រង់ចាំម៉ោងទំនេរ",
    "Đang chuẩn bị": "កំពុងរៀបចំ",
    "Đang đăng": "កំពុងផ្សាយ",
    "Đang xem bài đã lên chưa": "កំពុងពិនិត្យថាបានផ្សាយឬនៅ",
    "Đã hẹn giờ ở đó": "បានកំណត់ម៉ោងនៅទីនោះ",
    "Đã đăng": "បានផ្សាយ",
    "Đã gỡ xuống": "បានដកចេញ",
    "Đang gỡ xuống": "កំពុងដកចេញ",
    "Chưa được, sẽ tự thử lại": "មិនទាន់បាន នឹងសាកល្បងម្តងទៀត",
    "Đang giữ lại": "កំពុងទុកសិន",
    "Đã bỏ qua": "បានរំលង",
    "Chờ đăng tay": "រង់ចាំផ្សាយដោយដៃ",
    "Đã qua giờ, chưa đăng": "ហួសម៉ោងហើយ មិនទាន់ផ្សាយ",
    "Chưa đăng được, cần sửa": "មិនទាន់ផ្សាយបាន ត្រូវកែ",
    "Cần chị xem": "ត្រូវមើល",
    "Không đăng": "មិនផ្សាយ",
    "Chưa nối nơi đăng": "មិនទាន់ភ្ជាប់កន្លែងផ្សាយ",
    # how its approval stands
    "Chưa trình duyệt": "មិនទាន់ស្នើអនុម័ត",
    "Chờ duyệt": "រង់ចាំអនុម័ត",
    "Đã duyệt": "បានអនុម័ត",
    "Bị trả lại để sửa": "ត្រូវបានបង្វិលឲ្យកែ",
    "Đã sửa, cần duyệt lại": "បានកែ ត្រូវអនុម័តម្តងទៀត",
}

Spoken = Callable[[str], Markup]


def spoken_in(is_khmer: bool) -> Spoken:
    """What shows a word of the menu or a state: in Khmer, where it is asked for and the word is known."""

    def shown(said: str) -> Markup:
        words = KHMER.get(str(said)) if is_khmer else None
        return Markup('<span lang="km">{}</span>').format(words) if words else escape(said)

    return shown
