"""What the pages say where channels are connected, everything is tried, and a first post is practised."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.problems import Text

SETUP_CHANNELS: Mapping[str, Text] = {
    # where posts go
    "su_channel_open": Text("Chưa nối", "Not connected"),
    "su_channel_half": Text("Đã có địa chỉ, chưa có mã", "The place is known, its token is not there yet"),
    "su_channel_done": Text("Đã nối", "Connected"),
    "su_channel_vain": Text("Đã lưu, nhưng thử chưa được", "Saved, but the try failed"),
    "su_for_experts": Text(
        "Bước này cần người rành máy, chừng 30 phút. Chưa cần để viết và đăng thử.",
        "This needs somebody at home with computers, for half an hour. Writing and practising do without it.",
    ),
    "su_facebook": Text("Trang Facebook", "The Facebook page"),
    "su_facebook_lead": Text(
        "Loa đăng bài lên trang của Hội bằng một mã của riêng trang ấy. Mã dán vào một lần, cất riêng trên "
        "máy "
        "này và không hiện ra nữa.",
        "Loa posts to the page with a token of that page's own. It is pasted once, kept apart on this "
        "machine, and never shown again.",
    ),
    "su_zalo": Text("Zalo OA", "Zalo OA"),
    "su_zalo_lead": Text(
        "Dành cho Zalo OA đã xác thực. Chưa có OA thì để sau: nhóm Zalo thường vẫn đăng tay được.",
        "For a verified Official Account. Without one leave this for later: ordinary groups are posted to by "
        "hand.",
    ),
    "su_website": Text("Trang web", "The website"),
    "su_website_lead": Text(
        "Chọn một nơi: trang tin do Loa làm, trang WordPress, hoặc cổng Liferay của cơ quan.",
        "Choose one home: a site that Loa makes, a WordPress, or a Liferay portal.",
    ),
    "su_connect": Text("Lưu và nối với {channel}", "Save and connect {channel}"),
    "su_try": Text("Thử", "Try it"),
    "su_try_hint": Text(
        "Thử xem có tới được không; bà con không thấy gì.", "See whether it answers; nobody sees it."
    ),
    "su_secret_kept": Text("Đã cất. Để trống thì giữ như cũ.", "It is kept. Empty: as before."),
    "su_live": Text("Ứng dụng đang ở chế độ Chính thức (Live)", "The app is in Live mode"),
    "su_h_live": Text(
        "Ở chế độ Phát triển thì chỉ người của ứng dụng thấy bài.",
        "In Development mode its own people alone see what it posts.",
    ),
    "su_how_facebook": Text("Lấy các mã này ở đâu?", "Where are these found?"),
    "su_how_facebook_1": Text(
        "Mở developers.facebook.com, chọn ứng dụng của Hội, vào Cài đặt ứng dụng > Cơ bản: có App ID và App "
        "secret.",
        "Open developers.facebook.com, choose the office's app, App settings > Basic: App ID and App secret.",
    ),
    "su_how_facebook_2": Text(
        "Gạt công tắc của ứng dụng sang Chính thức (Live).", "Turn the app's switch to Live."
    ),
    "su_how_facebook_3": Text(
        "Vào Công cụ > Graph API Explorer, chọn ứng dụng, thêm các quyền pages_show_list, "
        "pages_read_engagement, pages_manage_posts, pages_manage_engagement (thêm read_insights để xem số "
        "liệu, "
        "pages_read_user_content để trông bình luận), bấm Generate Access Token rồi chép mã, dán ngay vào "
        "đây.",
        "In Tools > Graph API Explorer choose the app, add pages_show_list, pages_read_engagement, "
        "pages_manage_posts, pages_manage_engagement (read_insights for figures, pages_read_user_content for "
        "comments), press Generate Access Token, copy it and paste it here at once.",
    ),
    "su_f_facebook_page": Text("Số của trang", "The page's number"),
    "su_h_facebook_page": Text(
        "Ở trang Facebook: Giới thiệu > Tính minh bạch của trang > ID Trang.",
        "On the page: About > Page transparency > Page ID.",
    ),
    "su_f_facebook_app_id": Text("App ID", "App ID"),
    "su_h_facebook_app_id": Text("Số của ứng dụng, chỉ gồm chữ số.", "The app's number, digits alone."),
    "su_f_facebook_app_secret": Text("App secret", "App secret"),
    "su_h_facebook_app_secret": Text(
        "Bấm Hiển thị (Show) ở Cài đặt ứng dụng > Cơ bản rồi chép.", "Press Show at App settings > Basic."
    ),
    "su_f_facebook_token": Text("Mã ngắn hạn", "Short token"),
    "su_h_facebook_token": Text(
        "Loa đổi lấy mã của trang, không hết hạn. Mã ngắn hạn chỉ dùng được một, hai giờ.",
        "Loa gets the page's own token for it, which does not end. The short one lives an hour or two.",
    ),
    "su_f_zalo_oa": Text("OA ID", "OA ID"),
    "su_h_zalo_oa": Text("Số của OA, xem ở oa.zalo.me.", "The account's number, at oa.zalo.me."),
    "su_f_zalo_app_id": Text("App ID", "App ID"),
    "su_h_zalo_app_id": Text(
        "Số của ứng dụng đã liên kết với OA, ở developers.zalo.me.",
        "The number of the app that is linked to it, at developers.zalo.me.",
    ),
    "su_f_zalo_callback": Text("Callback URL", "Callback URL"),
    "su_h_zalo_callback": Text(
        "Địa chỉ đã khai ở developers.zalo.me, mục Official Account.",
        "The address that developers.zalo.me has, under Official Account.",
    ),
    "su_f_zalo_app_secret": Text("Mã bí mật của ứng dụng", "The app's secret"),
    "su_h_zalo_app_secret": Text("Ở developers.zalo.me, mục Cài đặt.", "At developers.zalo.me, Settings."),
    "su_permit": Text("Xin quyền của OA", "Ask the account's permission"),
    "su_permit_lead": Text(
        "Lưu xong các ô trên thì bấm nút này. Người quản trị OA sẽ mở Zalo và bấm Cho phép.",
        "Once the fields above are saved, press this. Whoever runs the account then allows it in Zalo.",
    ),
    "su_permit_open": Text("Mở Zalo để cho phép", "Open Zalo to allow it"),
    "su_permit_then": Text(
        "Bấm Cho phép xong, trình duyệt sang một trang có chữ code= trên thanh địa chỉ (trang trống hay báo "
        "lỗi cũng được). Chép cả địa chỉ ấy, dán vào đây trong vòng mười phút.",
        "After that the browser shows a page with code= in its address (an empty page or an error is fine). "
        "Copy that whole address and paste it here within ten minutes.",
    ),
    "su_permit_led": Text("Địa chỉ vừa chép", "That address"),
    "su_permit_finish": Text("Nối với Zalo", "Connect Zalo"),
    "su_f_website_address": Text("Địa chỉ trang web", "The site's address"),
    "su_h_website_address": Text(
        "Đầy đủ từ https://, như https://phunu.example.vn/tin/",
        "From https:// on, such as https://phunu.example.vn/tin/",
    ),
    "su_f_website_folder": Text("Loa ghi trang vào đâu", "Where Loa writes it"),
    "su_h_website_folder": Text(
        "Một thư mục trên máy này, như var/site; hoặc trên máy chủ: sftp://tên@máy/thư-mục, ftps://…, "
        "webdavs://…, s3://…",
        "A folder of this machine, such as var/site; or on a server: sftp://name@host/folder, ftps://…, "
        "webdavs://…, s3://…",
    ),
    "su_f_website_password": Text("Mật khẩu của máy chủ", "The server's password"),
    "su_h_website_password": Text(
        "Thư mục trên máy này thì để trống.", "Empty for a folder of this machine."
    ),
    "su_f_website_host_key": Text("Dấu khóa của máy chủ (SFTP)", "The server's key print (SFTP)"),
    "su_h_website_host_key": Text(
        "SHA256:…, do người quản trị máy chủ cho biết.", "SHA256:…, from whoever runs the server."
    ),
    "su_f_wordpress_address": Text("Địa chỉ trang WordPress", "The WordPress's address"),
    "su_h_wordpress_address": Text("Đầy đủ từ https://", "From https:// on."),
    "su_f_wordpress_user": Text("Tên đăng nhập", "User name"),
    "su_h_wordpress_user": Text(
        "Tài khoản viết bài, vai trò Tác giả hoặc Biên tập viên.",
        "The account that writes, Author or Editor.",
    ),
    "su_f_wordpress_password": Text("Mật khẩu ứng dụng", "Application password"),
    "su_h_wordpress_password": Text(
        "Ở WordPress: Thành viên > Hồ sơ > Mật khẩu ứng dụng, đặt tên “Loa”. Không dùng mật khẩu thường.",
        "In WordPress: Users > Profile > Application Passwords, named “Loa”. Not the one for logging in.",
    ),
    "su_f_liferay_address": Text("Địa chỉ cổng", "The portal's address"),
    "su_h_liferay_address": Text("Đầy đủ từ https://", "From https:// on."),
    "su_f_liferay_site": Text("Mã trang (site) trên cổng", "The site on the portal"),
    "su_h_liferay_site": Text("Do người quản trị cổng cho biết.", "From whoever runs the portal."),
    "su_f_liferay_user": Text("Tên đăng nhập", "User name"),
    "su_h_liferay_user": Text(
        "Tên hoặc thư điện tử của tài khoản viết bài.", "Name or e-mail of the account that writes."
    ),
    "su_f_liferay_password": Text("Mật khẩu", "Password"),
    "su_h_liferay_password": Text("Của tài khoản ấy.", "That account's."),
    # trying everything, and the first post
    "su_test": Text("Thử mọi nơi", "Try everything"),
    "su_test_lead": Text(
        "Loa xem máy, đồng hồ, từng nơi đăng, rồi nói thiếu gì và sửa ra sao. Bà con không thấy gì.",
        "Loa looks at the machine, its clock and each place, and says what lacks and how to mend it. Nobody "
        "sees it.",
    ),
    "su_test_none": Text("Chưa thử lần nào", "Never tried"),
    "su_test_sound": Text("Mọi thứ đều ổn", "All is well"),
    "su_test_faulty": Text("Có chỗ cần sửa", "Something has to be mended"),
    "su_test_at": Text("Xem lúc {at}", "Looked at {at}"),
    "su_examine": Text("Khám máy", "Look the machine over"),
    "su_level_fine": Text("Ổn", "Well"),
    "su_level_warning": Text("Lưu ý", "Note"),
    "su_level_error": Text("Cần sửa", "To mend"),
    "su_first": Text("Bài đầu tiên", "The first post"),
    "su_first_lead": Text(
        "Đăng thử một bài lên trang luyện tập của máy này, để xem bài trông ra sao khi đã lên.",
        "Practise a post on this machine's practice page, to see what it looks like once it is out.",
    ),
    "su_first_open": Text("Chưa đăng thử bài nào", "No post was practised"),
    "su_first_done": Text("Đã đăng thử được một bài", "A post was practised"),
    "su_first_own": Text("Viết bài đầu tiên của chị", "Write a post of your own"),
    "su_first_own_lead": Text(
        "Vài phút là xong. Lưu nháp rồi quay lại đây đăng thử: chỉ máy này thấy.",
        "It takes a few minutes. Save it as a draft, then practise it here: this machine alone sees it.",
    ),
    "su_first_write": Text("Viết bài", "Write it"),
    "su_first_sample": Text("Dùng bài mẫu: {title}", "Take the sample: {title}"),
    "su_sample": Text("Bài mẫu", "Sample"),
    "su_first_choose": Text("Chọn bài để đăng thử", "Choose a post to practise"),
    "su_first_more": Text("Viết bài khác", "Write another"),
    "su_first_see": Text("Xem bài này", "See this post"),
    "su_first_here": Text(
        "Trang làm việc này đang đăng thật, nên không có nút Đăng thử. Mở Loa.bat để đăng thử.",
        "This desk publishes for real, so there is no practising here. Open Loa.bat to practise.",
    ),
}
