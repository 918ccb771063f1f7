"""The desk's web application: which address shows what. Nothing here publishes."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from scheduler.calendar.versions import Versions
from scheduler.cards.sizes import PIXELS
from scheduler.channels.link_preview import LinkPreviews
from scheduler.clock import Clock, SystemClock
from scheduler.desk.files import FONTS, STATIC, Served, packed
from scheduler.desk.live.addresses import own_address
from scheduler.desk.live.approvals import Asking
from scheduler.desk.live.narrowing import Narrowing, narrow_pool
from scheduler.desk.live.pool import Pooling
from scheduler.desk.live.reading import Reading
from scheduler.desk.live.states import Book
from scheduler.desk.live.streams import Live
from scheduler.desk.live.visit import Visit, is_khmer, language_of
from scheduler.desk.login import HERE, Door, Doorkeeper, Login, person_of
from scheduler.desk.pages.answering import Answers
from scheduler.desk.pages.changes import seen_card
from scheduler.desk.pages.examining import Examiner
from scheduler.desk.pages.mark import mark_of
from scheduler.desk.pages.pictures import BROAD, SMALL, THUMBNAIL, Pictures
from scheduler.desk.pages.rendering import Pages
from scheduler.desk.pages.report import Reports
from scheduler.desk.pages.reporting import Reporting
from scheduler.desk.people import csrf
from scheduler.desk.people.bounds import Check, NotHers, bounds
from scheduler.desk.people.given import key_of, number
from scheduler.desk.people.plainly import told
from scheduler.desk.people.safety import STRICT, Guard
from scheduler.desk.people.sessions import Person, Sessions
from scheduler.desk.writing.bundles import BundleDesk
from scheduler.desk.writing.by_hand import ByHandDesk
from scheduler.desk.writing.by_phone import ByPhone
from scheduler.desk.writing.calling import Caller
from scheduler.desk.writing.comments import CommentsDesk
from scheduler.desk.writing.crisis import CrisisDesk
from scheduler.desk.writing.deciding import Decider
from scheduler.desk.writing.deleting import Deleter
from scheduler.desk.writing.excel import ExcelDesk
from scheduler.desk.writing.linking import Linking
from scheduler.desk.writing.moving import Mover
from scheduler.desk.writing.practising import Practise, Practising
from scheduler.desk.writing.remarks import RemarksDesk
from scheduler.desk.writing.routes import Writer
from scheduler.desk.writing.saves import History, Saves
from scheduler.desk.writing.setup.routes import setup_answers
from scheduler.desk.writing.several import Several
from scheduler.desk.writing.uploads import Photos, may_see_photo
from scheduler.desk.writing.versions import VersionsDesk
from scheduler.files import WorkFolder
from scheduler.problems import Text
from scheduler.settings.users import load_users

Watcher = Callable[[threading.Event], None]  # blocks until the event is set

_IDLE = 15.0  # seconds of silence on a stream before a sign of life
_LOOK = 2.0  # seconds between looks at what no file tells: the ledger and the time
_YEAR = 31_536_000
_FAILED = Text("Loa gặp một lỗi ngoài dự tính", "Loa met a fault of its own")
_FAILED_MORE = Text(
    "Lịch vẫn như cũ. Bấm nút quay lại của trình duyệt rồi thử lại. Nếu vẫn vậy, gửi tệp nhật ký trong thư "
    "mục var/log cho người hỗ trợ.",
    "The calendar is as it was. Go back in the browser and try again. If it stays so, send the log in "
    "var/log to whoever helps you.",
)
_WIDTHS: dict[str | None, int | None] = {None: None} | {str(one): one for one in (THUMBNAIL, BROAD, SMALL)}
_PATIENCE = 5.0  # seconds for the watch to end


def create_app(  # noqa: PLR0913, PLR0915 - a desk may be without any of them
    live: Live,
    *,
    book: Book | None = None,
    clock: Clock | None = None,
    watch: Watcher | None = None,
    folder: WorkFolder | None = None,
    renew: Callable[[], bool] | None = None,
    door: Door = HERE,
    practise: Practise | None = None,
    examiner: Examiner | None = None,
    more: Sequence[Route] = (),
) -> Starlette:
    """The desk over *live*, as an ASGI application for `run` or `serving`.

    *book* is the ledger; it is asked from worker threads. *watch* runs in a thread of its own while the
    application runs: it calls `live.refresh()` whenever a file changed, and returns once its event is set.
    Where *folder* is given, the calendar in it can be written too; *renew* then reads it again at once.
    *door* says who may come in, *practise* publishes a post for practice, *examiner* looks the machine
    over, *more* are addresses for machines.
    """
    clock = clock or SystemClock()
    book = book or Book(clock)
    desk = _Desk(live, book, clock)
    pages, visit = desk.pages, desk.visit
    pages.practised = {} if practise else None
    pages.examinations.examiner = examiner
    sessions = Sessions(clock)
    answering: list[Answers] = []
    decider = Decider(pages, visit, book.works, live.touch) if book.works else None
    if book.works and decider:
        answering.append(RemarksDesk(pages, visit, book.works, live.touch))
        answering.append(decider)
        answering.append(CrisisDesk(pages, visit, book.works, live.touch))
        answering.append(ByPhone(pages, visit, book.works, live.touch, desk.pictures, clock))
    if folder is not None:
        pages.saves = saves = Saves(renew or live.refresh, history := History(folder, clock))
        desk.versions = history.versions
        pages.links = LinkPreviews(folder.var / "cache" / "links", clock)
        answering.append(Writer(pages, visit, folder, saves, decider))
        answering.append(mover := Mover(pages, visit, folder, saves, book.works))
        answering.append(Caller(pages, visit, folder, saves))
        answering.append(excel := ExcelDesk(pages, visit, folder, saves))
        pages.plans_left = excel.waiting
        answering += [Linking(pages, visit, pages.links), Photos(pages, visit, folder)]
        answering += [*setup_answers(pages, visit, folder, saves), Reporting(pages, visit, Reports(folder))]
        pages.reports = True
        pages.var, pages.boards.root = folder.var, folder.root
        pages.people = lambda: load_users(folder)[0]
        answering.append(VersionsDesk(pages, visit, folder, saves, history))
    if folder is not None and book.works and decider:
        answering.append(BundleDesk(pages, visit, folder, book.works, renew or live.refresh))
        answering.append(ByHandDesk(pages, visit, book.works, live.touch, folder))
        deleter = Deleter(pages, visit, book.works, live.touch, folder, saves)
        answering += [
            deleter,
            Several(pages, visit, book.works, live.touch, mover, deleter, decider.ask_soon),
        ]
        pages.deletes = True
        answering.append(CommentsDesk(pages, visit, book.works, live.touch, folder))
    if practise:
        answering.append(Practising(pages, visit, practise, folder))
    if door.asks_login:
        answering.append(Login(pages, visit, door, sessions, clock))

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        stop = threading.Event()
        thread = threading.Thread(
            target=watch or _watch_nothing, args=(stop,), name="desk-watch", daemon=True
        )
        thread.start()
        looking = asyncio.create_task(desk.look_often())
        try:
            yield
        finally:
            looking.cancel()
            stop.set()
            await asyncio.to_thread(thread.join, _PATIENCE)

    app = Starlette(
        routes=[
            Route("/", desk.shown(pages.calendar)),
            Route("/post/{post}", desk.post),
            Route("/month", desk.shown(pages.month)),
            Route("/week", desk.shown(pages.week)),
            Route("/problems", desk.shown(pages.problems)),
            Route("/deliveries", desk.shown(pages.deliveries)),
            Route("/history", desk.history),
            Route("/units", desk.shown(pages.units)),
            Route("/units.xlsx", desk.shown(pages.units_file)),
            Route("/sheet", desk.shown(pages.sheet)),
            Route("/crisis", desk.shown(pages.crisis)),
            Route("/embed", desk.shown(pages.embed)),
            *(route for one in answering for route in one.routes()),
            Route("/card/{post}/{number}/{size}.jpg", desk.card),
            Route("/seen/{seen}/{number:int}.jpg", desk.seen),
            Route("/film/{post}.mp4", desk.film),
            Route("/film/{post}/{size}.{ending}", desk.moving),
            Route("/drawing/{name}.webp", desk.drawing),
            Route("/design/{name}.webp", desk.design),
            Route("/photo/{name:path}", desk.photo),
            Route("/office/mark.svg", desk.mark),
            Route("/events", desk.events),
            Route("/favicon.ico", desk.icon),
            Route("/static/{name}", desk.static),
            Route("/static/fonts/{name}", desk.font),
            *more,
        ],
        middleware=[
            *([Middleware(ProxyHeadersMiddleware, list(door.proxies))] if door.proxies else ()),
            Middleware(Guard, door.names),
            Middleware(Doorkeeper, door, sessions, desk.bounds_of),
        ],
        exception_handlers={
            404: desk.told(pages.nothing_here),
            csrf.OutOfDate: desk.told(pages.out_of_date),
            NotHers: desk.told(pages.not_hers),
            HTTPException: desk.refused,
            Exception: desk.failed,
        },
        lifespan=lifespan,
    )
    app.state.live = live
    return app


class _Desk:
    """What each address answers. Plain functions are run in worker threads by Starlette."""

    def __init__(self, live: Live, book: Book, clock: Clock) -> None:
        self.live = live
        self.book = book
        self.asking = Asking()
        self.pooling = Pooling(book)
        self.narrowing = Narrowing()
        self.clock = clock
        self.pages = Pages()
        self.pictures = Pictures()
        self.versions: Versions | None = None  # of the posts, where the calendar is written

    def shown(self, page: Callable[[Visit], Response]) -> Callable[[Request], Response]:
        """A page that shows what its visit says, and needs nothing else."""
        return lambda request: page(self.visit(request))

    def post(self, request: Request) -> Response:
        """One post, or its problems when it cannot be read."""
        return self.pages.post(self.visit(request), request.path_params["post"])

    def history(self, request: Request) -> Response:
        """One delivery's lines of the book."""
        visit = self.visit(request)
        key = key_of(visit.wanted.get("key", ""))
        row = visit.ledger.row(key) if key else None
        if row is None:
            return self.pages.nothing_here(visit)
        return self.pages.history(visit, row, visit.ledger.events(row.key))

    def card(self, request: Request) -> Response:
        """A painted card, whole or as a thumbnail (`?w=360`)."""
        size, place = request.path_params["size"], number(request.path_params["number"])
        width = _WIDTHS.get(request.query_params.get("w"), 0)
        reading = self.reading(request)
        post = reading.post(request.path_params["post"])
        look = number(request.query_params.get("look", "0"))
        if post is None or place is None or look is None or size not in PIXELS or width == 0:
            return Response(status_code=404)
        served = self.pictures.card(reading, post, place, size, width, look)
        asked = request.query_params.get("v", "")
        lasting = asked == reading.prints.get(post.id)  # that address will never show anything else
        return _answer(request, served, f"private, max-age={_YEAR}, immutable" if lasting else "no-cache")

    def seen(self, request: Request) -> Response:
        """A card as it was when somebody decided about its post."""
        seen, number = request.path_params["seen"], request.path_params["number"]
        card = seen_card(self.pages.var, seen, number) if self._may_see(request, seen) else None
        headers = {"Cache-Control": f"private, max-age={_YEAR}, immutable"}
        return Response(card, media_type="image/jpeg", headers=headers) if card else Response(status_code=404)

    def film(self, request: Request) -> Response:
        """A post's film as it goes out."""
        reading = self.reading(request)
        post, gallery = reading.post(request.path_params["post"]), reading.gallery
        try:
            file = gallery.film_file(post) if post and post.film and gallery else None
        except (LookupError, OSError):
            file = None
        headers = {"Cache-Control": "no-cache"}
        return (
            FileResponse(file, media_type="video/mp4", headers=headers) if file else Response(status_code=404)
        )

    def moving(self, request: Request) -> Response:
        """A card that moves as it goes out, or its words."""
        asked, reading = request.path_params, self.reading(request)
        post = reading.post(asked["post"])
        found = self.pictures.film(reading, post, asked["size"]) if post else None
        headers = {"Cache-Control": "no-cache"}
        if found and asked["ending"] == "mp4":
            return FileResponse(found.source, media_type="video/mp4", headers=headers)
        if found and asked["ending"] == "vtt":
            return Response(found.captions, media_type="text/vtt", headers=headers)
        return Response(status_code=404)

    def drawing(self, request: Request) -> Response:
        """An illustration, for the form where one is chosen."""
        gallery = self.live.reading.gallery
        served = self.pictures.drawing(gallery, request.path_params["name"]) if gallery else None
        return _answer(request, served, "no-cache")

    def design(self, request: Request) -> Response:
        """A sample of a card's template, for the form where one is chosen."""
        reading, name = self.reading(request), request.path_params["name"]
        served = self.pictures.design(reading, name)
        if served is None and reading.gallery and name in reading.gallery.templates:
            served = STATIC["no-drawing.svg"]  # such as a hotline's, where there is none yet
        return _answer(request, served, "no-cache")

    def photo(self, request: Request) -> Response:
        """A photo of the folder of work, for the form where what must be seen of it is chosen."""
        gallery = self.live.reading.gallery
        name, is_levelled = request.path_params["name"], "levelled" in request.query_params
        if not may_see_photo(self.visit(request), name):
            return Response(status_code=404)
        served = self.pictures.photo(gallery, name, is_levelled=is_levelled) if gallery else None
        return _answer(request, served, "no-cache")

    async def events(self, _: Request) -> Response:
        """The stream that tells an open page of each new version."""

        async def lines() -> AsyncIterator[str]:
            async for version in self.live.versions(_IDLE):
                yield f"data: {version}\n\n" if version else ": still here\n\n"

        return StreamingResponse(lines(), media_type="text/event-stream")

    def mark(self, request: Request) -> Response:
        """The mark of the office's page, in its colours."""
        return _answer(request, mark_of(self.reading(request).unit.brand), "no-cache")

    def icon(self, request: Request) -> Response:
        """The desk's sign, which browsers ask for where they show what is no page: a picture, a text."""
        return _packed(request, STATIC["lotus.svg"], "no-cache")

    def static(self, request: Request) -> Response:
        """A style sheet, a script or a drawing of the desk's own."""
        return _packed(request, STATIC.get(request.path_params["name"]), "no-cache")

    def font(self, request: Request) -> Response:
        """Be Vietnam Pro, from its package."""
        return _packed(request, FONTS.get(request.path_params["name"]), "private, max-age=604800")

    def told(self, page: Callable[[Visit], Response]) -> Callable[[Request, Exception], Awaitable[Response]]:
        """A page for what went wrong."""

        async def answer(request: Request, _: Exception) -> Response:
            return await asyncio.to_thread(lambda: page(self.visit(request)))

        return answer

    async def refused(self, request: Request, error: Exception) -> Response:
        """The page for what no page of the desk sends."""
        assert isinstance(error, HTTPException), "it is registered for nothing else"
        status = error.status_code
        if status == 405 and request.method in ("GET", "HEAD"):  # where a form was sent to, opened anew
            return await asyncio.to_thread(lambda: self.pages.nothing_here(self.visit(request)))
        page = await asyncio.to_thread(lambda: self.pages.not_understood(self.visit(request), status))
        page.headers.update(error.headers or {})
        return page

    async def failed(self, _: Request, __: Exception) -> Response:
        """The last line: a fault of the program is in the log (by the server), and told in words here."""
        return told(500, _FAILED, _FAILED_MORE, headers=STRICT)

    async def look_often(self) -> None:
        """Tell open pages when a delivery moved or a post's time passed: no file says so."""
        seen: object = None
        while True:
            await asyncio.sleep(_LOOK)
            if self.live.watched:
                now = await asyncio.to_thread(self._moving)
                if seen is not None and now != seen:
                    self.live.touch()
                seen = now

    def _moving(self) -> object:
        now = self.clock.now()
        passed = sum(post.at is not None and post.at <= now for post in self.live.reading.posts)
        return self.book.snapshot(), passed, now.date()

    def reading(self, request: Request) -> Reading:
        """What whoever sent *request* is shown."""
        whole, person = self.live.reading, person_of(request)
        return whole if person.units is None else self.narrowing.reading(whole, person.units)

    def bounds_of(self, person: Person, path: str) -> Check | None:
        """What holds a form against what *person* looks after; None: she may send all."""

        def units_of(post: str) -> Collection[str] | None:
            hers = person.units or frozenset()
            found = self.narrowing.reading(self.live.reading, hers).post(post)
            if found is None:
                return None  # what began for a unit that it is no longer for would be changed with it
            return {*found.units, *self.book.snapshot().counts_of(post)}

        return bounds(person, path, units_of)

    def _may_see(self, request: Request, seen: str) -> bool:
        """Whether that was decided about a post that is hers alone."""
        visit = self.visit(request)
        if not visit.is_narrow:
            return True
        hers = [post.id for post in visit.reading.posts if visit.is_hers(post)]
        visit.ledger.ask_decisions(hers)
        return any(one.seen == seen for post in hers for one in visit.ledger.decisions(post))

    def visit(self, request: Request) -> Visit:
        """One look, by whoever sent *request*."""
        # Before the reading: a page may be newer than it says, never older. What answers a form says none:
        # it cannot be asked for anew by its address.
        version = self.live.version if request.method in ("GET", "HEAD") else ""
        whole, of_all, person = self.live.reading, self.book.snapshot(), person_of(request)
        now, query = self.clock.now(), request.query_params
        reading, ledger, pool = whole, of_all, self.pooling.of(whole, of_all, now)
        if person.units is not None:
            reading = self.narrowing.reading(whole, person.units)
            ledger = self.narrowing.ledger(of_all, reading, person.units)
            pool = narrow_pool(pool, reading)
        return Visit(
            reading=reading,
            ledger=ledger,
            now=now,
            language=language_of(reading, query, request.cookies),
            is_khmer=is_khmer(query, request.cookies),
            version=version,
            path=request.url.path,
            own=own_address(request),
            query=query,
            person=person,
            decides=self.book.works is not None,
            asked=self.asking.of(whole, ledger),  # what was seen of a post is the same for everybody
            pool=pool,
            versions=self.versions if person.units is None else None,
            whole=whole,
        )


def _watch_nothing(_: threading.Event) -> None:
    """Whoever made the application tells `live` itself."""


def _answer(request: Request, served: Served | None, caching: str) -> Response:
    if served is None:
        return Response(status_code=404)
    headers = {"ETag": served.tag, "Cache-Control": caching}
    if served.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(served.data, media_type=served.mime, headers=headers)


def _packed(request: Request, served: Served | None, caching: str) -> Response:
    """One of the desk's own files, in a third of its bytes where the browser can unpack it."""
    if served is None or "gzip" not in request.headers.get("accept-encoding", ""):
        answer = _answer(request, served, caching)
    else:
        small = Served(packed(served.data), served.mime, f'{served.tag[:-1]}-gzip"')
        answer = _answer(request, small, caching)
        if answer.status_code == 200:
            answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding"
    return answer
