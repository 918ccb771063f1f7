import asyncio
import threading

from scheduler.desk.live.streams import Live


async def first(stream):
    return await asyncio.wait_for(anext(stream), 5)


def test_an_open_page_hears_of_each_change_from_any_thread():
    readings = iter(["one", "two", "three"])

    async def scene():
        live = Live(lambda: next(readings))
        stream = live.versions(idle=60)
        opened = await first(stream)
        assert opened == live.version
        threading.Thread(target=live.refresh).start()
        changed = await first(stream)
        assert changed not in {opened, ""}
        assert live.reading == "two"
        live.touch()
        assert await first(stream) not in {opened, changed, ""}
        assert live.reading == "two"
        await stream.aclose()

    asyncio.run(scene())


def test_changes_that_come_together_are_told_once():
    async def scene():
        live = Live(lambda: "same")
        stream = live.versions(idle=0.05)
        await first(stream)
        for _ in range(20):
            live.touch()
        assert await first(stream) == live.version
        assert await first(stream) == ""
        await stream.aclose()

    asyncio.run(scene())


def test_streams_end_when_the_server_stops():
    async def scene():
        live = Live(lambda: "same")
        stream = live.versions(idle=60)
        await first(stream)
        assert live.watched
        threading.Thread(target=live.end).start()
        assert [version async for version in stream] == []
        assert not live.watched

    asyncio.run(scene())


def test_a_reading_that_fails_leaves_the_last_one_and_the_next_one_counts(caplog):
    answers = iter(["good", OSError("the disk is away"), "better"])

    def read():
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    live = Live(read)
    live.refresh()
    assert live.reading == "good"
    assert "could not be read" in caplog.text
    live.refresh()
    assert live.reading == "better"


def test_a_page_of_an_earlier_run_is_out_of_date():
    assert Live(lambda: None).version != Live(lambda: None).version
