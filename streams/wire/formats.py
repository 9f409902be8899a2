"""interim: bytes to Article"""
import orjson
from schemas import Reason
from streams.errors import UnreadableError
from streams.wire.article import Article

def parse(data: bytes) -> Article:
    try:
        d = orjson.loads(data)
    except orjson.JSONDecodeError as e:
        raise UnreadableError(Reason.NOT_JSON, str(e)) from e
    if not isinstance(d, dict):
        raise UnreadableError(Reason.NOT_AN_OBJECT, "no object")
    if "uri" not in d:
        raise UnreadableError(Reason.NO_URI, "no uri")
    if not (d.get("body_text") or d.get("headline")):
        raise UnreadableError(Reason.NO_TEXT, "no text")
    return Article(uri=d["uri"], version=d.get("version"), provider=d.get("provider"), headline=d.get("headline"), body=d.get("body_text") or "", language=d.get("language"), versioncreated=d.get("versioncreated"))
