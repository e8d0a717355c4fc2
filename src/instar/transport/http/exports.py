"""Threads as files, out and in."""

from urllib.parse import quote

from starlette.responses import Response, StreamingResponse

from instar.protocol.threads import Thread
from instar.runtime.uploads import label_of
from instar.transport.http.attachments import INERT
from instar.transport.http.call import Call


async def export_thread(call: Call) -> Response:
    thread_id = call.path["thread_id"]
    if call.query.format == "json":
        thread, pieces = await call.server.exports.archive(call.principal, thread_id)
        headers = _headers(thread, "json")
        return StreamingResponse(pieces, headers=headers, media_type="application/json")
    thread, text = await call.server.exports.transcript(call.principal, thread_id)
    return Response(text, headers=_headers(thread, "md"), media_type="text/markdown")


async def import_thread(call: Call) -> Thread:
    return await call.server.exports.restore(call.principal, call.body)


def _headers(thread: Thread, ending: str) -> dict[str, str]:
    name = f"{label_of(thread.title.replace('/', '-')) if thread.title else 'thread'}.{ending}"
    return {**INERT, "content-disposition": f"attachment; filename*=utf-8''{quote(name, safe='')}"}
